"""Signals on the wire: golden bytes, and the way back as facts."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from processors import __version__
from processors.records import Evidence, HandOff, Signal, StatedAge, Subject
from processors.scan import subjects
from streams.wire.facts import decode
from streams.wire.rejects import Line
from streams.wire.signals import copies
from tests.streams.wire.made import AGE, HAND_OFF, MESSAGE

COMMON = (
    b'"sent_at":1750000000000,"message_id":"m-1","conversation_id":"c-1","sender_id":"s-1",'
    b'"sender_pseudonym":"renard des neiges","sender_age":34,"sender_postcode":"75011","recipient_id":"s-2",'
    b'"recipient_pseudonym":"loutre","recipient_age":14,'
)


def test_a_hand_off_is_these_bytes_once_for_each_subject() -> None:
    fields = (
        b'{"signal_id":"id-1","kind":"handoff",' + COMMON + b'"minor_id":"s-2","intent":"give","app":"snapchat",'
        b'"handle":"renard.roux","confidence":0.875,"evidence":[{"start":4,"end":8,"part":"app","why":"named"},'
        b'{"start":0,"end":11,"part":"handle","why":"grammar","message_id":"m-0"}],'
        b'"detector":"tocsin.scan/' + __version__.encode() + b'",'
    )

    assert list(copies(HAND_OFF, subjects(HAND_OFF))) == [
        (b"s-1", fields + b'"subject":{"kind":"person","value":"s-1"},"role":"sender"}'),
        (b"s-2", fields + b'"subject":{"kind":"person","value":"s-2"},"role":"recipient"}'),
        (
            b"snapchat:renard.roux",
            fields + b'"subject":{"kind":"handle","value":"snapchat:renard.roux"},"role":null}',
        ),
    ]


def test_an_age_is_these_bytes_with_the_hand_offs_that_it_puts_in_another_light() -> None:
    [(key, value)] = copies(AGE, (Subject("person", "s-1", "sender"),))

    assert key == b"s-1"
    assert value == (
        b'{"signal_id":"id-2","kind":"age",' + COMMON + b'"minor_id":null,"stated_age":14,"handoffs":["id-1","id-0"],'
        b'"confidence":1.0,"evidence":[{"start":0,"end":8,"part":"age","why":"says it"}],'
        b'"detector":"tocsin.scan/' + __version__.encode() + b'","subject":{"kind":"person","value":"s-1"},'
        b'"role":"sender"}'
    )


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
evidence = st.lists(
    st.builds(Evidence, st.integers(0, 9), st.integers(9, 20), st.just("app"), names, st.none() | names), max_size=2
).map(tuple)
findings = st.builds(
    HandOff, st.sampled_from(["give", "ask", "move"]), names, st.none() | names, st.floats(0, 1), evidence
) | st.builds(StatedAge, st.integers(1, 99), evidence)


@given(findings, names, st.none() | names, st.lists(names, max_size=2).map(tuple))
def test_what_is_written_is_read_as_the_same_facts(
    finding: HandOff | StatedAge, sender_id: str, recipient_id: str | None, earlier: tuple[str, ...]
) -> None:
    message = MESSAGE._replace(sender_id=sender_id, recipient_id=recipient_id)
    signal = Signal("id", message, finding, sender_id, () if isinstance(finding, HandOff) else earlier)
    counted_by = subjects(signal)

    records = [Line(place, value, 99) for place, (_, value) in enumerate(copies(signal, counted_by))]
    frame, rejects = decode(records, 100_000)

    assert rejects == []
    assert frame.select("subject_kind", "subject_value", "role").rows() == list(counted_by)
    for row in frame.iter_rows(named=True):
        assert (row["signal_id"], row["sent_at"], row["logged_at"]) == ("id", MESSAGE.sent_at, 99)
        assert (row["sender_id"], row["recipient_id"], row["minor_id"]) == (sender_id, recipient_id, sender_id)
        assert tuple(row["handoffs"]) == signal.handoffs
        assert [span["why"] for span in orjson.loads(row["spans"])] == [one.why for one in finding.evidence]
        if isinstance(finding, HandOff):
            found = (row["intent"], row["app"], row["handle"], row["confidence"])
            assert found == (finding.intent, finding.app, finding.handle, finding.confidence)
