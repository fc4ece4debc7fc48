"""The scan stage: what a talk says, whom it is counted by, and that what is remembered is exact, bounded and safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.identity import signal_id
from processors.records import HandOff, Signal
from processors.scan import CLOCK_SPARE_MS, KEPT_PER_CONVERSATION, ScanOptions, ScanOutput, ScanState, step, subjects
from tests.processors.messages import Row, frame, logged, message

OPTIONS = ScanOptions()
MEMORY_MS = 20_000


def fold(*slices: Sequence[Row], options: ScanOptions = OPTIONS, state: ScanState | None = None) -> list[Signal]:
    state, signals = state or ScanState(), []
    for rows in slices:
        state, output = step(state, frame(list(rows)), options)
        signals += output.signals
    return signals


def told(signals: Sequence[Signal]) -> list[tuple[str, ...]]:
    return [
        (signal.finding.intent, signal.finding.app, signal.finding.handle or "")
        if isinstance(signal.finding, HandOff)
        else ("age", str(signal.finding.age))
        for signal in signals
    ]


QUESTION_AND_ANSWER = logged([message("ton snap ?"), message("lune.rousse88", 9, "b", "a")])


def test_a_question_and_its_bare_answer_are_two_hand_offs_in_one_slice_or_two() -> None:
    both = [("ask", "snapchat", ""), ("give", "snapchat", "lune.rousse88")]

    assert told(fold(QUESTION_AND_ANSWER)) == both
    assert told(fold(QUESTION_AND_ANSWER[:1], QUESTION_AND_ANSWER[1:])) == both


def test_an_answer_in_another_talk_or_after_the_memory_answers_nothing() -> None:
    question, answer = QUESTION_AND_ANSWER
    late = {name: answer[name] + OPTIONS.memory_ms for name in ("sent_at", "logged_at")}

    assert told(fold([question, answer | {"conversation_id": "another"}])) == [("ask", "snapchat", "")]
    assert told(fold([question, answer | late])) == [("ask", "snapchat", "")]


def test_a_signal_is_named_by_its_message_and_its_place_in_it() -> None:
    """A replay, or a message in another place of the log, makes the same ids."""
    rows = logged([message("mon insta c'est nuage_du_matin et t'as telegram ?")])
    signals = fold(rows)

    assert [signal.signal_id for signal in signals] == [
        signal_id("talk", "m0", "handoff", number) for number in range(len(signals))
    ]
    assert len(signals) == 2
    assert fold([rows[0] | {"offset": 77}])[0].signal_id == signals[0].signal_id


@pytest.mark.parametrize(
    ("threshold", "thresholds", "passes"),
    [
        (0.0, {}, True),
        (1.0, {}, False),
        (1.0, {("snapchat", "give"): 0.5}, True),
        (1.0, {("snapchat", "ask"): 0.5, ("instagram", "give"): 0.5}, False),
        (0.0, {("snapchat", "give"): 1.0}, False),
    ],
)
def test_a_threshold_of_app_and_intent_goes_before_the_one_of_all(
    threshold: float, thresholds: dict[tuple[str, str], float], *, passes: bool
) -> None:
    rows = logged([message("ajoute moi snap lune.rousse88")])
    options = ScanOptions(threshold=threshold, thresholds=thresholds)

    assert (("give", "snapchat", "lune.rousse88") in told(fold(rows, options=options))) == passes


@pytest.mark.parametrize(("in_room", "passes"), [(False, True), (True, False)])
def test_more_is_asked_of_a_hand_off_where_nobody_is_addressed(*, in_room: bool, passes: bool) -> None:
    found = HandOff("move", "other", None, 0.6, ())

    assert ScanOptions().lets_pass(found, in_room=in_room) == passes


def test_a_hand_off_is_counted_by_its_sender_its_recipient_and_its_handle() -> None:
    [signal] = fold(logged([message("mon snap c'est lune.rousse88")]))

    assert subjects(signal) == (
        ("person", "a", "sender"),
        ("person", "b", "recipient"),
        ("handle", "snapchat:lune.rousse88", None),
    )


@pytest.mark.parametrize("recipient", [None, "a"])
def test_in_a_room_and_to_oneself_nobody_is_the_recipient(recipient: str | None) -> None:
    [signal] = fold(logged([message("t'as snap ?", recipient=recipient)]))

    assert subjects(signal) == (("person", "a", "sender"),)
    assert signal.minor_id is None


@pytest.mark.parametrize(
    ("sender_age", "recipient_age", "minor_id"),
    [(34, 14, "b"), (14, 34, "a"), (14, None, "a"), (14, 14, None), (34, 34, None), (None, None, None), (17, 18, "a")],
)
def test_a_hand_off_names_the_one_who_may_be_a_minor(
    sender_age: int | None, recipient_age: int | None, minor_id: str | None
) -> None:
    [signal] = fold(logged([message("t'as snap ?", sender_age=sender_age, recipient_age=recipient_age)]))

    assert signal.minor_id == minor_id


def test_a_room_has_no_minor_since_nobody_is_spoken_to() -> None:
    [signal] = fold(logged([message("t'as snap ?", recipient=None, sender_age=14)]))

    assert signal.minor_id is None


def test_an_age_names_the_hand_offs_made_earlier_between_the_two_oldest_first() -> None:
    rows = logged(
        [
            message("t'as snap ?", 0, "a", "b", sender_age=34),
            message("mon insta c'est nuage_du_matin", 5, "b", "a", recipient_age=34),
            message("t'as snap ?", 7, "c", "d"),
            message("j'ai 14 ans", 9, "b", "a", recipient_age=34),
        ]
    )
    *handoffs, age = fold(rows)

    assert told([age]) == [("age", "14")]
    assert age.handoffs == tuple(signal.signal_id for signal in handoffs if signal.message.sender_id in "ab")
    assert len(age.handoffs) == 2
    assert (age.signal_id, age.minor_id) == (signal_id("talk", "m3", "age", 0), "b")
    assert [signal.minor_id for signal in handoffs] == [None, None, None]


def test_an_age_said_before_makes_the_minor_of_what_follows_in_this_talk_alone() -> None:
    rows = logged(
        [
            message("j'ai 14 ans", 0, "b", "a", recipient_age=34),
            message("t'as snap ?", 5, "a", "b", sender_age=34),
            message("t'as snap ?", 9, "a", "b", sender_age=34, conversation_id="another"),
        ]
    )

    assert [signal.minor_id for signal in fold(rows)] == ["b", "b", None]


def test_of_a_long_talk_the_newest_hand_offs_are_named() -> None:
    asked = [message("ton snap ?", at_s, "a", "b") for at_s in range(KEPT_PER_CONVERSATION + 4)]
    *handoffs, age = fold(logged([*asked, message("j'ai 14 ans", 99, "b", "a")]))

    assert age.handoffs == tuple(signal.signal_id for signal in handoffs[-KEPT_PER_CONVERSATION:])


TALKS = st.lists(
    st.builds(
        message,
        st.sampled_from(
            [
                "ton snap ?",
                "lune.rousse88",
                "tu as insta ?",
                "mon snap c'est nuage_du_matin",
                "06 39 98",
                "12 34",
                "whatsapp",
                "j'ai 14 ans",
                "on va sur snap ?",
                "ok",
            ]
        ),
        at_s=st.sampled_from([0, 1, 7, 19, 20, 21, 300]),
        sender=st.sampled_from("abc"),
        recipient=st.sampled_from(["a", "b", None]),
        conversation_id=st.sampled_from(["one", "other"]),
        sender_age=st.sampled_from([None, 14, 34]),
    ),
    min_size=2,
    max_size=25,
)
"""Rows whose times are how long after the row before they came."""


@given(talk=TALKS, data=st.data())
@settings(max_examples=60)
def test_a_fold_from_the_look_back_on_tells_what_a_fold_from_the_start_tells(
    talk: list[Row], data: st.DataObject
) -> None:
    """Event times wander, Kafka's run back a little, slices are cut anywhere: what is remembered reaches no further."""
    options = ScanOptions(memory_ms=MEMORY_MS)
    rows, at = [], 0
    for row in talk:
        at += row["sent_at"] - message("")["sent_at"]
        back_ms, ahead_ms = data.draw(st.sampled_from([0, 0, 5000, CLOCK_SPARE_MS])), data.draw(st.integers(-25, 25))
        base = message("")["sent_at"] + at
        rows.append(row | {"logged_at": base - back_ms, "sent_at": base + ahead_ms * 1000})
    rows = logged(rows)
    first = data.draw(st.integers(0, len(rows) - 1))
    since_at = rows[first]["logged_at"] - MEMORY_MS - CLOCK_SPARE_MS
    start = next(place for place, row in enumerate(rows) if row["logged_at"] >= since_at)
    cut = data.draw(st.integers(first, len(rows)))

    whole = fold(rows, options=options)
    warm = fold(rows[start:first], rows[first:cut], rows[cut:], options=options)

    ids = {f"m{place}" for place in range(first, len(rows))}
    assert [s for s in warm if s.message.message_id in ids] == [s for s in whole if s.message.message_id in ids]


