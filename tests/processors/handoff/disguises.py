"""A table of disguises: how people write an app, a handle or a number so that it is not found.

One row a disguise. Each puts itself on a clean value and says which stretch of what it wrote shows the value, so that a
test can ask that the value comes out clean, and that the evidence points to that stretch and nothing else. To add one,
copy the nearest row; what it puts on has to be what people write, never what our tables happen to undo.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Of = Literal["app", "handle", "number"]


class Sent(NamedTuple):
    """What was sent, and the half-open stretch of code points in it that shows the value."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Disguise:
    """A row: a name, what it may be put on, how, and on which values alone it makes sense.

    Attributes:
        of: "app" (a name of one), "handle" or "number" (digits as dialled, kept for fiction).
        put_on: the value in its disguise.
        country: whose numbers it may be put on, as an ISO 3166 code.
        only: a pattern that the whole value has to match.
    """

    name: str
    of: Of
    put_on: Callable[[str], Sent]
    only: str = ".*"
    country: str = "FR"

    def suits(self, value: str) -> bool:
        return re.fullmatch(self.only, value) is not None


def whole(text: str) -> Sent:
    return Sent(text, 0, len(text))


def amid(before: str, shown: str, after: str) -> Sent:
    return Sent(before + shown + after, len(before), len(before + shown))


# --- letters and digits of other shapes ---

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
DIGITS: Final = "0123456789"


def _run(first: str, length: int) -> str:
    return "".join(chr(ord(first) + place) for place in range(length))


# What stands for a to z; then, where a style has them, for 0 to 9. A hole of Unicode's tables ("ℎ") stands by itself.
STYLES: Final = {
    "full-width": _run("ａ", 26) + _run("０", 10),
    "full-width capitals": _run("Ａ", 26) + _run("０", 10),
    "bold": _run("𝐚", 26) + _run("𝟎", 10),
    "italic": _run("𝑎", 26).replace("\U0001d455", "ℎ"),
    "bold script": _run("𝓪", 26),
    "fraktur": _run("𝔞", 26),
    "double-struck": _run("𝕒", 26) + _run("𝟘", 10),
    "sans-serif bold": _run("𝗮", 26) + _run("𝟬", 10),
    "monospace": _run("𝚊", 26) + _run("𝟶", 10),
    "circled": _run("ⓐ", 26) + "⓪" + _run("①", 9),
    "black circled": _run("🅐", 26) + "⓿" + _run("❶", 9),
    "squared": _run("🄰", 26),
    "black squared": _run("🅰", 26),
    "parenthesised": _run("⒜", 26),
    "small capitals": "ᴀʙᴄᴅᴇғɢʜɪᴊᴋʟᴍɴᴏᴘǫʀsᴛᴜᴠᴡxʏᴢ",
    "superscript": "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖqʳˢᵗᵘᵛʷˣʸᶻ⁰¹²³⁴⁵⁶⁷⁸⁹",
    "Cyrillic": "аbсdеfgһіјkӏmпорqгѕтuvшхуz",
    "Greek": "αβcdεfghιjκlmηορqrsτυνωxγz",
    "accented": "áḅçđéḟğħíĵķłṃñóṗqřşţúṽŵẋýž",
    "syllabics": "ᗩᗷᑕᗪEᖴGᕼIᒍKᒪᗰᑎOᑭᑫᖇᔕTᑌᐯᗯ᙭Yᘔ",
    "ideograms": "卂乃匚ᗪ乇千Ꮆ卄丨ﾌҜㄥ爪几ㄖ卩Ɋ尺丂ㄒㄩᐯ山乂ㄚ乙",
}
KEYCAPS: Final = {digit: f"{digit}\ufe0f\u20e3" for digit in DIGITS}


def styled(style: str, value: str) -> Sent:
    plain = (LETTERS + DIGITS)[: len(STYLES[style])]
    return whole(value.translate(str.maketrans(plain, STYLES[style])))


def keycaps(value: str) -> Sent:
    return whole(value.translate(str.maketrans(KEYCAPS)))


def flags(value: str) -> Sent:
    """Regional indicators; two in a row would be shown as a flag."""
    return whole(" ".join(chr(ord("🇦") + LETTERS.index(letter)) for letter in value))


def upside_down(value: str) -> Sent:
    return whole(value[::-1].translate(str.maketrans(LETTERS, "ɐqɔpǝɟƃɥıɾʞlɯuodbɹsʇnʌʍxʎz")))


