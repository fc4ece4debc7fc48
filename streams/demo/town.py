"""Seeded synthetic chat: hundreds of talks at a time, and what is to be found in them.

Nothing here asks the time: a message is due at its place in the order divided by the rate. The same seed gives the same
town, message by message.
"""

from __future__ import annotations

import tomllib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import count
from random import Random
from typing import Any, Final, NamedTuple

import orjson

TALKS_AT_A_TIME: Final = 400
INCIDENT_EVERY: Final = 600
"""An incident begins each time that so many messages have been sent."""
BROKEN_EVERY: Final = 400
"""One record in so many is none that can be read."""

_BROKEN: Final = (b'{"text": ', b"\xff\xfe", b"[]", b'{"message_id": "x"}', b'{"message_id": 5}', b"")
_TOWNS: Final = ("Vireval", "Saint-Aubrac", "Montcerf", "Lisière-sur-Oule", "Port-Ardoise")
_WORDS: Final = (
    "loutre",
    "pivoine",
    "sillage",
    "brindille",
    "tempo",
    "quetsche",
    "marelle",
    "cairn",
    "ombelle",
    "zinc",
)
_SYLLABLES: Final = [consonant + vowel for consonant in "bcdfghjklmnpqrstvwxz" for vowel in "aeiouy"]
_DRESSES: Final = ("xX_{0}_Xx", "{0}_officiel", "{0}{0[0]}", "le_{0}", "{0}75")
"""How a name looks when its bearer comes back."""


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that must be found: an alert of `rule` on the person `subject_id`."""

    rule: str
    subject_id: str


class Post(NamedTuple):
    """What is sent to `chat.raw`.

    Attributes:
        number: its place in the order, from 0.
        key: the conversation's id.
        completes: the incident that is complete with this message.
    """

    number: int
    key: bytes
    message: dict[str, Any] | None
    broken: bytes | None
    completes: Incident | None

    def value(self, sent_at: int) -> bytes:
        """Give the record's value, once it is known when it is sent (event time, ms)."""
        return self.broken if self.message is None else orjson.dumps({**self.message, "sent_at": sent_at})  # type: ignore[return-value] # one of the two is there


class Resident(NamedTuple):
    """Someone who chats, for as long as their session lasts."""

    person_id: str
    pseudonym: str
    age: int
    postcode: str


@dataclass(slots=True)
class _Case:
    """An incident, how many of its talks have still to hand off, and who comes back after it."""

    incident: Incident
    open_talks: int
    returns: Resident | None = None


@dataclass(slots=True)
class _Talk:
    conversation_id: str
    people: dict[str, Resident]
    lines: deque[str]
    lang: str
    words: dict[str, str]
    case: _Case | None = None
    messages: Iterator[int] = field(default_factory=count)


