"""Evidence points to the very code points that were sent, whatever the disguise: each is put on, read, and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from processors.handoff import Line, Talk, read
from processors.handoff.spelling import KNOWN, naming
from tests.processors.handoff.disguises import DISGUISES

if TYPE_CHECKING:
    from processors.records import HandOff
    from tests.processors.handoff.disguises import Disguise, Sent

APPS = {
    "snapchat": "snapchat",
    "instagram": "instagram",
    "telegram": "telegram",
    "whatsapp": "whatsapp",
    "discord": "discord",
    "insta": "instagram",
    "snap": "snapchat",
}
FRAMES = {
    "app": "ajoute moi sur {} : zebrille_75",
    "handle": "mon snap : {}",
    "number": "mon num : {}",
}
# What a number kept for fiction begins with, how many digits follow, and the country's code.
NUMBERS = {"FR": ("063998", 4, "33"), "GB": ("07700900", 3, "44"), "DE": ("017139200", 2, "49")}
BEFORE = ["", "salut ! ", "𝓬𝓸𝓾𝓬𝓸𝓾 🌴👩🏽‍🚀 ", "e\u0301\u0323coute\n", "\U00020000\U0010fffd ", "\u202e٣؟\u202c "]
AFTER = ["", " !", "\n🌴", " 😉😉", " 𝔥𝔢𝔦𝔫 ?"]
KINDS = ["{0}{1}", "{0}_{1}", "{0}.{1}", "{0}{1}{2}", "{0}_{2}", "{0}.{2}", "{0}_{1}{2}", "{0}.{1}{2}"]

CONSONANTS, VOWELS = st.sampled_from("bdfglmnprtvz"), st.sampled_from("aeiou")
WORDS = st.lists(st.tuples(CONSONANTS, VOWELS).map("".join), min_size=2, max_size=3).map("".join)
OWN_WORDS = WORDS.filter(lambda word: word not in KNOWN and not naming(word))


def handles(disguise: Disguise) -> st.SearchStrategy[str]:
    kinds = [kind for kind in KINDS if disguise.suits(kind.format("zebri", "lulo", "75"))]
    return st.builds(str.format, st.sampled_from(kinds), OWN_WORDS, OWN_WORDS, st.integers(21, 99).map(str))


def values(disguise: Disguise) -> st.SearchStrategy[str]:
    if disguise.of == "app":
        return st.sampled_from([name for name in APPS if disguise.suits(name)])
    if disguise.of == "handle":
        return handles(disguise)
    begin, more, _ = NUMBERS[disguise.country]
    return st.lists(st.sampled_from("0123456789"), min_size=more, max_size=more).map(lambda end: begin + "".join(end))


def found(text: str) -> tuple[HandOff, ...]:
    return read(Line("m", "a", None, text, None, "75011", 0, 0), Talk(), 1)[0].handoffs


def means(handoff: HandOff, disguise: Disguise, clean: str) -> bool:
    """Whether a hand-off says what was disguised."""
    if disguise.of == "app":
        return (handoff.app, handoff.handle) == (APPS[clean], "zebrille_75")
    if disguise.of == "handle":
        return (handoff.app, handoff.handle) == ("snapchat", clean)
    return (handoff.app, handoff.handle) == ("phone", f"+{NUMBERS[disguise.country][2]}{clean[1:]}")


def set_in(disguise: Disguise, sent: Sent, before: str, after: str) -> tuple[str, int, int]:
    """Give a message with what was sent in it, and where it shows the value."""
    said = before + FRAMES[disguise.of].format("\0").replace("\0", sent.text) + after
    at = len(before) + FRAMES[disguise.of].index("{}")
    return said, at + sent.start, at + sent.end


@pytest.mark.parametrize("disguise", DISGUISES, ids=lambda row: f"{row.of}: {row.name}")
# Any example says enough: shrinking a hundred of them after a change would take minutes.
@settings(max_examples=12, derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.data())
def test_a_disguise_put_on_is_undone_and_evidence_points_to_it(disguise: Disguise, data: st.DataObject) -> None:
    clean = data.draw(values(disguise))
    text, start, end = set_in(
        disguise, disguise.put_on(clean), data.draw(st.sampled_from(BEFORE)), data.draw(st.sampled_from(AFTER))
    )

    said = [handoff for handoff in found(text) if means(handoff, disguise, clean)]

    assert said, (text, [(h.intent, h.app, h.handle, round(h.confidence, 2)) for h in found(text)])
    part = "app" if disguise.of == "app" else "handle"
    shown = [(e.start, e.end) for e in said[0].evidence if e.part == part]
    assert [text[slice(*span)] for span in shown] == [text[start:end]]
    assert shown == [(start, end)]


def test_no_disguise_stands_twice_in_the_table() -> None:
    names = [(disguise.of, disguise.name) for disguise in DISGUISES]

    assert len(names) == len(set(names))
