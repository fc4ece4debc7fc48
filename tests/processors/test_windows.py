"""One subject, drawn: each case is a timeline, then what is told."""

from __future__ import annotations

import polars as pl
import pytest

from processors.windows import Late, Options, State, WindowOutput, step
from tests.processors.facts import HOUR, NOON, Row, fact, frame


def fold(*slices: list[Row], options: Options | None = None) -> list[WindowOutput]:
    state, outputs, offset = State(), [], 0
    for rows in slices:
        numbered = [row | {"offset": offset + place} for place, row in enumerate(rows)]
        offset += len(rows)
        state, output = step(state, frame(numbered), options or Options())
        outputs.append(output)
    return outputs


def with_minor(signal: str, sent_at: int, minor: str) -> Row:
    return fact(signal, sent_at, recipient_id=minor, minor_id=minor)


def test_a_slice_without_the_columns_of_facts_is_refused() -> None:
    with pytest.raises(pl.exceptions.SchemaError, match="columns of FACTS"):
        step(State(), pl.DataFrame({"offset": [1]}), Options())


def test_a_fact_further_behind_the_newest_than_lateness_is_late_and_one_just_so_far_is_not() -> None:
    (output,) = fold([fact("a", NOON + HOUR), fact("b", NOON), fact("c", NOON - 1)])

    assert output.late == (Late(offset=2, behind_ms=HOUR + 1),)


def test_alerts_are_told_once_for_each_level() -> None:
    outputs = fold(*([with_minor(name, NOON + place, f"minor {name}")] for place, name in enumerate("abcd")))

    assert [[alert.revision for alert in output.alerts] for output in outputs] == [[1], [], [2], []]