class Town:
    """An endless stream of posts.

    Args:
        seed: two towns of one seed are the same.
        name: goes into every id, so that two towns can share a cluster.
        incidents: whether there are any; without them nothing has to be found.
    """

    def __init__(self, seed: int, name: str = "town", *, incidents: bool = True) -> None:
        self._random = Random(seed)  # noqa: S311 - no secret; the seed is printed
        self._name = name
        self._incidents = incidents
        self._people = count()
        self._talks_begun = count()
        self._scripts = _scripts()
        self._cases = count()

    def posts(self) -> Iterator[Post]:
        """Give the posts in the order in which they are sent; all talks take turns."""
        talks = deque(self._ordinary() for _ in range(TALKS_AT_A_TIME))
        for number in count():
            if self._incidents and number % INCIDENT_EVERY == 0:
                talks.extend(self._incident())
            if number % BROKEN_EVERY == BROKEN_EVERY - 1:
                broken = _BROKEN[number // BROKEN_EVERY % len(_BROKEN)]
                yield Post(number, b"broken", None, broken, None)
                continue
            talk = talks.popleft()
            post = self._say(number, talk)
            yield post
            if post.completes and talk.case and talk.case.returns:
                talks.append(self._return(talk.case.returns))
            if talk.lines:
                talks.append(talk)
            elif len(talks) < TALKS_AT_A_TIME:
                talks.append(self._ordinary())

    def _say(self, number: int, talk: _Talk) -> Post:
        who, _, text = talk.lines.popleft().partition(": ")
        sender, recipient = talk.people[who[0]], talk.people["b" if who[0] == "a" else "a"]
        completes = None
        if who.endswith("!") and talk.case:
            talk.case.open_talks -= 1
            completes = talk.case.incident if talk.case.open_talks == 0 else None
        message = {
            "message_id": f"{talk.conversation_id}-{next(talk.messages)}",
            "conversation_id": talk.conversation_id,
            "sender_id": sender.person_id,
            "sender_pseudonym": sender.pseudonym,
            "sender_age": sender.age,
            "sender_postcode": sender.postcode,
            "recipient_id": recipient.person_id,
            "recipient_pseudonym": recipient.pseudonym,
            "recipient_age": recipient.age,
            "recipient_postcode": recipient.postcode,
            "text": text.format_map(talk.words),
            "lang": talk.lang,
        }
        return Post(number, talk.conversation_id.encode(), message, None, completes)

    def _ordinary(self) -> _Talk:
        sort = self._random.choices(("ordinary", "negative", "hand_off"), (90, 6, 4))[0]
        # Grown-ups hand off to each other; a minor is found in talks with nothing to find.
        youngest = 18 if sort == "hand_off" else 13
        return self._talk(sort, self._resident(youngest, 60), self._resident(youngest, 60))

    def _incident(self) -> list[_Talk]:
        """Begin an incident, each sort in turn: one minor approached, three of them, a broadcast to ten people.

        Who approached one minor comes back afterwards.
        """
        kind = next(self._cases) % 3
        adult = self._resident(25, 60)
        if kind == 0:
            case = _Case(Incident("minor_contact", adult.person_id), 1, adult)
            return [self._talk(self._approach(), adult, self._resident(12, 16), case)]
        if kind == 1:
            case = _Case(Incident("minor_contact", adult.person_id), 3)
            return [self._talk(self._approach(), adult, self._resident(12, 16), case) for _ in range(3)]
        case = _Case(Incident("mass_contact", adult.person_id), 10)
        return [self._talk("broadcast", adult, self._resident(18, 60), case) for _ in range(10)]

    def _return(self, known: Resident) -> _Talk:
        """Let someone come back under another name, in a new session, and hand off to a grown-up: one more incident."""
        pseudonym = self._random.choice(_DRESSES).format(known.pseudonym.lower())
        back = known._replace(person_id=f"{self._name}-{next(self._people)}", pseudonym=pseudonym)
        case = _Case(Incident("returning_pseudonym", back.person_id), 1)
        return self._talk("hand_off", back, self._resident(18, 60), case)

    def _approach(self) -> str:
        return self._random.choice(("approach", "answer"))

    def _talk(self, sort: str, a: Resident, b: Resident, case: _Case | None = None) -> _Talk:
        script = self._random.choice(self._scripts[sort])
        conversation_id = f"{self._name}-talk-{next(self._talks_begun)}"
        return _Talk(conversation_id, {"a": a, "b": b}, deque(script["lines"]), script["lang"], self._words(), case)

    def _resident(self, youngest: int, oldest: int) -> Resident:
        pick = self._random
        # Rare enough that no two of a town are taken for one person.
        pseudonym = "".join(pick.choices(_SYLLABLES, k=5)).capitalize()
        postcode = f"{pick.randrange(1, 96):02}{pick.randrange(1000):03}"
        return Resident(f"{self._name}-{next(self._people)}", pseudonym, pick.randint(youngest, oldest), postcode)

    def _words(self) -> dict[str, str]:
        pick = self._random
        # Fifteen letters at the most: Snapchat takes no more.
        handle = f"{pick.choice(_WORDS)}{pick.choice('._')}{pick.randrange(10_000, 100_000)}"
        # 06 39 98 xx xx is reserved for fiction by Arcep, the French regulator.
        phone = f"06 39 98 {pick.randrange(100):02} {pick.randrange(100):02}"
        named = dict.fromkeys(("snap", "insta", "telegram"), handle)
        return {**named, "phone": phone, "town": pick.choice(_TOWNS)}


def _scripts() -> dict[str, list[dict[str, Any]]]:
    talks = tomllib.loads(files(__package__).joinpath("talks.toml").read_text("utf-8"))["talk"]
    sorts: dict[str, list[dict[str, Any]]] = {}
    for talk in talks:
        sorts.setdefault(talk["sort"], []).append(talk)
    return sorts
