"""Names said in pieces: letters set apart, signs and digits in words, "P comme Pierre", glued back together.

A text is taken apart into parts: words, single letters, numbers, signs (as signs or in words), and words between that
belong to no name. Neighbours that dictation joins make one `Spoken`: "lucas (underscore) dpt" is `lucas_dpt`,
"l o u v e 3 8" is `louve38`, "hugo point cerise arobase example point com" is an address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff.numerals import TONGUES, WORDS, numeral_at
from processors.handoff.spelt_words import (
    ALPHABETS,
    ANDS,
    ARTICLES,
    AS_IN,
    AS_IN_FIRSTS,
    AT,
    BACKWARDS,
    BACKWARDS_FIRSTS,
    DOUBLES,
    EDIT_FIRSTS,
    EDITS,
    FILLER_LASTS,
    FILLERS,
    LETTER_AS_IN,
    LETTERS_AND_WORDS,
    NO_SPACES,
    NO_SPACES_FIRSTS,
    SIGN_FIRSTS,
    SIGNS,
    SPELT,
    THEN,
    TIMES,
    TWO_WORDS,
    Part,
    longest,
)
from processors.handoff.stretches import Spoken, stretches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from processors.handoff.spelt_words import Kind
    from processors.handoff.text import Text, Token


_SET_APART: Final = re.compile(r"[._/@-](?:(?<= [._/@]) |(?<=\w [._])\w|(?:(?<=[(\[{<].)|(?<=[(\[{<] .))\s*[)\]}>])")
_LETTERS_AT_LEAST: Final = 3
_NAMES_AT_LEAST: Final = 2  # names of letters among letters, of five in all
_ALL_AT_LEAST: Final = 5
# What ends an address said with a bare "at", which is a word like others everywhere else.
DOMAIN_ENDS: Final = frozenset(
    {
        "com", "org", "net", "info", "io", "fr", "be", "ch", "lu", "ca", "de", "at", "es", "it", "pt", "br", "mx",
        "ar", "nl", "eu", "uk", "co",
    }
)  # fmt: skip
_DOMAIN_WORDS: Final = 6

# What stands between two words: a sign that belongs to a name, nothing much, or the end of the name.
_SIGN_GAP: Final = re.compile(r"([\s()\[\]{}<>*\"']*)([._/@#-]|//)([\s()\[\]{}<>*\"']*)")
# A name with a sign in it, then a number with which the clause ends.
_THEN_NUMBER: Final = re.compile(
    rf"[a-z0-9][._][a-z0-9]*,? (?:{'|'.join(sorted(THEN))}) [a-z0-9]+(?:[ -][a-z0-9]+){{0,3}}(?=\s*(?:[^\w\s]|\Z))"
)
_TENS: Final = frozenset(word for tongue in TONGUES.values() for word, value in tongue.wholes.items() if value > 9)  # noqa: PLR2004 - no digits


def spoken(text: Text) -> tuple[Spoken, ...]:
    """Give every stretch that dictation glues together, in order; () at once where nothing hints at it."""
    if not _hints(text):
        return ()
    return stretches(text.folded, _parts(text), no_spaces=glued(text) > 0)


def glued(text: Text) -> int:
    """Tell at which token the text says that a name is written with no spaces, in whatever language; 0 where not."""
    tokens = text.tokens
    if NO_SPACES_FIRSTS.isdisjoint(text.words):
        return 0
    return next((index for index in range(1, len(tokens)) if longest(tokens, index, NO_SPACES)[0]), 0)


def turned(text: Text) -> bool:
    """Whether the text says that a name is to be read backwards, in whatever language."""
    return turning(text) != (0, 0)


def turning(text: Text) -> tuple[int, int]:
    """Where the text says so, half-open; (0, 0) where it does not."""
    if BACKWARDS_FIRSTS.isdisjoint(text.words):
        return 0, 0
    for index, word in enumerate(text.words):
        found, after = longest(text.tokens, index, BACKWARDS) if word in BACKWARDS_FIRSTS else (None, 0)
        if found is not None:
            return text.tokens[index].start, text.tokens[after - 1].end
    return 0, 0


def _hints(text: Text) -> bool:
    words = text.words
    return (
        not SIGN_FIRSTS.isdisjoint(words)
        or (not AT.isdisjoint(words) and not DOMAIN_ENDS.isdisjoint(words))
        or _SET_APART.search(text.folded) is not None
        or (not THEN.isdisjoint(words) and _THEN_NUMBER.search(text.folded) is not None)
        or (not AS_IN_FIRSTS.isdisjoint(words) and LETTER_AS_IN.search(text.folded) is not None)
        or _spells(words)
        or (not EDIT_FIRSTS.isdisjoint(words) and _edits(text))
        or _counts(words)
    )


def _counts(words: Sequence[str]) -> bool:
    """Whether a number follows a word that goes on ("puis 75"), or a large one stands in words."""
    return any(
        (word in _TENS or (word.isdecimal() and words[index - 1] in FILLER_LASTS)) and index > 0
        for index, word in enumerate(words)
    )


def _edits(text: Text) -> bool:
    """Whether the text says what to do to a letter of a word."""
    return any(index and word in EDIT_FIRSTS and _edit(text, index)[0] for index, word in enumerate(text.words))


def _spells(words: Sequence[str]) -> bool:
    """Whether letters run, or words that stand for letters."""
    if sum(map(SPELT.__contains__, words)) < _LETTERS_AT_LEAST:
        return False
    run = 0
    for word in words:
        run = run + (not word.isdecimal()) if word in SPELT else run if word in DOUBLES else 0
        if run >= _LETTERS_AT_LEAST:
            return True
    return False


def _parts(text: Text) -> list[Part]:
    tokens, parts = text.tokens, list[Part]()
    alphabet = _alphabet(tokens)
    index = 0
    while index < len(tokens):
        if parts and (sign := _sign_between(text.folded, parts[-1].end, tokens[index].start)):
            parts.append(sign)
        counts = parts and parts[-1].kind == "filler" and tokens[index].text in WORDS
        if not counts and is_literal(text.folded, tokens[index]):
            part, index = Part("word", *tokens[index]), index + 1
        else:
            part, index = _part(_Place(text, tokens, index, parts, alphabet))
        parts.append(part)
    return parts


def is_literal(folded: str, token: Token) -> bool:
    """Whether a sign with no space joins it to a word: in "valvulas.e.botoes" the "e" is no "and"."""
    around = folded[max(token.start - 3, 0) : token.start][::-1], folded[token.end : token.end + 3]
    joined = [side[1:] for side in around if len(side) > 1 and side[0] in "._-" and side[1].isalnum()]
    return bool(joined) and (len(token.text) > 1 or all(side[1:].isalnum() for side in joined))


def _alphabet(tokens: Sequence[Token]) -> Mapping[str, str]:
    """The spelling alphabet in which most letters running are said, if any; several have an Oscar."""
    if sum([token.text in SPELT for token in tokens]) < _LETTERS_AT_LEAST:
        return {}
    runs = [_longest_run(tokens, alphabet, at_least) for alphabet, at_least in ALPHABETS]
    most = max(runs)
    return ALPHABETS[runs.index(most)][0] if most else {}


def _longest_run(tokens: Sequence[Token], alphabet: Mapping[str, str], at_least: int) -> int:
    """Count the letters running that are said in an alphabet; 0 where they may be words by chance."""
    if sum([token.text in alphabet for token in tokens]) < min(at_least, _NAMES_AT_LEAST):
        return 0
    most = run = letters = 0
    for token in tokens:
        word = token.text
        run += word in alphabet
        letters += len(word) == 1
        if run >= at_least or (run >= _NAMES_AT_LEAST and run + letters >= _ALL_AT_LEAST):
            most = max(most, run)
        if word not in alphabet and len(word) > 1 and (word,) not in FILLERS and word not in SIGN_FIRSTS:
            run = letters = 0
    return most


def _sign_between(folded: str, end: int, start: int) -> Part | None:
    sign = _SIGN_GAP.fullmatch(folded, end, start)
    if sign is None:
        return None
    apart = sign[1] + sign[3]
    if apart and (sign[2] == "-" or (sign[2] == "." and sign[3] and not sign[1])):
        return None  # a dash or a full stop of a sentence
    return Part("sign", sign[2], *sign.span(2), vague=bool(apart) and apart.isspace())


Read = tuple[Part, int] | None


class _Place(NamedTuple):
    """Where in a text reading has come: the token, what was said before it, the spelling alphabet that is in use."""

    text: Text
    tokens: Sequence[Token]
    at: int
    parts: Sequence[Part]
    alphabet: Mapping[str, str]

    @property
    def before(self) -> Part | None:
        """What was said last, if anything."""
        return self.parts[-1] if self.parts else None

    def part(self, kind: Kind, value: str, after: int = 0) -> tuple[Part, int]:
        """Make a part of the tokens up to `after`, by default of this one."""
        after = after or self.at + 1
        return Part(kind, value, self.tokens[self.at].start, self.tokens[after - 1].end), after


def _part(place: _Place) -> tuple[Part, int]:
    """Read the part that begins at a token, and give one past its last token."""
    for reader in _READERS:
        if (read := reader(place)) is not None:
            return read
    return _word(place)


def _spelt(place: _Place) -> Read:
    """A letter in an alphabet of words, or plain where that alphabet is in use; "P comme Pierre"."""
    word = place.tokens[place.at].text
    if len(word) == 1 and word.isalpha():
        if last := as_in(place.tokens, place.at):
            return place.part("letter", word, last + 1)
        return place.part("letter", word) if place.alphabet else None
    return None


def _letter(place: _Place) -> Read:
    """A single letter beside another, so that it is no word such as "a" or "y"."""
    word = place.tokens[place.at].text
    ahead = place.text.words[place.at + 1 : place.at + 2]
    if word in DOUBLES and ahead and len(ahead[0]) == 1 and ahead[0].isalpha() and _among_letters(place):
        return place.part("letter", TWO_WORDS.get((word, *ahead), ahead[0] * 2), place.at + 2)
    if word in DOUBLES and ahead and ahead[0] in TIMES and (repeated := _repeated(place)):
        return place.part("letter", *repeated)
    if place.alphabet and (letter := TWO_WORDS.get(place.text.words[place.at : place.at + 2])):
        return place.part("letter", letter, place.at + 2)
    if word in place.alphabet:
        return place.part("letter", place.alphabet[word])
    beside = [place.tokens[other].text for other in (place.at - 1, place.at + 1) if 0 <= other < len(place.tokens)]
    if len(word) == 1 and word.isalpha() and any(len(other) == 1 and other.isalpha() for other in beside):
        return place.part("letter", word)
    return None


def _repeated(place: _Place) -> tuple[str, int] | None:
    """Of "deux fois la lettre l", give "ll" and one past it."""
    words, at = place.text.words, place.at + 2
    while at < len(words) and (words[at] in ARTICLES or (words[at],) in FILLERS) and at - place.at < _DOMAIN_WORDS:
        at += 1
    return (words[at] * 2, at + 1) if at < len(words) and len(words[at]) == 1 and words[at].isalpha() else None


def _among_letters(place: _Place) -> bool:
    """Whether letters stand on both sides, or two on one: "b e double l e"."""
    words, at = place.text.words, place.at
    before = [len(word) == 1 and word.isalpha() for word in words[max(at - 2, 0) : at]]
    after = [len(word) == 1 and word.isalpha() for word in words[at + 2 : at + 4]]
    return (any(before[-1:]) and any(after[:1])) or (len(before) > 1 and all(before)) or (len(after) > 1 and all(after))


def _sign(place: _Place) -> Read:
    """A sign, also in words, with its article where something said comes before: "puis un tiret"."""
    tokens, index, before = place.tokens, place.at, place.before
    if not tokens[index].text.strip("_"):
        return place.part("sign", tokens[index].text)
    if tokens[index].text in ARTICLES and before is not None and _goes_on(place.text.folded, before, tokens[index]):
        index += 1
    sign, after = longest(tokens, index, SIGNS)
    if sign is None:
        return None
    if sign.value == "@" and not _is_at(tokens, after):
        return None if sign.vague or after >= len(tokens) else place.part("begin", "", after)
    start, end = tokens[place.at].start, tokens[after - 1].end
    vague = sign.vague and not _in_brackets(place.text.folded, start, end)
    return sign._replace(start=start, end=end, vague=vague), after


def _goes_on(folded: str, before: Part, article: Token) -> bool:
    """Whether an article is no word of a name: after a comma or what is said between parts."""
    return before.kind in {"filler", "letter", "number"} or "," in folded[before.end : article.start]


def _in_brackets(folded: str, start: int, end: int) -> bool:
    return folded[start - 1 : start] in set("([{<*") and folded[end : end + 1] in set(")]}>*")


def _is_at(tokens: Sequence[Token], after: int) -> bool:
    """Whether what follows "at" is a domain."""
    ahead = [token.text for token in tokens[after + 1 : after + _DOMAIN_WORDS]]
    return after < len(tokens) and tokens[after].text not in ARTICLES and not DOMAIN_ENDS.isdisjoint(ahead)


def _filler(place: _Place) -> Read:
    tokens, index, before = place.tokens, place.at, place.before
    filler, after = longest(tokens, index, FILLERS)
    if filler is not None:
        part, after = place.part("filler", "", after)
        return part._replace(vague=after == index + 1 and tokens[index].text in ANDS), after
    if tokens[index].text in ARTICLES and before is not None and before.kind == "filler":
        return place.part("filler", "")
    return None


def _word(place: _Place) -> tuple[Part, int]:
    """A word, and what the talk says to do to its letters."""
    word = place.tokens[place.at].text
    edit, after = _edit(place.text, place.at + 1)
    if edit:
        letter = place.text.words[after - 1]
        edits = {"twice": (letter, letter * 2, 1), "once": (letter * 2, letter, 1), "without": (letter, "", -1)}
        as_said = edit == "twice" and letter * 2 in word
        return place.part("edited", word if as_said else word.replace(*edits[edit]), after)
    return place.part("letter" if len(word) == 1 and word not in ARTICLES else "word", word)


def _edit(text: Text, index: int) -> tuple[str, int]:
    """Tell what is said from here on to do to a letter of the word before, and one past that letter; "" if nothing."""
    words = text.words
    if index >= len(words) or words[index] not in EDIT_FIRSTS:
        return "", index
    for last in range(min(index + 3, len(words) - 1), index, -1):
        edit, letter = EDITS.get(words[index:last], ""), words[last]
        bare = last == index + 1 and letter in LETTERS_AND_WORDS
        elided = text.folded[text.tokens[last].end : text.tokens[last].end + 1] in {"'", "’"}
        if edit and len(letter) == 1 and letter.isalpha() and letter in words[index - 1] and not (bare or elided):
            return edit, last + 1
    return "", index


def as_in(tokens: Sequence[Token], index: int) -> int:
    """Of "P comme Pierre", give the place of "Pierre"; 0 where no such thing is said."""
    for words in (1, 2):
        last = index + 1 + words
        if last >= len(tokens) or tokens[index + 1].text not in AS_IN_FIRSTS:
            return 0
        if tuple(token.text for token in tokens[index + 1 : last]) in AS_IN:
            return last if tokens[last].text[0] == tokens[index].text else 0
    return 0


def _number(place: _Place) -> Read:
    """Digits; a number in words where a name is being dictated; "2 fois 51"."""
    tokens, index, before = place.tokens, place.at, place.before
    word = tokens[index].text
    if not word.isdecimal() and (before is None or word not in WORDS or len(word) == 1):
        return None
    if not word.isdecimal() and before is not None and before.kind == "word":
        return _ends_with_number(place)
    if word in ARTICLES and index + 1 < len(tokens) and tokens[index + 1].text.isdecimal():
        return None  # "un 9"
    value, after = (word, index + 1) if word.isdecimal() else _said(tokens, index)
    if (
        after + 1 < len(tokens)
        and tokens[after].text in TIMES
        and value in {"2", "3"}
        and tokens[after + 1].text.isdecimal()
    ):
        value, after = tokens[after + 1].text * int(value), after + 2
    return place.part("number", value, after) if value else None


def _ends_with_number(place: _Place) -> Read:
    """A number above nine in words that ends a name: "bateau underscore ivre deux mille"."""
    value, after = _said(place.tokens, place.at)
    return place.part("number", value, after) if len(value) > 1 else None


def _said(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    found = [number for tongue in TONGUES.values() if (number := numeral_at(tokens, index, tongue))]
    most = max(found, key=lambda number: number.end, default=None)
    return (str(most.value), most.end) if most else ("", index)


_READERS: Final = (_spelt, _sign, _letter, _number, _filler)
"""How the part that begins at a token is read, the surest reading first."""
