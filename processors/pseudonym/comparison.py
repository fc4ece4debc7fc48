"""How alike two pseudonyms are: one value for each comparison, and no opinion on what it is worth.

The form says in which way one name could have been made from the other: the first way that fits, from the plainest. The
numbers are bits of rarity (see `processors.pseudonym.rarity`): what the names share, and what each has that the other
lacks. All comparisons are symmetric.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args

from rapidfuzz.distance import OSA, Indel, JaroWinkler, Prefix

from processors.pseudonym.keyboard import BESIDE
from processors.pseudonym.names import Name, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from processors.pseudonym.rarity import Rarity

Form = Literal[
    "same",
    "digits_as_letters",
    "elongated",
    "reordered",
    "reversed",
    "sounds_alike",
    "vowels_dropped",
    "swapped",
    "next_key",
    "slip",
    "slips",
    "other_word",
    "contained",
    "abbreviated",
    "overlap",
    "apart",
]
"""Ways in which one name could have been made from the other, in the order in which they are tried."""
FORMS: Final = get_args(Form)
Digits = Literal["none", "equal", "equal_long", "one_side", "near", "differ"]
DIGITS: Final = get_args(Digits)
Words = Literal["all", "first", "last", "other", "initials", "none"]
WORDS: Final = get_args(Words)
Affixes = Literal["none", "equal", "one_side", "differ"]
AFFIXES: Final = get_args(Affixes)

_BLOCK: Final = 3  # letters in a row that two names must share before they count as shared
_WORD: Final = 2  # one letter is no word; two initials are a sign
CHOICES: Final[dict[Form, float]] = {"sounds_alike": 3.0, "swapped": 3.0, "next_key": 5.5, "slip": 8.0, "slips": 12.0}
"""Bits that a name near another has not in common with it: log2 of how many are that near to one of eight letters.

