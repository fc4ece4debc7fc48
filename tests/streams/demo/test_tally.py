"""The tally: what was lost or missed is told, whatever else went well."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.demo.screen import summary
from streams.demo.tally import Recall, Tally
from streams.demo.town import Incident, Post

APPROACH = Incident("minor_contact", "p-1")


def post(number: int = 0, completes: Incident | None = None, broken: bytes | None = None) -> Post:
    return Post(number, b"c", None if broken else {"text": "hey"}, broken, completes)


def alert(incident: Incident = APPROACH, reached_at: int = 0) -> dict[str, Any]:
    return {
        "rule": incident.rule,
        "severity": "high",
        "subject": {"kind": "person", "value": incident.subject_id},
        "reached_at": reached_at,
        "summary": "why",
    }


def test_all_is_well_when_everything_came_back() -> None:
    tally = Tally(processed=2, rejected=1)
    tally.count_sent([post(completes=APPROACH), post(1, broken=b"x")])
    tally.count_alert(alert(), now=40)

    assert tally.is_well()
    assert tally.recalls() == {"minor_contact": Recall(1, 1)}


@pytest.mark.parametrize(
    ("processed", "rejected", "found"),
    [(1, 1, True), (2, 0, True), (2, 2, True), (2, 1, False)],
    ids=["one message lost", "a broken one not rejected", "a good one rejected", "an incident missed"],
)
def test_all_is_not_well_when(processed: int, rejected: int, *, found: bool) -> None:
    tally = Tally(processed=processed, rejected=rejected)
    tally.count_sent([post(completes=APPROACH), post(1, broken=b"x")])
    if found:
        tally.count_alert(alert(), now=40)

    assert not tally.is_well()


def test_an_incident_that_is_not_complete_is_not_missed() -> None:
    tally = Tally()
    tally.count_sent([post()])

    assert tally.missed() == set()


@given(st.lists(st.integers(0, 1000), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_the_least_time_within_which_the_share_came(times: list[int], share: float) -> None:
    tally = Tally()
    for after_ms in times:
        tally.count_alert(alert(), now=after_ms)

    within = tally.percentile(share)

    assert within in times
    assert sum(time <= within for time in times) >= share * len(times)
    assert sum(time < within for time in times) < share * len(times)


def test_the_summary_names_what_was_missed_by_rule() -> None:
    tally = Tally()
    tally.count_sent([post(completes=APPROACH)])

    assert "minor_contact: 0 found, 1 missed" in summary(tally)
