from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.handoff import text
from processors.handoff.numerals import LANGUAGES, TONGUES, WORDS, numeral_at

READ = [
    ("fr", "zéro", 0),
    ("fr", "dix-sept", 17),
    ("fr", "vingt et un", 21),
    ("fr", "soixante-dix-huit", 78),
    ("fr", "quatre-vingts", 80),
    ("fr", "Quatre Vingt Quinze", 95),
    ("fr", "katrevindizuit", 98),
    ("fr", "quatre vint dix uit", 98),
    ("fr", "septante-deux", 72),
    ("fr", "nonante et un", 91),
    ("fr", "cent vingt-trois", 123),
    ("fr", "quatre cent septante", 470),
    ("fr", "deux mille douze", 2012),
    ("en", "twenty one", 21),
    ("en", "seven hundred", 700),
    ("en", "four hundred and twelve", 412),
    ("es", "veintitrés", 23),
    ("es", "treinta y cuatro", 34),
    ("es", "trescientos cuarenta y cinco", 345),
    ("de", "neunundvierzig", 49),
    ("de", "vier und dreißig", 34),
    ("de", "zweihundertfünfzig", 250),
    ("it", "quarantotto", 48),
    ("it", "quarantaquattro", 44),
    ("it", "centoventitré", 123),
    ("pt", "meia", 6),
    ("pt", "cento e vinte e três", 123),
    ("nl", "drieëntwintig", 23),
    ("nl", "negen en veertig", 49),
    ("fr", "𝐭𝐫𝐞𝐧𝐭𝐞 neuf", 39),
    ("fr", "14", 14),
]

READ_IN_PART = [
    ("fr", "soixante, onze", 60),
    ("fr", "zéro six", 0),
    ("fr", "quatre-vingt-dix-huit vingt", 98),
    ("en", "nine hundred five", 900),
    ("en", "one eighty three", 1),
    ("es", "seis doce", 6),
    ("de", "null sieben", 0),
]

NO_NUMBERS = [
    ("fr", "neufchâtel"),
    ("en", "tension"),
    ("en", "oneself"),
    ("de", "zweifel"),
    ("fr", "et"),
    ("fr", "1234567890"),
]


@pytest.mark.parametrize(("lang", "said", "value"), READ, ids=[f"{lang} {said}" for lang, said, _ in READ])
def test_words_are_read_as_the_number_they_say(lang: str, said: str, value: int) -> None:
    tokens = text.read(said).tokens

    assert numeral_at(tokens, 0, TONGUES[lang]) == (value, len(tokens))


@pytest.mark.parametrize(("lang", "said", "value"), READ_IN_PART, ids=[said for _, said, _ in READ_IN_PART])
def test_a_number_ends_where_the_next_one_begins(lang: str, said: str, value: int) -> None:
    tokens = text.read(said).tokens
    numeral = numeral_at(tokens, 0, TONGUES[lang])

    assert numeral is not None
    assert numeral.value == value
    assert numeral.end < len(tokens)


@pytest.mark.parametrize(("lang", "said"), NO_NUMBERS, ids=[said for _, said in NO_NUMBERS])
def test_other_words_are_no_numbers(lang: str, said: str) -> None:
    assert numeral_at(text.read(said).tokens, 0, TONGUES[lang]) is None


def spell(value: int, lang: str) -> str:
    """Say a number below a hundred the long way, from the first spellings of the table: the slow reference."""
    words = {int(row): spelt[0] for row, spelt in TONGUES[lang].table["words"].items()}
    if value in words and not (lang == "fr" and value in {70, 90}):
        return words[value]
    tens, unit = divmod(value, 10)
    if lang == "fr" and tens in {7, 9}:
        tens, unit = tens - 1, unit + 10
    ten, one = words[tens * 10], words.get(unit) or f"{words[10]} {words[unit - 10]}"
    joint = {"es": " y ", "pt": " e ", "de": "und", "nl": "en"}.get(lang, "-")
    return f"{one}{joint}{ten}" if lang in {"de", "nl"} else f"{ten}{joint}{one}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_below_a_hundred_is_read_in_every_language(lang: str) -> None:
    for value in range(100):
        for said in (spell(value, lang), spell(value, lang).upper()):
            tokens = text.read(said).tokens

            assert numeral_at(tokens, 0, TONGUES[lang]) == (value, len(tokens)), said
            assert tokens[0].text in WORDS, said


@given(said=st.text(), lang=st.sampled_from(LANGUAGES))
def test_any_text_is_read_without_an_error(said: str, lang: str) -> None:
    tokens = text.read(said).tokens

    for index in range(len(tokens)):
        numeral = numeral_at(tokens, index, TONGUES[lang])
        assert numeral is None or index < numeral.end <= len(tokens)
