from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from processors.records import FACTS
from processors.windows import Late, Options, State, WindowOutput, step

NOON = 1_700_049_600_000
"""A day's noon, UTC."""


def fact(signal: str, subject: str = "p1", at_s: float = 0, **columns: Any) -> dict[str, Any]:  # noqa: ANN401 - columns have types of their own
    """Build a row of FACTS: `subject` hands off to a minor, `at_s` seconds after noon."""
    sent_at = NOON + int(at_s * 1000)
    row: dict[str, Any] = dict.fromkeys(FACTS) | {
        "offset": 0,
        "logged_at": sent_at,
        "signal_id": signal,
        "subject_kind": "person",
        "subject_value": subject,
        "role": "sender",
        "kind": "handoff",
        "sent_at": sent_at,
        "message_id": f"m-{signal}",
        "conversation_id": "c",
        "sender_id": subject,
        "sender_pseudonym": f"name of {subject}",
        "recipient_id": f"to-{signal}",
        "minor_id": f"to-{signal}",
        "confidence": 0.9,
        "spans": "[]",
    }
    return row | columns


def fold(*slices: list[dict[str, Any]], options: Options | None = None) -> list[WindowOutput]:
    state, outputs, offset = State(), [], 0
    for rows in slices:
        numbered = [row | {"offset": offset + place} for place, row in enumerate(rows)]
        offset += len(rows)
        state, output = step(state, pl.DataFrame(numbered, FACTS), options or Options())
        outputs.append(output)
    return outputs


def test_a_slice_without_the_columns_of_facts_is_refused() -> None:
    with pytest.raises(pl.exceptions.SchemaError, match="columns of FACTS"):
        step(State(), pl.DataFrame({"offset": [1]}), Options())


def test_a_fact_further_behind_the_newest_than_lateness_is_late_and_one_just_so_far_is_not() -> None:
    (output,) = fold([fact("a", at_s=3600.001), fact("b", at_s=0.001), fact("c", at_s=0)])

    assert output.late == (Late(offset=2, behind_ms=3_600_001),)


def test_alerts_are_told_once_for_each_level() -> None:
    outputs = fold([fact("a", at_s=0)], [fact("b", at_s=1)], [fact("c", at_s=2)], [fact("d", at_s=3)])

    assert [[alert.revision for alert in output.alerts] for output in outputs] == [[1], [], [2], []]
