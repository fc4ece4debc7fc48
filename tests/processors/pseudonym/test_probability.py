import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.pseudonym.comparison import FORMS, compare, profile
from processors.pseudonym.model import SHIPPED, shipped
from processors.pseudonym.probability import Declared, explain, logistic, match

CHAT = shipped("chat")

ONE_PERSON = [
    ("case", "Grignotelune", "gRiGnOtElUnE"),
    ("separators", "gri_gnote_lune", "gri.gnote.lune"),
    ("marks", "bécassinette", "becassinette"),
    ("look_alikes", "grіgnоtеlunе", "grignotelune"),
    ("decoration", "☆grignotelune☆", "grignotelune"),
    ("frame", "xX_grignotelune_Xx", "grignotelune"),
    ("leet", "gr1gn0t3lun3", "grignotelune"),
    ("held_down", "grignoteluuuuune", "grignotelune"),
    ("digits", "velourine974", "velourine13"),
    ("affix", "grignotelune_away", "grignotelune"),
    ("version", "grignotelune2", "grignotelune"),
    ("reversed", "grignotelune", "enuletongirg"),
    ("word_order", "panier_velu", "velu_panier"),
    ("sound", "kouleuvre_molle", "couleuvre_molle"),
    ("swapped_letters", "grignotelune", "gringotelune"),
    ("next_key", "grignotelune", "grignoteluns"),
    ("first_word", "mistigrave_au_lit", "mistigrave"),
    ("vowels_dropped", "grignotelune", "grgntln"),
    ("truncated", "grignotelunette", "grignotelun"),
    ("abbreviated", "docteur_grignotin", "dr_grignotin"),
    ("number_word", "grignotelune_treize", "grignotelune13"),
    ("right_to_left", "\u202egrignotelune", "grignotelune"),
    ("control", "grigno\x07telune", "grignotelune"),
]
TWO_PERSONS = [
    ("common_word", "soleil974", "soleil13"),
    ("first_name", "sabrina33", "sabrina_59"),
    ("short_base", "ola44", "ola7"),
    ("age_and_town", "jf19toulon", "jf20toulon"),
    ("guest", "invite5512", "invite731"),
    ("other_first_name", "fabien", "fabienne"),
    ("other_vowels", "netameta", "notmatti"),
    ("word_near_a_word", "poivre_vert", "poire_verte"),
    ("slip_in_a_short_name", "kolan", "kolin"),
    ("theme", "tarte_abricot", "tarte_framboise"),
    ("digits_alone", "casserole_3310", "rideau_3310"),
    ("frame_alone", "xX_rose_Xx", "xX_loup_Xx"),
    ("title_alone", "captain_marco", "captain_sofia"),
    ("random", "k2v9xq", "p7mzt4"),
    ("emoji", "🦊" * 64, "🐼" * 64),
    ("digits_only", "4417", "9902"),
    ("empty", "", ""),
    ("empty_and_name", "", "grignotelune"),
]


@pytest.mark.parametrize(("a", "b"), [case[1:] for case in ONE_PERSON], ids=[case[0] for case in ONE_PERSON])
def test_one_rare_name_in_two_dresses_is_one_person(a: str, b: str) -> None:
    assert explain(a, b, CHAT).probability >= 0.5


@pytest.mark.parametrize(("a", "b"), [case[1:] for case in TWO_PERSONS], ids=[case[0] for case in TWO_PERSONS])
def test_what_many_would_choose_is_no_sign_of_one_person(a: str, b: str) -> None:
    assert explain(a, b, CHAT).probability < 0.5


@pytest.mark.parametrize("model", SHIPPED)
@given(a=st.text(max_size=70), b=st.text(max_size=70))
@settings(max_examples=200, derandomize=True)
def test_parts_sum_to_the_log_odds_whichever_comes_first(model: str, a: str, b: str) -> None:
    found = explain(a, b, shipped(model))

    assert found.probability == logistic(math.fsum(found.parts.values()))
    assert found == explain(b, a, shipped(model))
    assert 0 <= found.probability <= 1


@given(st.text(alphabet="ab1_ -xXé", max_size=14), st.text(alphabet="ab1_ -xXé", max_size=14))
@settings(max_examples=500, derandomize=True)
def test_likeness_is_symmetric(a: str, b: str) -> None:
    one, other = profile(a, CHAT.rarity), profile(b, CHAT.rarity)

    assert compare(one, other) == compare(other, one)
    assert compare(one, other).form in FORMS


def test_the_same_handle_elsewhere_almost_proves_it() -> None:
    a, b = profile("soleil974", CHAT.rarity), profile("tigrou_fou", CHAT.rarity)
    same = Declared(handles=frozenset({"grignote.lune75"}))

    assert match(a, b, CHAT).probability < 0.1
    assert match(a, b, CHAT, same, same).probability > 0.9


def test_declarations_speak_for_and_against() -> None:
    a, b = profile("grignotelune", CHAT.rarity), profile("grignotelune7", CHAT.rarity)
    told = Declared(age=34, gender="H", postcode="97400")
    alike = match(a, b, CHAT, told, Declared(age=34, gender="h", postcode="97410")).parts
    unlike = match(a, b, CHAT, told, Declared(age=19, gender="F", postcode="75011")).parts

    assert min(alike["age"], alike["gender"], alike["postcode"]) > 0
    assert max(unlike["age"], unlike["gender"], unlike["postcode"]) < 0


def test_what_is_not_declared_has_no_part() -> None:
    a = profile("grignotelune", CHAT.rarity)

    assert not {"age", "gender", "postcode", "handle"} & match(a, a, CHAT, Declared(), Declared(age=3)).parts.keys()
