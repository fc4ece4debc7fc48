import pytest

from processors.pseudonym.comparison import Comparison, compare, profile
from processors.pseudonym.keyboard import BESIDE
from processors.pseudonym.model import shipped

RARITY = shipped("chat").rarity


def compared(a: str, b: str) -> Comparison:
    return compare(profile(a, RARITY), profile(b, RARITY))


@pytest.mark.parametrize(
    ("form", "a", "b"),
    [
        ("same", "Velou_Rine", "velourine"),
        ("digits_as_letters", "v3lour1ne5", "velourines"),
        ("elongated", "velourinne", "velourine"),
        ("reordered", "panier_velu", "velu_panier"),
        ("reordered", "panierduvelu", "duvelupanier"),
        ("reversed", "velourine", "eniruolev"),
        ("sounds_alike", "pharandoleur", "farandoleur"),
        ("vowels_dropped", "velourine", "vlrn"),
        ("swapped", "velourine", "velouirne"),
        ("next_key", "velourine", "velourime"),
        ("slip", "velourine", "veljurine"),
        ("slips", "grignotelune", "grugnotelone"),
        ("other_word", "maison_rouge", "saison_rouge"),
        ("other_word", "velourine_nw", "velourine_ne"),
        ("other_word", "velourine_k_7_w", "velourine_pz"),
        ("slip", "velourine_nuik", "velourine_nuip"),
        ("contained", "velourinette", "velourin"),
        ("abbreviated", "docteur_zorbecque", "dr_zorbecque"),
        ("overlap", "tarte_abricot", "tarte_framboise"),
        ("apart", "velourine", "zorbecque"),
    ],
)
def test_the_first_form_that_fits_is_told(form: str, a: str, b: str) -> None:
    assert compared(a, b).form == form


@pytest.mark.parametrize(
    ("level", "a", "b"),
    [
        ("none", "velourine", "velourine_"),
        ("equal", "velourine13", "velourine_13"),
        ("equal_long", "velourine974", "974velourine"),
        ("one_side", "velourine13", "velourine"),
        ("near", "velourine13", "velourine14"),
        ("differ", "velourine13", "velourine974"),
    ],
)
def test_digits_are_told_apart(level: str, a: str, b: str) -> None:
    assert compared(a, b).digits == level


@pytest.mark.parametrize(
    ("level", "a", "b"),
    [
        ("all", "panier_velu", "panier.velu"),
        ("first", "bq|lunch", "bq|train"),
        ("last", "panier_velu", "chapeau_velu"),
        ("other", "le_velu_fou", "un_velu_mou"),
        ("initials", "jean_marc_zorbecque", "jmz"),
        ("none", "velourine", "zorbecque"),
    ],
)
def test_whole_words_in_both_are_told(level: str, a: str, b: str) -> None:
    assert compared(a, b).words == level


def test_what_a_slip_leaves_open_is_not_shared() -> None:
    assert compared("velourine", "veljurine").shared < compared("velourine", "velouirne").shared


def test_a_short_name_before_a_status_is_shared_whole() -> None:
    assert compared("bq|shower", "bq|train").shared > 10


def test_keys_are_beside_each_other_both_ways_on_either_keyboard() -> None:
    assert {("a", "z"), ("z", "a"), ("q", "w"), ("a", "q"), ("g", "v")} <= BESIDE
    assert ("a", "p") not in BESIDE