# --- what is put between letters, or on them ---


def between(sign: str, value: str) -> Sent:
    return whole(sign.join(value))


def topped(marks: str, value: str) -> Sent:
    return whole("".join(char + marks for char in value))


def held(value: str) -> Sent:
    place = next(at for at in range(1, len(value)) if value[at].isalpha())
    return whole(value[:place] + value[place] * 4 + value[place + 1 :])


def two_words(value: str) -> Sent:
    return whole(f"{value[:4]} {value[4:]}")


# --- leet, case, spelling ---


def leet(table: Sequence[str], value: str) -> Sent:
    return whole(value.translate(str.maketrans(dict(table))))


def alternating(value: str) -> Sent:
    return whole("".join(char.upper() if place % 2 else char for place, char in enumerate(value)))


def backwards(value: str) -> Sent:
    return whole(value[::-1])


def doubled(value: str) -> Sent:
    return whole(value[:3] + value[2] + value[3:])


def swapped(value: str) -> Sent:
    return whole(value[:3] + value[4] + value[3] + value[5:])


def lost(value: str) -> Sent:
    return whole(value[:3] + value[4:])


# --- what is said ---


def framed(before: str, after: str, value: str) -> Sent:
    """The value as it is, with words or signs around it."""
    return amid(before, value, after)


def turned(before: str, after: str, value: str) -> Sent:
    return amid(before, value[::-1], after)


def spelt_signs(signs: dict[str, str], value: str) -> Sent:
    return whole("".join(f" {signs[char]} " if char in signs else char for char in value))


def spelt_end(said: str, numbers: Sequence[str], value: str) -> Sent:
    """The digits at the end in words, below a hundred."""
    name = value.rstrip(DIGITS)
    return whole(f"{name} {said} {numbers[int(value[len(name) :])]}")


def as_in(joint: str, value: str) -> Sent:
    """P comme papa: each letter by a word that begins with it."""
    return whole(" ".join(f"{char} {joint} {char}amila" if char.isalpha() else char for char in value))


def alphabet(words: str, value: str) -> Sent:
    said = dict(zip(LETTERS, words.split(), strict=True))
    return whole(" ".join(said.get(char, char) for char in value))


def interleaved(value: str) -> Sent:
    filling = next(letter for letter in "xkw" if letter not in value)
    return whole(filling.join(value))


# --- numbers ---


def grouped(sign: str, value: str) -> Sent:
    return whole(sign.join(value[place : place + 2] for place in range(0, 10, 2)))


def grouped_in(style: str, value: str) -> Sent:
    return styled(style, grouped(" ", value).text)


def looked_alike(value: str) -> Sent:
    return whole(grouped(" ", value).text.replace("0", "O", 1))


def one_by_one(numbers: Sequence[str], sign: str, value: str) -> Sent:
    return whole(sign.join(numbers[int(digit)] for digit in value))


def one_by_one_abroad(numbers: Sequence[str], value: str) -> Sent:
    return one_by_one(numbers, " ", f"0033{value[1:]}")


def by_pairs(numbers: Sequence[str], sign: str, value: str) -> Sent:
    """In pairs, a leading zero by itself: "zéro six, trente-neuf, …"."""
    pairs = [value[place : place + 2] for place in range(0, 10, 2)]
    zero = numbers[0]
    return whole(
        sign.join(f"{zero} {numbers[int(pair[1])]}" if pair[0] == "0" else numbers[int(pair)] for pair in pairs)
    )


def half_said(numbers: Sequence[str], value: str) -> Sent:
    pairs = [value[place : place + 2] for place in range(0, 10, 2)]
    return whole(
        " ".join(numbers[int(pair)] if place % 2 and pair[0] != "0" else pair for place, pair in enumerate(pairs))
    )


def abroad(before: str, value: str) -> Sent:
    return whole(before + value[1] + " " + grouped(" ", value).text[3:])


def turned_number(before: str, after: str, value: str) -> Sent:
    return amid(before, value[::-1], after)


# --- words of the languages ---


