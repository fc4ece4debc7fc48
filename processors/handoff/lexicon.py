"""The cues of seven languages: the words from which a person reads what a message wants with an app or a contact.

They stand in `languages/*.toml`, one file a language, and are read here once into one automaton that finds all of them
in a single pass. Which language a message is in is never asked for certain: phrases of all languages count, and a word
alone counts where the message's other words do not speak against its language ("no" is "in the" in Portuguese).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Union

from processors.handoff.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
    "told",
)
"""The sorts of cue, as `languages/README.md` explains them; the place in this tuple is the cue's bit in a mask."""

BIT: Final = {cue: 1 << place for place, cue in enumerate(CUES)}

_TOKEN: Final = re.compile(r"[^\W\d_]+n['’]t\b|(?<![^\W_])c['’]est\b|[^\W_]+|[^\w\s'’`´-]|\n")
_PLAIN: Final = re.compile(r"[^\W_]+|[^\w\s'’`´-]|\n")  # the same, of a text that has no apostrophe
_MARK: Final = re.compile(r"[«\"“„'‘]")
_QUOTED: Final = re.compile(r"[«\"“„][^«»\"“”„]{3,200}[»\"”“]|(?<!\w)['‘][^'’]{3,200}['’](?!\w)")
_STOPS: Final = frozenset('.?!;\n…()«»"“”|,')
_GAP_SIGN: Final = "…"
_GAP: Final = 3  # words that it may stand for
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


@dataclass(eq=False)
class Words:
    """A message as the lexicon reads it: its words, SMS spellings written out, and the cues among them.

    What is dearer than the words is worked out when it is asked for.

    Attributes:
        folded: the folded text.
        words: folded words and signs of punctuation in order; one sent word may be several here ("jte": "je", "te").
        tongues: bit mask of the languages that the message may be in (bit 0 is the first of `LANGUAGES`).
        tongue: the likeliest of them; None where no word tells.
    """

    folded: str
    words: tuple[str, ...]
    tongues: int
    tongue: str | None

    @cached_property
    def start(self) -> tuple[int, ...]:
        """For each word, where it begins in the folded text."""
        return tuple([start for start, _ in self._spans])

    @cached_property
    def end(self) -> tuple[int, ...]:
        """For each word, one past its end in the folded text."""
        return tuple([end for _, end in self._spans])

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """Every cue, by where it starts."""
        return tuple(_cues(self.words, self.tongues))

    @cached_property
    def quotes(self) -> tuple[tuple[int, int], ...]:
        """The stretches of the folded text that stand in quotation marks."""
        return tuple([found.span() for found in _QUOTED.finditer(self.folded)]) if _MARK.search(self.folded) else ()

    @cached_property
    def stops(self) -> tuple[int, ...]:
        """Which of the words are signs that end a clause or, as a comma, a part of one; a dot in a name is none."""
        return () if _STOPS.isdisjoint(self.words) else _stops(self.words, self.start, self.end)

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        found = [match.span() for match in _token(self.folded).finditer(self.folded)]
        if len(found) == len(self.words):
            return found
        sent = [_bare(self.folded[start:end]) for start, end in found]
        return [span for span, word in zip(found, sent, strict=True) for _ in SPELLINGS.get(word) or (word,)]


class _State:
    """A state of the automaton: where each word leads, laid out when first asked, and what is complete here."""

    __slots__ = ("leads", "nodes", "single", "whole", "wild")

    def __init__(self, nodes: frozenset[_Node]) -> None:
        self.nodes = nodes
        self.leads: dict[str, _State] | None = None
        self.wild = any("*" in node.leads for node in nodes)
        accepts: dict[int, int] = {}
        for node in nodes:
            for bit, tongue in node.accepts.items():
                accepts[bit] = accepts.get(bit, 0) | tongue
        self.single = tuple(sorted(accepts.items()))
        self.whole = sum(accepts)

    def laid(self) -> dict[str, _State]:
        """Lay out where words lead: those of the phrases that go on here, and the sorts that stand for the rest."""
        keys = {key for node in self.nodes for key in node.leads}
        if "#" in keys:
            keys |= _DECIMALS | {_NUMBER}
        if "*" in keys:
            keys |= {_NUMBER, _OTHER}
        self.leads = {key: self._led(key) for key in keys - {"#", "*"}}
        return self.leads

    def _led(self, key: str) -> _State:
        led = [key]
        if key is _NUMBER or key.isdecimal():
            led.append("#")
        if key[0].isalnum():
            led.append("*")
        return _state(_closed(node.leads[one] for node in self.nodes for one in led if one in node.leads))


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
    return [_bare(word) for word in _TOKEN.findall(text)]


def _token(folded: str) -> re.Pattern[str]:
    return _TOKEN if "'" in folded or "’" in folded else _PLAIN


