"""Texts made to be dear: each attack aims at one part of the detectors, and is as long as it is asked to be.

A row says which part it is aimed at. To add one, copy the nearest: the part that is repeated has to begin what the
detector looks for again and again, and never end it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_PLANES: Final = "".join(chr(plane * 0x10000 + place) for place in (0x41, 0x300, 0x1F47, 0xFFFD) for plane in range(17))


def _of(unit: str) -> Callable[[int], str]:
    """Repeat a unit up to a length."""
    return lambda length: (unit * (length // len(unit) + 1))[:length]


def _after(begin: str, unit: str, end: str = "") -> Callable[[int], str]:
    """The same between a begin and an end."""
    return lambda length: begin + (unit * length)[: max(0, length - len(begin) - len(end))] + end


def _numbered(pattern: str) -> Callable[[int], str]:
    """Each unit another one, so that no cache answers."""
    return lambda length: "".join(pattern.format(place) for place in range(length))[:length]


ATTACKS: Final[dict[str, Callable[[int], str]]] = {
    # Folding.
    "one letter held down": _of("a"),
    "letters held down": _of("aaabbbcccddd"),
    "combining marks on one letter": _after("snap : a", "\u0301\u0336\u20e3"),
    "combining marks on each letter": _of("s\u0301n\u0336a\u20e3p\u0489 "),
    "marks alone": _of("\u0301"),
    "right to left": _of("\u202eتليجرام 👻 snap \u202c"),
    "every plane of Unicode": _of(_PLANES),
    "nothing that can be seen": _after("snap : lulu", "\u200b\u200d\ufeff"),
    "letters of many code points each": _of("🅿️ﷺ㎐⑳"),
    "zeros of control": _after("snap", "\x00"),
    # Words and namings.
    "app names": _of("snap insta telegram "),
    "app names in one word": _of("snapinstatelegram"),
    "beginnings of app names": _of("s n a "),
    "pieces of app names": _of("snap cha "),
    "near misses of app names": _numbered("snapsh{0} "),
    "emoji for apps": _of("👻"),
    "emoji of all sorts": _of("👻👩🏽\u200d🚀🇫🇷🍋"),
    "upside down": _of("dɐus ɐʇsuı "),
    "phrases cut short": _of("the yellow the little yellow le petit fantôme "),
    "signs for letters": _of("$n@p! |\\|/\\ "),
    "a word of signs": _of("$@!|€/\\"),
    # Cues and clauses.
    "cues": _of("tu as ton mon ajoute moi pas viens sur "),
    "one cue again and again": _of("c'est quoi "),
    "negations": _of("pas de jamais "),
    "questions": _of("ton snap ? "),
    "nested quotation marks": _of("«“\"'"),
    "quotation marks that never close": _of("« snap "),
    "apostrophes": _of("l'"),
    "full stops": _of("."),
    "line ends": _of("\n"),
    # Handles, dictation and links.
    "handles": _numbered("lulu.{0} "),
    "handles after apps": _numbered("snap : lulu_{0} "),
    "a handle without end": _after("snap : ", "lulu_"),
    "a handle of dots": _after("snap : ", "a."),
    "a handle of signs": _after("snap : a", "._-"),
    "underscores": _after("snap : ", "_"),
    "letters set apart": _after("snap : ", "z e b r "),
    "letters and dashes": _after("snap : ", "z-e-"),
    "signs in words": _after("snap : zebre", " point tiret du bas"),
    "signs in words after dots": _after("snap : ", "a.b puis "),
    "dictation without end": _after("snap : ", "zebre underscore puis "),
    "an alphabet without end": _after("snap : ", "alpha oscar victor "),
    "letters as in words": _after("snap : ", "p comme papa "),
    "edits of letters": _after("snap : ", "zebrine avec deux n "),
    "said to be one word": _after("snap : ", "zebre ", " tout attaché"),
    "said again and again to be one word": _after("snap : ", "zebre tout attaché "),
    "said to be backwards": _after("snap : ", "erbez ", " à l'envers"),
    "at signs": _of("@"),
    "addresses": _of("a@b.cc "),
    "addresses without end": _of("a@a.a.a."),
    "an address of dashes": _after("a@", "a-"),
    "links": _of("t.me/a "),
    "a link without end": _after("https://t.me/", "a/"),
    "hosts without end": _of("a.a-"),
    "slashes": _of("a/"),
    "hashes": _of("a#1234"),
    "nested brackets": _of("([{<"),
    "brackets around signs": _of("(.)[at]"),
    "spaces and brackets": _after("snap a", " ( "),
    "code": _of("foo->bar( => { "),
    # Numbers.
    "digits": _of("0639981234"),
    "one digit": _of("0"),
    "numbers": _numbered("06 39 98 {0:04} "),
    "pairs of digits": _of("06 39 98 12 "),
    "digits set apart": _of("0 6 3 9 "),
    "plus signs": _of("+33 "),
    "plus signs alone": _of("+"),
    "number words": _of("zéro six trente-neuf "),
    "number words in one word": _of("zerosixtrenteneuf"),
    "German number words in one word": _of("einundzwanzig"),
    "hundreds and thousands": _of("deux cent mille "),
    "misspelt number words": _of("zerro sixe trantte "),
    "sums": _of("3 x 4 + 2 - 1 "),
    "decoys": _of("06🍋39🍋98🍋"),
    "words between digits": _of("06 euh non 39 "),
    "corrections": _of("06 non pardon 07 "),
    "look-alikes of digits": _of("O6lI8S "),
    "Roman numbers": _of("XXXIX "),
    "one Roman number": _of("XVI"),
    "digits in words": _of("a1b2"),
    # Ages.
    "ages": _of("j'ai 14 ans "),
    "sums of ages": _of("j'ai 10+4 "),
    "letters set apart in ages": _of("g 1 4 a n s "),
    "figures": _of("1.1,1:1/"),
    "hyphened numbers": _of("vingt-"),
    "a word of leet": _of("f1ft33n"),
    "quotes around numbers": _of("\"14 '15 "),
    "words before a number": _after("j'ai ", "bientôt presque ", " 14"),
    # Padding around a hand-off.
    "spaces around a hand-off": _after("ajoute mon snap", " ", "lulu_75"),
    "words around a hand-off": _after("ajoute mon snap", " bonjour tout le monde", " lulu_75"),
    "digits around a number": _after("06 39 98", " 12", " 34"),
}
"""The attacks by name, each giving a text of a length in characters."""