def _counted(ones: str, tens: str, joint: Callable[[str, str], str]) -> tuple[str, ...]:
    small, big, above = ones.split(), tens.split(), range(20, 100)
    rest = [joint(big[value // 10 - 2], small[value % 10]) if value % 10 else big[value // 10 - 2] for value in above]
    return tuple(small + rest)


def _french() -> tuple[str, ...]:
    ones = (
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
        "dix-huit dix-neuf"
    )
    words = list(_counted(ones, "vingt trente quarante cinquante soixante - - -", "{}-{}".format))
    for top, base in ((60, "soixante"), (80, "quatre-vingt")):
        for rest in range(20):
            words[top + rest] = f"{base}-{words[rest]}" if rest else base
    return tuple(words)


NUMBERS: Final = {
    "fr": _french(),
    "en": _counted(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen",
        "twenty thirty forty fifty sixty seventy eighty ninety",
        "{}-{}".format,
    ),
    "es": _counted(
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
        "diecisiete dieciocho diecinueve",
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
        "{} y {}".format,
    ),
    "de": _counted(
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
        "siebzehn achtzehn neunzehn",
        "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
        lambda ten, one: f"{one.removesuffix('s') if one == 'eins' else one}und{ten}",
    ),
    "it": _counted(
        "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
        "diciassette diciotto diciannove",
        "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
        lambda ten, one: (ten[:-1] if one[0] in "uo" else ten) + one,
    ),
    "pt": _counted(
        "zero um dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezasseis dezassete "
        "dezoito dezanove",
        "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
        "{} e {}".format,
    ),
    "nl": _counted(
        "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
        "achttien negentien",
        "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
        lambda ten, one: f"{one}{'ën' if one[-1] == 'e' else 'en'}{ten}",
    ),
}
THEN: Final = {"fr": "puis", "en": "then", "es": "luego", "de": "dann", "it": "poi", "pt": "depois", "nl": "dan"}
SIGNS: Final = {
    "fr": {"_": "tiret du bas", ".": "point"},
    "en": {"_": "underscore", ".": "dot"},
    "es": {"_": "guion bajo", ".": "punto"},
    "de": {"_": "unterstrich", ".": "punkt"},
    "it": {"_": "trattino basso", ".": "punto"},
    "pt": {"_": "sublinhado", ".": "ponto"},
    "nl": {"_": "laag streepje", ".": "punt"},
}
TURNED: Final = {
    "fr": "lis à l'envers",
    "en": "read it backwards",
    "es": "léelo al revés",
    "de": "lies es rückwärts",
    "it": "leggilo al contrario",
    "pt": "lê ao contrário",
    "nl": "lees het achterstevoren",
}

_HANDLE_LETTERS: Final = "[a-z]+[._]?[a-z]*"
_ENDS_IN_TENS: Final = "[a-z]+[._]?[a-z]+[1-9][0-9]"

DISGUISES: Final = (
    # Of apps.
    *(Disguise(f"{style} letters", "app", partial(styled, style)) for style in STYLES),
    Disguise("flags", "app", flags),
    Disguise("upside down", "app", upside_down),
    Disguise("capitals", "app", lambda value: whole(value.upper())),
    Disguise("alternating capitals", "app", alternating),
    *(
        Disguise(f"{name} between letters", "app", partial(between, sign))
        for name, sign in {
            "spaces": " ", "dots": ".", "dashes": "-", "stars": "*", "bars": "|", "slashes": "/", "commas": ",",
            "underscores": "_", "two spaces": "  ", "dots and spaces": ". ", "emoji": "🌸",
            "zero-width spaces": "\u200b", "zero-width joiners": "\u200d", "soft hyphens": "\u00ad",
            "line ends": "\n", "word joiners": "\u2060",
        }.items()
    ),
    Disguise("marks on letters", "app", partial(topped, "\u0336")),
    Disguise("many marks on letters", "app", partial(topped, "\u0301\u0323\u0334\u0360\u035c\u0489")),
    Disguise("frames on letters", "app", partial(topped, "\u20de")),
    Disguise("a letter held down", "app", held),
    Disguise("leet", "app", partial(leet, ("a4", "i1", "e3", "s5", "t7", "o0")), only=".*[aieo].*"),
    Disguise("signs for letters", "app", partial(leet, ("a@", "s$")), only=".*[as].*"),
    Disguise("two words", "app", two_words, only=".{7,}"),
    Disguise("backwards", "app", backwards, only=".{5,}"),
    Disguise("a letter doubled", "app", doubled, only=".{5,}"),
    Disguise("two letters swapped", "app", swapped, only=".{7,}"),
    Disguise("a letter lost", "app", lost, only=".{7,}"),
    # Of handles.
    *(Disguise(f"{style} letters", "handle", partial(styled, style)) for style in STYLES),
    Disguise("keycaps", "handle", keycaps, only=".*[0-9]"),
    Disguise("upside down", "handle", upside_down, only="[a-z]+"),
    Disguise("capitals", "handle", lambda value: whole(value.upper())),
    Disguise("alternating capitals", "handle", alternating),
    *(
        Disguise(f"{name} between letters", "handle", partial(between, sign), only="[a-z]+[0-9]*")
        for name, sign in {
            "spaces": " ", "dots": ".", "dashes": "-", "commas": ", ", "emoji": "🌸", "zero-width spaces": "\u200b",
            "soft hyphens": "\u00ad", "zero-width joiners": "\u200d",
        }.items()
    ),
    Disguise("marks on letters", "handle", partial(topped, "\u0336")),
    Disguise("many marks on letters", "handle", partial(topped, "\u0301\u0323\u0334\u0360\u035c\u0489")),
    Disguise("another letter between letters", "handle", interleaved, only="[a-z]{5,}"),
    *(
        Disguise(f"signs in words, {lang}", "handle", partial(spelt_signs, signs), only=".*[._].*")
        for lang, signs in SIGNS.items()
    ),
    Disguise("signs in brackets", "handle", partial(spelt_signs, {"_": "(underscore)", ".": "(dot)"}), only=".*[._].*"),
    Disguise("signs set apart", "handle", partial(spelt_signs, {"_": "_"}), only=".*_.*"),
    *(
        Disguise(f"digits in words, {lang}", "handle", partial(spelt_end, THEN[lang], numbers), only=_ENDS_IN_TENS)
        for lang, numbers in NUMBERS.items()
    ),
    *(
        Disguise(f"backwards, {lang}", "handle", partial(turned, "", f", {said}"), only="[a-z]+[._][a-z0-9]*[a-z]")
        for lang, said in TURNED.items()
    ),
    Disguise("letter by letter", "handle", partial(as_in, "comme"), only="[a-z]+"),
    Disguise(
        "in the alphabet of aviation",
        "handle",
        partial(
            alphabet,
            "alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec "
            "romeo sierra tango uniform victor whiskey xray yankee zulu",
        ),
        only="[a-z]+",
    ),
    *(
        Disguise(f"in {name}", "handle", partial(framed, before, after), only=".*[._0-9].*")
        for name, (before, after) in {
            "guillemets": ("« ", " »"), "quotes": ('"', '"'), "brackets": ("(", ")"), "square brackets": ("[", "]"),
            "stars": ("**", "**"), "arrows": ("-> ", " <-"), "emoji": ("👉", "👈"),
        }.items()
    ),
    # Of numbers.
    Disguise("as dialled", "number", whole),
    *(
        Disguise(f"pairs with {name}", "number", partial(grouped, sign))
        for name, sign in {
            "spaces": " ", "dots": ".", "dashes": "-", "slashes": "/", "commas": ", ", "underscores": "_",
            "narrow spaces": "\u202f", "zero-width spaces": "\u200b", "line ends": "\n", "emoji": "🌸", "stars": " * ",
        }.items()
    ),
    Disguise("digit by digit", "number", partial(between, " ")),
    *(
        Disguise(f"{style} digits", "number", partial(grouped_in, style))
        for style, letters in STYLES.items()
        if len(letters) > len(LETTERS)
    ),
    Disguise("keycaps", "number", keycaps),
    Disguise("the letter O", "number", looked_alike),
    *(
        Disguise(f"digits in words, {lang}", "number", partial(one_by_one, NUMBERS[lang], " "), country=country)
        for lang, country in {"fr": "FR", "en": "GB", "de": "DE"}.items()
    ),
    *(
        Disguise(f"digits in words from abroad, {lang}", "number", partial(one_by_one_abroad, numbers))
        for lang, numbers in NUMBERS.items()
    ),
    Disguise("pairs in words", "number", partial(by_pairs, NUMBERS["fr"], ", ")),
    Disguise("half in words", "number", partial(half_said, NUMBERS["fr"])),
    Disguise("with the country's code", "number", partial(abroad, "+33 ")),
    Disguise("with the country's code after zeros", "number", partial(abroad, "0033 ")),
    Disguise("backwards", "number", partial(turned_number, "", " (à l'envers)")),
)  # fmt: skip
