from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.records import SIGHTINGS, Sighting
from streams.sender import partition_of
from streams.wire.rejects import Line, Reason
from streams.wire.sightings import decode, encode, outgoing

MAX_BYTES = 10_000
AT = 1_700_000_000_000
SEEN = Sighting("seen", "#velu", "s1", "Quetsch_Velure", AT, 34, "f", "13001", ("snapchat:zinc.cairn41",))
FLAGGED = Sighting("flagged", "#velu", "s1", "Quetsch_Velure", AT, alert_id="a1", rule="minor_contact")


def test_the_bytes_of_a_sighting() -> None:
    assert encode(SEEN) == (
        b'{"kind":"seen","block":"#velu","sender_id":"s1","pseudonym":"Quetsch_Velure","sent_at":1700000000000,"age":34,'
        b'"gender":"f","postcode":"13001","handles":["snapchat:zinc.cairn41"],"alert_id":null,"rule":null}'
    )


@pytest.mark.parametrize("sighting", [SEEN, FLAGGED], ids=lambda sighting: sighting.kind)
def test_what_is_written_is_read_again(sighting: Sighting) -> None:
    frame, rejects = decode([Line(7, encode(sighting), timestamp=5)], MAX_BYTES)

    assert rejects == []
    assert frame.schema == SIGHTINGS
    expected = {"offset": 7, "logged_at": 5, **sighting._asdict(), "handles": [*sighting.handles]}
    assert frame.row(0, named=True) == expected


def test_all_who_share_a_blocking_key_share_a_partition_and_each_has_a_key_of_its_own() -> None:
    others = [SEEN, FLAGGED, SEEN._replace(sender_id="s2"), SEEN._replace(pseudonym="velure")]
    records = [outgoing("sightings", sighting) for sighting in others]

    assert len({record.key for record in records}) == len(others)
    assert len({partition_of(record.partition_key or b"", 64) for record in records}) == 1
    assert records[0].key == outgoing("sightings", SEEN._replace(sent_at=5)).key
    assert b"Quetsch" not in (records[0].key or b"")


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        ({"kind": None}, Reason.WRONG_TYPE, "kind"),
        ({"kind": "heard"}, Reason.OUT_OF_RANGE, "kind"),
        ({"block": ""}, Reason.OUT_OF_RANGE, "block"),
        ({"sender_id": 5}, Reason.WRONG_TYPE, "sender_id"),
        ({"pseudonym": "x" * 65}, Reason.OUT_OF_RANGE, "pseudonym"),
        ({"sent_at": "now"}, Reason.WRONG_TYPE, "sent_at"),
        ({"age": 131}, Reason.OUT_OF_RANGE, "age"),
        ({"handles": "snapchat:a"}, Reason.WRONG_TYPE, "handles"),
        ({"handles": [5]}, Reason.WRONG_TYPE, "handles"),
        ({"kind": "flagged", "rule": "r"}, Reason.MISSING_FIELD, "alert_id"),
        ({"kind": "flagged", "alert_id": "a"}, Reason.MISSING_FIELD, "rule"),
    ],
)
def test_a_record_that_is_no_sighting_is_rejected_with_its_reason(
    change: dict[str, Any], reason: Reason, field: str
) -> None:
    bad = orjson.dumps(orjson.loads(encode(SEEN)) | change)
    frame, (reject,) = decode([Line(0, encode(SEEN)), Line(1, bad), Line(2, encode(SEEN))], MAX_BYTES)

    assert (reject.record.offset, reject.fault.reason, reject.fault.field) == (1, reason, field)
    assert frame["offset"].to_list() == [0, 2]


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=20),
            st.builds(
                lambda name, value: orjson.dumps(orjson.loads(encode(SEEN)) | {name: value}),
                st.sampled_from([*Sighting._fields, "unknown"]),
                st.sampled_from([None, "", "x", 0, -1, 1.5, True, [], ["a"], {}, [[]], 10**18]),
            ),
        ),
        max_size=6,
    )
)
def test_each_record_is_read_or_rejected_whatever_stands_beside_it(values: list[bytes]) -> None:
    records = [Line(offset, value) for offset, value in enumerate(values)]
    frame, rejects = decode(records, MAX_BYTES)
    rejected = {reject.record.offset for reject in rejects}

    assert sorted([*frame["offset"], *rejected]) == list(range(len(values)))
    assert rejected == {record.offset for record in records if decode([record], MAX_BYTES).rejects}