@given(talk=TALKS, first=st.integers(0, 24))
@settings(max_examples=30)
def test_a_state_may_be_stepped_from_again_after_what_came_of_it_was_dropped(talk: list[Row], first: int) -> None:
    """Sending, or writing down, may fail after a step: the records are then tried one by one from the same state."""
    rows = logged(talk)
    state, _ = step(ScanState(), frame(rows[:first]), OPTIONS)

    _, dropped = step(state, frame(rows[first:]), OPTIONS)
    again = fold(*([row] for row in rows[first:]), state=state)

    assert tuple(again) == dropped.signals


def test_a_state_is_untouched_by_a_step_that_raises() -> None:
    state, _ = step(ScanState(), frame(QUESTION_AND_ANSWER[:1]), OPTIONS)
    broken = frame(QUESTION_AND_ANSWER).drop("sender_age")

    with pytest.raises((TypeError, pl.exceptions.PolarsError)):
        step(state, broken, OPTIONS)

    assert told(fold(QUESTION_AND_ANSWER[1:], state=state)) == [("give", "snapchat", "lune.rousse88")]


def test_no_more_conversations_are_remembered_than_the_bound_lets_and_what_goes_is_counted() -> None:
    options = replace(OPTIONS, max_conversations=3)
    state, cut = ScanState(), 0
    for number in range(10):
        row = message("ton snap ?", number, conversation_id=f"c{number}")
        state, output = step(state, frame(logged([row])), options)
        cut += output.cut
    state, output = step(state, frame([]), options)

    assert (list(state.conversations), cut + output.cut) == (["c7", "c8", "c9"], 7)


def test_a_conversation_is_forgotten_once_no_record_may_come_that_is_near_enough() -> None:
    rows = [
        message("ton snap ?", conversation_id="old"),
        message("ok", (OPTIONS.memory_ms + CLOCK_SPARE_MS) / 1000 + 1),
    ]
    state, _ = step(ScanState(), frame(logged(rows)), OPTIONS)
    state, output = step(state, frame([]), OPTIONS)

    assert (list(state.conversations), output) == ([], ScanOutput((), (), 0))