Eight by a swap, some 8 x 6 by a next key, 8 x 26 and more by any slip; two slips are mostly of the frequent kinds.
"""

_SLIPS: Final = frozenset({"swapped", "next_key", "slip", "slips"})
_NEAR: Final = frozenset({"elongated", "vowels_dropped", *CHOICES})
_COMMON_BITS: Final = 20.0  # one word in a million: some 30,000 words of a language are more frequent
_LONG_NUMBER: Final = 3  # digits; of shorter numbers there are only a hundred
_SHORT: Final = 4  # a shorter stem is too easily another name reversed, misspelt or unvowelled
_LONG: Final = 8  # from here on, two slips are still a slip


class Profile(NamedTuple):
    """A name and how rare its parts are: all that a comparison needs of it.

    Attributes:
        running: bits of the stem up to each letter, from 0; see `Rarity.running`.
    """

    name: Name
    running: tuple[float, ...]


class Comparison(NamedTuple):
    """The values of all comparisons of two names.

    Attributes:
        shared: bits that both have.
        conflict: bits in which each departs from the other: the smaller of the two remainders.
        surplus: bits that one has beyond that: the larger remainder less the smaller.
        cover: share of the bits of both that is shared, 0 to 1.
        opening: bits of the letters that the stems have in common from the first on.
        letters: letters of the shorter stem.
        likeness: Jaro-Winkler similarity of the stems with their digits, 0 to 1.
    """

    form: Form
    shared: float
    conflict: float
    surplus: float
    cover: float
    opening: float
    letters: int
    likeness: float
    words: Words
    digits: Digits
    affixes: Affixes


def profile(pseudonym: str, rarity: Rarity) -> Profile:
    """Fold a pseudonym and weigh its stem."""
    name = fold(pseudonym)
    return Profile(name, rarity.running(name.words or (name.stem,)))


def compare(one: Profile, other: Profile) -> Comparison:
    """Compare two names; the order does not matter."""
    a, b = (one, other) if one.name <= other.name else (other, one)
    total_a, total_b = a.running[-1], b.running[-1]
    form = _whole(a.name, b.name)
    if form is None:
        form, shared_a, shared_b = _in_part(a, b)
    elif form in _NEAR and (bits := _other_word(a, b, slipped=form in _SLIPS)):
        form, shared_a, shared_b = "other_word", total_a - bits[0], total_b - bits[1]
    else:
        shared_a = shared_b = max(0.0, min(total_a, total_b) - CHOICES.get(form, 0.0))
        total_a = total_b = shared_a
    rests = sorted((max(0.0, total_a - shared_a), max(0.0, total_b - shared_b)))
    shared = min(shared_a, shared_b)
    total = total_a + total_b
    return Comparison(
        form,
        shared,
        rests[0],
        rests[1] - rests[0],
        2 * shared / total if total else 0.0,
        _opening(a, b),
        min(len(a.name.stem), len(b.name.stem)),
        JaroWinkler.similarity(a.name.stem + a.name.digits, b.name.stem + b.name.digits),
        _words(a.name.words, b.name.words),
        _digits(a.name.digits, b.name.digits),
        _affixes(a.name.affixes, b.name.affixes),
    )


def _whole(a: Name, b: Name) -> Form | None:
    """Give the first form in which one name is the other in another dress."""
    if a.stem == b.stem:
        return "same"
    if (a.spelt or b.spelt) and not {a.stem, *a.spelt}.isdisjoint((b.stem, *b.spelt)):
        return "digits_as_letters"
    if a.squeezed == b.squeezed:
        return "elongated"
    if len(a.stem) == len(b.stem) and len(a.stem) >= _SHORT and _reordered(a, b):
        return "reordered"
    return _changed(a, b) if min(len(a.stem), len(b.stem)) >= _SHORT else None


def _reordered(a: Name, b: Name) -> bool:
    """Tell whether two stems of one length have the same words, or would have, were they written apart."""
    return (len(a.words) > 1 and sorted(a.words) == sorted(b.words)) or b.stem in a.stem + a.stem


def _changed(a: Name, b: Name) -> Form | None:
    """Give the first form in which the letters of one name are those of the other, changed by rule or by slip."""
    if a.squeezed == b.squeezed[::-1]:
        return "reversed"
    if a.sound == b.sound and len(a.sound) >= _SHORT:
        return "sounds_alike"
    if a.consonants == b.consonants and len(a.consonants) >= _SHORT and _abbreviates(*_by_length(a.stem, b.stem)):
        return "vowels_dropped"
    return _slipped(a.stem, b.stem)


def _slipped(a: str, b: str) -> Form | None:
    """Tell one slip of the finger, by its kind, or two in a longer name."""
    slips = OSA.distance(a, b, score_cutoff=2)
    if slips > (1 if min(len(a), len(b)) < _LONG else 2):
        return None
    if slips != 1:
        return "slips"
    if len(a) != len(b):
        return "slip"
    at = Prefix.similarity(a, b)
    if a[at + 1 :] == b[at + 1 :]:
        return "next_key" if (a[at], b[at]) in BESIDE else "slip"
    return "swapped"


def _opening(a: Profile, b: Profile) -> float:
    at = Prefix.similarity(a.name.stem, b.name.stem)
    return min(a.running[at], b.running[at])


def _by_length(a: str, b: str) -> tuple[str, str]:
    return (a, b) if len(a) <= len(b) else (b, a)


def _other_word(a: Profile, b: Profile, *, slipped: bool) -> tuple[float, float] | None:
    """Give the bits of the words that differ, where each is a common word of its own: `poivre` is no slip of `poire`.

    Where a slip made one of the other, so is a word of a few letters: `relay-nw` is no slip of `relay-ne`. A plural
    counts as a slip. Words that are not written apart are not seen here.
    """
    bits_a = bits_b = 0.0
    for (word_a, word_bits_a), (word_b, word_bits_b) in _against(a, b):
        if word_a == word_b or word_a.rstrip("sx") == word_b.rstrip("sx"):
            continue
        is_short = slipped and min(len(word_a), len(word_b)) < _SHORT
        if max(word_bits_a, word_bits_b) > _COMMON_BITS and not is_short:
            return None
        bits_a, bits_b = bits_a + word_bits_a, bits_b + word_bits_b
    return (bits_a, bits_b) if bits_a else None


def _against(a: Profile, b: Profile) -> Iterator[tuple[tuple[str, float], tuple[str, float]]]:
    """Set each word, with its bits, against the other name's; where one has more, what lies between equal ends."""
    words_a, words_b = _weighed_words(a), _weighed_words(b)
    if len(words_a) == len(words_b):
        yield from zip(words_a, words_b, strict=True)
        return
    while words_a and words_b and words_a[0][0] == words_b[0][0]:
        del words_a[0], words_b[0]
    while words_a and words_b and words_a[-1][0] == words_b[-1][0]:
        del words_a[-1], words_b[-1]
    if words_a and words_b:
        yield _as_one(words_a), _as_one(words_b)


