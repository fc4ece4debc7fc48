"""Links as signals, and as the facts that the windows stage reads."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from processors.identity import DAY_MS
from processors.records import FACTS, Link, Side
from streams.wire.facts import decode
from streams.wire.rejects import Line, Reason
from streams.wire.signals import link_copies

DAY = 19_000
LINK = Link(
    "0123",
    DAY,
    Side("s1", "Quetsch_Velure", 5, ("alert-1",)),
    Side("s2", "quetschvelure", 6, ()),
    0.97,
    {"prior": -6.5, "shared": 10.0},
)


def test_each_of_the_two_has_a_copy_that_knows_whether_the_other_is_flagged() -> None:
    copies = dict(link_copies(LINK))
    frame, rejects = decode([Line(n, value) for n, value in enumerate(copies.values())], 10_000)

    assert rejects == []
    assert list(copies) == [b"s1", b"s2"]
    columns = ["subject_kind", "subject_value", "role", "kind", "sent_at", "sender_pseudonym", "flagged", "confidence"]
    assert frame.select(columns).rows() == [
        ("person", "s1", None, "link", DAY * DAY_MS, "Quetsch_Velure", [], 0.97),
        ("person", "s2", None, "link", DAY * DAY_MS, "quetschvelure", ["alert-1"], 0.97),
    ]
    empty = ("message_id", "conversation_id", "sender_id", "recipient_id", "minor_id", "intent", "app", "handle")
    assert frame.select(empty).rows() == [(None,) * len(empty)] * 2
    assert frame.schema == FACTS


def test_a_link_says_who_how_sure_and_why() -> None:
    (_, value), _ = link_copies(LINK)
    told = orjson.loads(value)

    assert told["a"] == {"sender_id": "s1", "pseudonym": "Quetsch_Velure", "last_seen_at": 5, "flagged": ["alert-1"]}
    assert (told["probability"], told["parts"], told["flagged"]) == (0.97, LINK.parts, ["alert-1"])


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        ({"a": None}, Reason.WRONG_TYPE, "a"),
        ({"b": {"sender_id": "s2"}}, Reason.WRONG_TYPE, "b"),
        ({"b": {"sender_id": "s2", "flagged": [1]}}, Reason.WRONG_TYPE, "b"),
        ({"b": {"sender_id": "s1", "flagged": []}}, Reason.OUT_OF_RANGE, "subject"),
        ({"subject": {"kind": "person", "value": "s3"}}, Reason.OUT_OF_RANGE, "subject"),
        ({"subject": {"kind": "person", "value": []}}, Reason.OUT_OF_RANGE, "subject"),
    ],
)
def test_a_link_that_does_not_say_whom_it_joins_is_rejected(change: dict[str, Any], reason: Reason, field: str) -> None:
    (_, value), _ = link_copies(LINK)
    _, (reject,) = decode([Line(0, orjson.dumps(orjson.loads(value) | change))], 10_000)

    assert (reject.fault.reason, reject.fault.field) == (reason, field)
