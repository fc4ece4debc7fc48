import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.pseudonym.names import fold
from processors.pseudonym.phonetics import sound

SAME_STEM = [
    ("case", "Grignotelune", "GRIGNOTELUNE"),
    ("separators", "grigno.te-lune", "grigno_te_lune"),
    ("marks", "grignôtélùne", "grignotelune"),
    ("look_alikes", "grіgnоtеlunе", "grignotelune"),
    ("styled", "𝐠𝐫𝐢𝐠𝐧𝐨𝐭𝐞𝐥𝐮𝐧𝐞", "grignotelune"),
    ("invisible", "gri\u200bgnote\u2060lune", "grignotelune"),
    ("control", "grignote\x00lune\x1f", "grignotelune"),
    ("frame", "xX_grignotelune_Xx", "grignotelune"),
    ("frame_glued", "xxgrignotelunexx", "grignotelune"),
    ("frame_and_digits", "xX_grignotelune_Xx71", "grignotelune71"),
    ("digits_and_frame", "71xX_grignotelune_Xx", "71grignotelune"),
    ("frame_glued_and_digits", "xxgrignotelunexx71", "grignotelune71"),
    ("symbols", "☆ grignotelune ♡", "grignotelune"),
    ("other_script", "★彡grignotelune彡★", "grignotelune"),
    ("leet", "gr1gn0t3lune", "grignotelune"),
    ("held_down", "grignoteluuuune", "grignotelune"),
    ("affix_after", "grignotelune_away", "grignotelune"),
    ("affix_before", "real_grignotelune", "grignotelune"),
    ("affix_glued", "grignoteluneofficiel", "grignotelune"),
    ("digits", "grignotelune974", "grignotelune"),
]


@pytest.mark.parametrize(("a", "b"), [case[1:] for case in SAME_STEM], ids=[case[0] for case in SAME_STEM])
def test_dress_is_taken_off(a: str, b: str) -> None:
    assert fold(a).stem == fold(b).stem == "grignotelune"


def test_digits_beside_a_frame_stay() -> None:
    assert fold("xX_grignotelune_Xx71").digits == fold("71xX_grignotelune_Xx").digits == "71"
    assert fold("x_7_x").stem == "7"


def test_an_age_between_letters_stays_a_number() -> None:
    name = fold("jf18paris")

    assert (name.words, name.digits) == (("jf", "paris"), "18")


def test_digits_at_the_edge_are_also_read_as_letters() -> None:
    assert "moonbiscuit" in fold("m00nb15cu17").spelt


def test_number_words_are_digits() -> None:
    assert fold("grignotelune_treize").digits == fold("grignotelune13").digits == "13"


def test_an_affix_that_stands_alone_is_the_name() -> None:
    assert fold("away").stem == "away"


@pytest.mark.parametrize(
    ("pseudonym", "stem"),
    [("", ""), ("   ", ""), ("974", "974"), ("🦊" * 64, "🦊"), ("♡☆", "♡☆"), ("_", "_"), ("مرحبا", "مرحبا")],
    ids=["empty", "blank", "digits", "emoji", "symbols", "separator", "right_to_left"],
)
def test_a_name_without_letters_has_a_stem_all_the_same(pseudonym: str, stem: str) -> None:
    assert fold(pseudonym).stem == stem


def test_humps_part_words_but_not_the_stem() -> None:
    assert fold("PirateMoussu").words == ("pirate", "moussu")
    assert fold("pIrAtEmOuSsU").words == ("piratemoussu",)


@given(st.text(max_size=100))
@settings(max_examples=300, derandomize=True)
def test_any_string_folds(pseudonym: str) -> None:
    name = fold(pseudonym)

    assert name.stem == "".join(name.words) or not name.words
    assert fold(pseudonym) == name


@pytest.mark.parametrize(
    ("a", "b"),
    [("kouleuvre", "couleuvre"), ("pharandole", "farandole"), ("chapo", "chapeau"), ("moinobleu", "moineaubleu")],
)
def test_spellings_of_one_sound_share_a_key(a: str, b: str) -> None:
    assert sound(a) == sound(b)


@pytest.mark.parametrize(("a", "b"), [("velourine", "pelerine"), ("dragon", "wagon")])
def test_other_sounds_have_other_keys(a: str, b: str) -> None:
    assert sound(a) != sound(b)
