"""The cues of seven languages: the words from which a person reads what a message wants with an app or a contact.

They stand in `languages/*.toml`, one file a language, and are read here once into one automaton that finds all of them
in a single pass. Which language a message is in is never asked for certain: phrases of all languages count, and a word
alone counts where the message's other words do not speak against its language ("no" is "in the" in Portuguese).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Union

from processors.handoff.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from processors.handoff.text import Text

LANGUAGES: Final = ("fr", "en", "es", "de", "it", "pt", "nl")

CUES: Final = (
    "me",
    "you",
    "mine",
    "yours",
    "theirs",
    "other_person",
    "have_you",
    "have_me",
    "have_not",
    "give_me",
    "give_you",
    "what",
    "add_me",
    "call_me",
    "go",
    "offer_if",
    "elsewhere",
    "there",
    "on",
    "article",
    "find_me",
    "i_am",
    "is",
    "and_you",
    "same",
    "neg",
    "refuse",
    "past",
    "warn",
    "app_talk",
    "reason",
    "site",
    "thing",
    "phone_noun",
    "email_noun",
    "not_a_contact_number",
    "public",
    "question",
    "please",
    "third_ask",
    "pieces",
    "yes",
    "see",
)
"""The sorts of cue, as `languages/README.md` explains them; the place in this tuple is the cue's bit in a mask."""

BIT: Final = {cue: 1 << place for place, cue in enumerate(CUES)}

_TOKEN: Final = re.compile(r"[^\W\d_]+n['’]t\b|[^\W_]+|[^\w\s'’`´-]|\n")
_QUOTED: Final = re.compile(r"[«\"“„][^«»\"“”„]{3,200}[»\"”“]|(?<!\w)['‘][^'’]{3,200}['’](?!\w)")
_GAP: Final = 3  # words that "…" may stand for
_VOTE_BITS: Final = 8
_TELLING: Final = 4  # letters of a word that only one language has
_VOTERS: Final = 200  # words of a message that vote on its language: a vote then fits its bits


class LanguageError(ValueError):
    """A language file says something that cannot be read: names the file, the place and what was expected."""


class Cue(NamedTuple):
    """One or more sorts of cue that stand at words `start` to `end` (half-open)."""

    mask: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """A message as the lexicon reads it: its words, SMS spellings written out, and the cues among them.

    Attributes:
        words: folded words and signs of punctuation in order; one sent word may be several here ("jte": "je", "te").
        start: for each word, where it begins in the folded text.
        end: one past its end there.
        cues: every cue, by where it starts.
        tongues: bit mask of the languages that the message may be in (bit 0 is the first of `LANGUAGES`).
        tongue: the likeliest of them; None where no word tells.
        quotes: the stretches of the folded text that stand in quotation marks.
    """

    words: tuple[str, ...]
    start: tuple[int, ...]
    end: tuple[int, ...]
    cues: tuple[Cue, ...]
    tongues: int
    tongue: str | None
    quotes: tuple[tuple[int, int], ...]


class _State:
    """A state of the automaton, made when first reached: where each known word leads, and what is complete here."""

    __slots__ = ("next", "nodes", "numbers", "single", "whole", "wild")

    def __init__(self, nodes: frozenset[_Node]) -> None:
        self.nodes = nodes
        self.next: dict[str, _State | None] = {}
        self.wild = any("*" in node.leads for node in nodes)
        self.numbers = any("#" in node.leads for node in nodes)
        self.whole = 0
        self.single: tuple[tuple[int, int], ...] = ()


class _Node:
    """A place in the phrases: the words that lead on from it, and the cues complete at it, by language."""

    __slots__ = ("accepts", "joins", "leads")

    def __init__(self) -> None:
        self.leads: dict[str, _Node] = {}
        self.joins: set[_Node] = set()
        self.accepts: dict[int, int] = {}

    def lead(self, word: str) -> _Node:
        """Give the node that a word leads to, made where there is none."""
        return self.leads.setdefault(word, _Node())


def _closed(nodes: Iterable[_Node]) -> frozenset[_Node]:
    """Give the nodes and all that they join."""
    found: set[_Node] = set()
    open_ = list(nodes)
    while open_:
        node = open_.pop()
        if node not in found:
            found.add(node)
            open_ += node.joins
    return frozenset(found)