def _bare(word: str) -> str:
    return word.replace("'", "").replace("’", "")


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
        plain = _GAP_SIGN.join(map(fold, phrase.split(_GAP_SIGN)))  # which folding would make three dots of
        front = self._walk({"": self.root}, _parts(plain, where))
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
            if word == _GAP_SIGN:
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
        if len(_STATES) >= _STATES_AT_MOST:
            _forget()
        found = _STATES[nodes] = _State(nodes)
    return found


def _forget() -> None:
    """Drop all states but those that first words lead to: they are laid out anew when they are asked for."""
    _STATES.clear()
    for state in _FIRST.values():
        state.leads = None


def _sort(word: str) -> str:
    """Give what a word is to the phrases that do not name it."""
    return _NUMBER if word.isdecimal() else _OTHER if word[0].isalnum() else _SIGN


# No words: a word holds no space.
_NUMBER: Final = "a number"
_OTHER: Final = "a word"
_SIGN: Final = "a sign"

_STATES: Final[dict[frozenset[_Node], _State]] = {}
# What a room says in a year lays out some 25,000; beyond that somebody writes to fill the memory.
_STATES_AT_MOST: Final = 40_000
_ROOT, _VOCABULARY, SPELLINGS, _VOTES = _build()
_DECIMALS: Final = frozenset(word for word in _VOCABULARY if word.isdecimal())
_FIRST: Final = _ROOT.laid()
_ALL: Final = (1 << len(LANGUAGES)) - 1
_DEEDS: Final = BIT["give_me"] | BIT["add_me"] | BIT["call_me"] | BIT["go"]
_SPOKEN_FOR: Final = BIT["neg"] | BIT["warn"] | BIT["other_person"]
"""What a word says by itself, and no more within a phrase: "que des bots" warns of none."""


def read(text: Text, lang: str | None) -> Words:
    """Find the cues of a text. `lang` is a hint: its language stays possible, and no other is ruled out by it."""
    words = _words(text.folded)
    return Words(text.folded, words, *_tongues(words, lang))


def _words(folded: str) -> tuple[str, ...]:
    words = _token(folded).findall(folded)
    if "'" in folded or "’" in folded:
        words = list(map(_bare, words))
    if not SPELLINGS.keys().isdisjoint(words):
        words = [meant for word in words for meant in SPELLINGS.get(word) or (word,)]
    return tuple(words)


def _stops(words: Sequence[str], start: Sequence[int], end: Sequence[int]) -> tuple[int, ...]:
    last = len(words) - 1
    return tuple(
        [
            at
            for at, word in enumerate(words)
            if word in _STOPS and (word not in ".," or at == last or start[at + 1] > end[at])
        ]
    )


COMMON: Final = frozenset(fold(word) for language in LANGUAGES for word in _load(language)["common"])
"""Frequent words of all languages: none of them is a name."""


def _tongues(words: Sequence[str], lang: str | None) -> tuple[int, str | None]:
    hinted = LANGUAGES.index(lang[:2]) if lang and lang[:2] in LANGUAGES else -1
    return _counted(sum(map(_VOTES.get, words[:_VOTERS], repeat(0))), hinted)


@lru_cache(maxsize=1 << 12)
def _counted(total: int, hinted: int) -> tuple[int, str | None]:
    votes = [(total >> _VOTE_BITS * place) & 255 for place in range(len(LANGUAGES))]
    most = max(votes)
    if most == 0:
        return _ALL, None
    mask = 0
    for place, vote in enumerate(votes):
        if vote * 2 > most or (place == hinted and vote):
            mask |= 1 << place
    return mask, LANGUAGES[votes.index(most)]


def _cues(words: Sequence[str], tongues: int) -> list[Cue]:
    cues: list[Cue] = []
    keys = [word if word in _VOCABULARY else _sort(word) for word in words]
    covered = -1  # one past the last word inside a phrase already found
    for start, state in enumerate(map(_FIRST.get, keys)):
        if state is None:
            continue
        best = 0
        for bit, tongue in state.single:
            if tongue & tongues and not (bit & _SPOKEN_FOR and start < covered):
                best |= bit
        more, longest = _phrase(state, words, keys, start + 1)
        if best or more:
            cues.append(Cue(_surpassed(best, more), start, longest or start + 1))
        covered = max(covered, longest)
    return cues


def _surpassed(shorter: int, longer: int) -> int:
    """Join the cues of a phrase and of one that goes on from it, which says better what is to be done.

    "text me" asks to be written to, "text me your" to be given.
    """
    return (shorter & ~_DEEDS if longer & _DEEDS else shorter) | longer


def _phrase(state: _State, words: Sequence[str], keys: Sequence[str], at: int) -> tuple[int, int]:
    """Give the cues of the phrases of two words and more that go on at a word, and where the longest ends; else 0."""
    found = longest = 0
    for place in range(at, len(keys)):
        leads = state.leads
        if leads is None:
            leads = state.laid()
        after = leads.get(keys[place])
        if after is None and state.wild:
            after = leads.get(_sort(words[place]))
        if after is None:
            break
        state = after
        if state.whole:
            found = _surpassed(found, state.whole)
            longest = place + 1
    return found, longest