def _weighed_words(one: Profile) -> list[tuple[str, float]]:
    ends = [0, *accumulate(map(len, one.name.words))]
    return [
        (word, one.running[end] - one.running[start])
        for word, (start, end) in zip(one.name.words, pairwise(ends), strict=True)
    ]


def _as_one(words: list[tuple[str, float]]) -> tuple[str, float]:
    return "".join(word for word, _ in words), sum(bits for _, bits in words)


def _in_part(a: Profile, b: Profile) -> tuple[Form, float, float]:
    """Give the form of two names that share a part, and the bits of that part in each."""
    short, long = (a, b) if len(a.name.stem) <= len(b.name.stem) else (b, a)
    at = long.name.stem.find(short.name.stem)
    if at >= 0:
        inside = long.running[at + len(short.name.stem)] - long.running[at]
        bits = {id(short): short.running[-1], id(long): inside}
        return "contained", bits[id(a)], bits[id(b)]
    shared_a = shared_b = 0.0
    for block in Indel.opcodes(a.name.stem, b.name.stem):
        if block.tag == "equal" and block.src_end - block.src_start >= _BLOCK:
            shared_a += a.running[block.src_end] - a.running[block.src_start]
            shared_b += b.running[block.dest_end] - b.running[block.dest_start]
    first = _first_word(a, b)
    shared_a, shared_b = max(shared_a, first), max(shared_b, first)
    if shared_a and _abbreviates(short.name.stem, long.name.stem):
        bits = {id(short): short.running[-1], id(long): shared_a if long is a else shared_b}
        return "abbreviated", bits[id(a)], bits[id(b)]
    return ("overlap" if shared_a else "apart"), shared_a, shared_b


def _first_word(a: Profile, b: Profile) -> float:
    """Give the bits of the first word if it is the same: `bq|lunch` and `bq|train` share a whole name."""
    if not a.name.words or a.name.words[:1] != b.name.words[:1]:
        return 0.0
    return min(a.running[len(a.name.words[0])], b.running[len(b.name.words[0])])


def _abbreviates(short: str, long: str) -> bool:
    """Tell whether the letters of one stand in the other in their order, beginning with the same."""
    letters = iter(long)
    return short[:1] == long[:1] and all(letter in letters for letter in short)


def _words(a: tuple[str, ...], b: tuple[str, ...]) -> Words:
    """Tell which whole words stand in both."""
    if a == b:
        return "all"
    both = {word for word in a if len(word) >= _WORD} & {word for word in b if len(word) >= _WORD}
    if both:
        return "first" if a[0] == b[0] else "last" if a[-1] == b[-1] else "other"
    short, long = (a, b) if len(a) < len(b) else (b, a)
    initials = "".join(word[0] for word in long)
    return "initials" if len(long) >= _WORD and short and short[0].startswith(initials) else "none"


def _digits(a: str, b: str) -> Digits:
    if a == b:
        return "none" if not a else "equal" if len(a) < _LONG_NUMBER else "equal_long"
    if not a or not b:
        return "one_side"
    return "near" if abs(int(a[:18]) - int(b[:18])) == 1 else "differ"


def _affixes(a: tuple[str, ...], b: tuple[str, ...]) -> Affixes:
    if a == b:
        return "equal" if a else "none"
    return "differ" if a and b else "one_side"
