from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.handoff import Line, Reading, Talk, read

MEMORY_MS = 1_800_000
STEP_MS = 9_000


def line(at: int, text: str, sender: str = "a") -> Line:
    return Line(f"m{at}", sender, None, text, None, None, at * STEP_MS, at * STEP_MS)


def told(*texts: str) -> list[Reading]:
    """Read messages in turn; those of the other side begin with "b: "."""
    talk = Talk()
    readings = []
    for at, text in enumerate(texts):
        said = text.removeprefix("b: ")
        reading, talk = read(line(at, said, "a" if said == text else "b"), talk, MEMORY_MS)
        readings.append(reading)
    return readings


def found(*texts: str) -> list[tuple[str, str, str | None]]:
    """Give what is likely in the last message."""
    return [(h.intent, h.app, h.handle) for h in told(*texts)[-1].handoffs if h.confidence >= 0.4]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["mon insta c'est nuage_du_matin"], [("give", "instagram", "nuage_du_matin")]),
        (["jamais je donne mon insta"], []),
        (["t'as snap ?"], [("ask", "snapchat", None)]),
        (["j'ai pas snap"], []),
        (["viens on passe sur telegram"], [("move", "telegram", None)]),
        (["telegram a encore planté hier"], []),
        (["do you have discord?"], [("ask", "discord", None)]),
        (["is discord down?"], []),
        (["add my snap mossy.log22"], [("give", "snapchat", "mossy.log22")]),
        (["she gave me her number last night"], []),
        (["tienes telegram?"], [("ask", "telegram", None)]),
        (["hast du snap?"], [("ask", "snapchat", None)]),
        (["hai insta?"], [("ask", "instagram", None)]),
        (["bora pro whats"], [("move", "whatsapp", None)]),
        (["kom naar discord"], [("move", "discord", None)]),
        (["ton snap ?", "b: lune.rousse88"], [("give", "snapchat", "lune.rousse88")]),
        (["il fait beau ?", "b: lune.rousse88"], []),
        (["vous pouvez me joindre au 06 39 98 33 21"], [("give", "phone", "+33639983321")]),
        (["my @list = 06, 39, 98, 33, 21;"], []),
        (["écris moi : lise.aubier@example.org"], [("give", "email", "lise.aubier@example.org")]),
        (["call lib::user@example.org->open()"], []),
    ],
)
def test_a_talk_is_read_as_a_careful_moderator_would(
    texts: list[str], expected: list[tuple[str, str, str | None]]
) -> None:
    assert found(*texts) == expected


def test_a_contact_said_again_is_no_new_hand_off() -> None:
    assert found("mon snap c'est lune.rousse88", "b: hein ?", "snap lune.rousse88") == []


def test_evidence_points_to_the_letters_as_sent() -> None:
    raw = "ok ｓｎａｐ : lune.rousse88"
    handoff = told(raw)[0].handoffs[0]

    assert [(raw[e.start : e.end], e.part) for e in handoff.evidence] == [
        ("ｓｎａｐ", "app"),
        ("lune.rousse88", "handle"),
    ]


def test_evidence_of_an_earlier_message_names_it() -> None:
    handoff = told("ton snap ?", "b: lune.rousse88")[-1].handoffs[0]

    assert [e.message_id for e in handoff.evidence] == ["m0", None]


def test_an_age_that_was_asked_for_may_be_a_bare_number() -> None:
    assert [stated.age for stated in told("t'as quel age ?", "b: 15")[-1].ages] == [15]


def test_nothing_remembered_is_the_empty_talk_and_false() -> None:
    talk = read(line(0, "il pleut"), Talk(), MEMORY_MS)[1]

    assert talk == Talk()
    assert not talk


def test_a_memory_ends_after_its_time_to_live() -> None:
    talk = read(line(0, "ton snap ?"), Talk(), MEMORY_MS)[1]
    late = line(1, "lune.rousse88", "b")._replace(sent_at=MEMORY_MS + 1, logged_at=MEMORY_MS + 1)

    assert read(late, talk, MEMORY_MS)[0].handoffs == ()


SAID = st.sampled_from(
    [
        "ton snap ?",
        "mon insta c'est",
        "lune.rousse88",
        "lune",
        "_du_lac",
        "et toi ?",
        "06 39",
        "98",
        "12 45",
        "viens sur telegram",
        "je te passe mon num si tu veux",
        "ok @nuage.gris",
        "add me on snap, lune.rousse88",
        "tu as quel age",
        "15",
        "le même point 75",
        "whatsapp 06 39 98 12 45",
    ]
)
TALKS = st.lists(st.tuples(st.sampled_from("abc"), SAID), min_size=1, max_size=24)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(TALKS, st.integers(0, 23))
def test_a_warm_up_over_the_memory_ends_in_the_same_talk(talk: list[tuple[str, str]], start: int) -> None:
    """Two folds, from the beginning and from later on; the memory reaches over four messages."""
    memory_ms = 4 * STEP_MS
    whole, warmed = Talk(), Talk()
    for at, (sender, said) in enumerate(talk):
        whole = read(line(at, said, sender), whole, memory_ms)[1]
        if at >= start:
            warmed = read(line(at, said, sender), warmed, memory_ms)[1]
        if at >= start + 5:
            assert whole.live(line(at + 1, ""), memory_ms) == warmed.live(line(at + 1, ""), memory_ms)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=120), SAID), max_size=4))
def test_any_text_can_be_read_after_any_talk(texts: list[str]) -> None:
    for reading in told(*texts):
        for handoff in reading.handoffs:
            assert 0 <= handoff.confidence <= 1
            assert (handoff.handle is not None) == (handoff.intent == "give")


@pytest.mark.parametrize(
    "unit", ["snap ", "ton snap ? ", "06 39 ", "a.b_c ", "« ", "j'ai ", "@", "e\u0301\u0323", "pas de "]
)
def test_time_grows_with_the_length_of_a_text_and_no_faster(unit: str) -> None:
    def cost(letters: int) -> float:
        text = (unit * letters)[:letters]
        best = float("inf")
        for _ in range(2):
            start = time.thread_time()
            read(line(0, text), Talk(), MEMORY_MS)
            best = min(best, time.thread_time() - start)
        return best

    cost(500)

    assert cost(16_000) < 24 * cost(2_000) + 0.05
