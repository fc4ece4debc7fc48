"""Seeded chat for load: words of a language in random order, and of every hundred messages so many that hand off.

As in what people write, most words are the few frequent ones of their language. In random order hardly a text comes
twice, so nothing is won by a cache. It shows cost, never quality; `bench_stages --file` measures on real messages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from random import Random
from typing import Final

import orjson

START_AT: Final = 1_750_000_000_000
MESSAGES_PER_TALK: Final = 20
_FREQUENT: Final = 0.85
"""Share of the words that are among their language's most frequent hundreds."""

_HAND_OFFS: Final = (
    "ajoute moi snap {handle}",
    "mon insta c'est {handle}",
    "t'as snap ?",
    "add me on telegram {handle}",
    "c'est quoi ton num",
    "appelle moi 06 39 98 {one:02} {two:02}",
)
_NEARLY: Final = ("snap a planté hier", "il fait 14 degrés", "je te rappelle à 18h30", "je donne pas mon insta")


def values(seed: int, messages: int, share: float = 0.01) -> Iterator[tuple[bytes, bytes]]:
    """Give key and value of raw records.

    Args:
        share: of messages that hand off; three times as many only look like it.
    """
    pick = Random(seed)  # noqa: S311 - no secret; the seed is printed
    languages, rarer = _words()
    for number in range(messages):
        talk = number % max(1, messages // MESSAGES_PER_TALK)
        drawn = pick.random()
        if drawn < share:
            text = pick.choice(_HAND_OFFS).format_map(_fillings(pick))
        elif drawn < 4 * share:
            text = pick.choice(_NEARLY)
        else:
            text = _sentence(pick, pick.choice(languages), rarer)
        conversation_id = f"talk-{talk:08}"
        speaker = pick.random() < 0.5  # noqa: PLR2004 - one of two
        people = [
            {"id": f"person-{talk:08}-{side}", "pseudonym": f"nom {talk % 9973} {side}", "age": 13 + (talk * side) % 50}
            for side in (1, 2)
        ]
        sender, recipient = people if speaker else reversed(people)
        message = {
            "message_id": f"message-{seed}-{number:09}",
            "sent_at": START_AT + number,
            "conversation_id": conversation_id,
            **{f"sender_{name}": value for name, value in sender.items()},
            **{f"recipient_{name}": value for name, value in recipient.items()},
            "sender_postcode": f"{talk % 95 + 1:02}{talk % 900 + 100}",
            "text": text,
        }
        yield conversation_id.encode(), orjson.dumps(message)


def _sentence(pick: Random, frequent: list[str], rarer: list[str]) -> str:
    return " ".join(
        pick.choice(frequent) if pick.random() < _FREQUENT else pick.choice(rarer) for _ in range(pick.randint(1, 15))
    )


def _words() -> tuple[list[list[str]], list[str]]:
    """Give the frequent words of each language, and the rarer ones of all."""
    folder = files("processors.handoff")
    tables = [
        tomllib.loads(path.read_text("utf-8")) for path in folder.joinpath("languages").iterdir() if _is_table(path)
    ]
    lines = folder.joinpath("words.txt").read_text("utf-8").splitlines()
    rarer = [word for line in lines if not line.startswith("#") for word in line.split()]
    return [table["common"] for table in tables], rarer


def _is_table(path: Traversable) -> bool:
    return path.name.endswith(".toml")


def _fillings(pick: Random) -> dict[str, str | int]:
    one, two = pick.randrange(100), pick.randrange(100)
    return {"handle": f"loutre.{one}{two}", "one": one, "two": two}