def _load(language: str) -> dict[str, Any]:
    name = f"{language}.toml"
    try:
        table = tomllib.loads(files(__package__).joinpath("languages", name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LanguageError(f"languages/{name} is not TOML: {error}") from None
    for part in ("common", "spellings", "cues"):
        if part not in table:
            raise LanguageError(f"languages/{name} lacks {part}: see languages/README.md")
    for cue in table["cues"]:
        if cue not in BIT:
            raise LanguageError(f"languages/{name}: [cues] {cue} is no sort of cue; expected one of {', '.join(CUES)}")
    return table


_Part = Union[str, "list[list[_Part]]"]


def _parts(phrase: str, where: str) -> list[_Part]:
    """Cut a phrase into what stands outside brackets and the alternatives within, which may have brackets again."""
    stack: list[list[list[_Part]]] = [[[]]]
    for piece in re.findall(r"[()|]|[^()|]+", phrase):
        if piece == "(":
            stack.append([[]])
        elif piece == "|" and len(stack) > 1:
            stack[-1].append([])
        elif piece == ")" and len(stack) > 1:
            alternatives = stack.pop()
            stack[-1][-1].append(alternatives)
        elif piece in ")|":
            raise LanguageError(f"{where}: {piece!r} stands outside brackets in {phrase!r}")
        else:
            stack[-1][-1].append(piece)
    if len(stack) > 1:
        raise LanguageError(f"{where}: a bracket is not closed in {phrase!r}")
    return stack[0][0]


def split(text: str) -> list[str]:
    """Cut folded text into words and signs, as phrases and messages both are."""
    return [match.group().replace("'", "").replace("’", "") for match in _TOKEN.finditer(text)]


class _Builder:
    """Lays all phrases of all languages into one graph of nodes."""

    def __init__(self, spellings: Mapping[str, tuple[str, ...]]) -> None:
        self.root = _Node()
        self.spellings = spellings
        self.tongues: dict[str, int] = {}
        self.tongue = 0

    def add(self, phrase: str, bit: int, tongue: int, where: str) -> None:
        """Lay a phrase of one language that shows the cue with this bit."""
        self.tongue = tongue
        front = self._walk({"": self.root}, _parts(fold(phrase), where))
        for tail, node in front.items():
            end = self._follow(node, tail)
            if end in _closed([self.root]):
                raise LanguageError(f"{where}: {phrase!r} may be empty")
            end.accepts[bit] = end.accepts.get(bit, 0) | tongue

    def _walk(self, front: dict[str, _Node], parts: Sequence[_Part]) -> dict[str, _Node]:
        """Follow the parts from a front: the letters of words not yet ended, and where each began."""
        for part in parts:
            grown: dict[str, set[_Node]] = {}
            if isinstance(part, str):
                for tail, node in front.items():
                    whole, rest = _cut(tail + part)
                    grown.setdefault(rest, set()).add(self._follow(node, whole))
            else:
                for alternative in part:
                    for rest, node in self._walk(front, alternative).items():
                        grown.setdefault(rest, set()).add(node)
            front = {rest: _joined(nodes) for rest, nodes in grown.items()}
        return front

    def _follow(self, node: _Node, text: str) -> _Node:
        for word in [one for sent in split(text) for one in self.spellings.get(sent) or (sent,)]:
            if word == "…":
                node = self._gap(node)
            else:
                if word != "#":
                    self.tongues[word] = self.tongues.get(word, 0) | self.tongue
                node = node.lead(word)
        return node

    @staticmethod
    def _gap(node: _Node) -> _Node:
        end = _Node()
        for _ in range(_GAP):
            node.joins.add(end)
            node = node.lead("*")
        node.joins.add(end)
        return end


def _cut(text: str) -> tuple[str, str]:
    """Part what is whole words from the letters of a word that may go on."""
    at = text.rfind(" ") + 1
    return text[:at], text[at:]


def _joined(nodes: set[_Node]) -> _Node:
    if len(nodes) == 1:
        return next(iter(nodes))
    join = _Node()
    for node in nodes:
        node.joins.add(join)
    return join


def _build() -> tuple[_State, frozenset[str], dict[str, tuple[str, ...]], dict[str, int]]:
    tables = {language: _load(language) for language in LANGUAGES}
    spellings: dict[str, tuple[str, ...]] = {}
    for table in tables.values():
        for spelt, means in table["spellings"].items():
            spellings.setdefault(fold(spelt).replace("'", ""), tuple(split(fold(means))))
    builder = _Builder(spellings)
    votes: dict[str, int] = {}
    for place, (language, table) in enumerate(tables.items()):
        for word in {fold(word) for word in table["common"]}:
            votes[word] = votes.get(word, 0) + (1 << _VOTE_BITS * place)
        for cue, phrases in table["cues"].items():
            for phrase in phrases:
                builder.add(phrase, BIT[cue], 1 << place, f"languages/{language}.toml, {cue}")
    for word, tongues in builder.tongues.items():
        # A word that only one language's cues have votes for it, too.
        if tongues.bit_count() == 1 and len(word) >= _TELLING and word not in votes:
            votes[word] = 1 << _VOTE_BITS * (tongues.bit_length() - 1)
    return _state(_closed([builder.root])), frozenset(builder.tongues), spellings, votes


def _state(nodes: frozenset[_Node]) -> _State:
    found = _STATES.get(nodes)
    if found is None:
        found = _STATES[nodes] = _State(nodes)
        accepts: dict[int, int] = {}
        for node in nodes:
            for bit, tongue in node.accepts.items():
                accepts[bit] = accepts.get(bit, 0) | tongue
        found.single = tuple(sorted(accepts.items()))
        for bit in accepts:
            found.whole |= bit
    return found


def _lead(state: _State, word: str) -> _State | None:
    """Give the state that a word leads to, remembered by the word or, of unknown words, by their sort: few in all."""
    if word in _VOCABULARY:
        sort = word
    elif word.isdecimal():
        sort = _NUMBER
    else:
        sort = _OTHER if word[0].isalnum() else _SIGN
    after = state.next.get(sort, state)
    if after is state:
        keys = [word] if sort is word else []
        if word.isdecimal():
            keys.append("#")
        if word[0].isalnum():
            keys.append("*")
        nodes = _closed(node.leads[key] for node in state.nodes for key in keys if key in node.leads)
        after = state.next[sort] = _state(nodes) if nodes else None
    return after


# No words: a word holds no space.
_NUMBER: Final = "a number"
_OTHER: Final = "a word"
_SIGN: Final = "a sign"

_STATES: Final[dict[frozenset[_Node], _State]] = {}
_ROOT, _VOCABULARY, SPELLINGS, _VOTES = _build()
_ALL: Final = (1 << len(LANGUAGES)) - 1
_NEG: Final = BIT["neg"]


def read(text: Text, lang: str | None) -> Words:
    """Find the cues of a text. `lang` is a hint: its language stays possible, and no other is ruled out by it."""
    words, starts, ends = [], [], []
    for match in _TOKEN.finditer(text.folded):
        word = match.group()
        start, end = match.span()
        if "'" in word or "’" in word:
            word = word.replace("'", "").replace("’", "")
        for one in SPELLINGS.get(word) or (word,):
            words.append(one)
            starts.append(start)
            ends.append(end)
    tongues, tongue = _tongues(words, lang)
    quotes = tuple([match.span() for match in _QUOTED.finditer(text.folded)])
    return Words(tuple(words), tuple(starts), tuple(ends), tuple(_cues(words, tongues)), tongues, tongue, quotes)


COMMON: Final = frozenset(fold(word) for language in LANGUAGES for word in _load(language)["common"])
"""Frequent words of all languages: none of them is a name."""


def _tongues(words: Sequence[str], lang: str | None) -> tuple[int, str | None]:
    total = 0
    for word in words[:_VOTERS]:
        total += _VOTES.get(word, 0)
    votes = [(total >> _VOTE_BITS * place) & 255 for place in range(len(LANGUAGES))]
    most = max(votes)
    if most == 0:
        return _ALL, None
    hinted = LANGUAGES.index(lang[:2]) if lang and lang[:2] in LANGUAGES else -1
    mask = 0
    for place, vote in enumerate(votes):
        if vote * 2 > most or (place == hinted and vote):
            mask |= 1 << place
    return mask, LANGUAGES[votes.index(most)]


def _cues(words: Sequence[str], tongues: int) -> Iterator[Cue]:
    covered = -1  # one past the last word inside a phrase already found
    for start in range(len(words)):
        state = _ROOT
        at = start
        best = 0
        longest = start
        while at < len(words):
            word = words[at]
            after = state.next.get(word, state)
            if after is state:
                known = word in _VOCABULARY or state.wild or (state.numbers and word.isdecimal())
                after = _lead(state, word) if known else None
            if after is None:
                break
            state = after
            at += 1
            if not state.whole:
                continue
            if at == start + 1:
                for bit, tongue in state.single:
                    if tongue & tongues and not (bit == _NEG and start < covered):
                        best |= bit
            else:
                best |= state.whole
                longest = at
        if best:
            yield Cue(best, start, max(longest, start + 1))
        covered = max(covered, longest)
