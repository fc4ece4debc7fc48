"""The measures of every trailing window, against lists gone through one by one."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from processors.measures import trailing
from processors.rules import Level, Measure, Rule
from tests.processors.windows_reference import distinct, spread

NOUNS: Any = {"en": ("thing", "things"), "fr": ("chose", "choses")}
RULE = Rule(
    name="all",
    version="1",
    window_ms=10,
    facts=pl.col("kind").is_not_null(),
    measures=(
        Measure("facts", "count", NOUNS),
        Measure("sent", "count", NOUNS, where=pl.col("role") == "sender"),
        Measure("recipients", "distinct", NOUNS, field="recipient_id"),
        Measure("minors_sent_to", "distinct", NOUNS, field="minor_id", where=pl.col("role") == "sender"),
        Measure("lasting", "spread", NOUNS, field="logged_at"),
    ),
    levels=(Level({"facts": 1}, "low"),),
    sentences={"en": ".", "fr": "."},
)
IDS = st.sampled_from([None, "a", "b", "c"])
FACTS_OF_RULE = st.lists(
    st.fixed_dictionaries(
        {
            "who": st.integers(0, 2),
            "sent_at": st.integers(-30, 30),
            "logged_at": st.integers(-5, 5),
            "recipient_id": IDS,
            "minor_id": IDS,
            "sent?": st.booleans(),
        }
    ),
    min_size=1,
    max_size=40,
)


@given(rows=FACTS_OF_RULE)
def test_every_trailing_window_has_the_measures_that_a_plain_loop_gives(rows: list[dict[str, Any]]) -> None:
    facts = pl.DataFrame(
        [{**row, "all?": True, "all.sent?": row["sent?"], "all.minors_sent_to?": row["sent?"]} for row in rows],
        schema_overrides={"recipient_id": pl.String, "minor_id": pl.String},
        infer_schema_length=None,
    )
    expected = {}
    for at in rows:
        within = [
            row for row in rows if row["who"] == at["who"] and at["sent_at"] - 10 < row["sent_at"] <= at["sent_at"]
        ]
        sent = [row for row in within if row["sent?"]]
        expected[at["who"], at["sent_at"]] = (
            len(within),
            len(sent),
            distinct("recipient_id")(within),
            distinct("minor_id")(sent),
            spread("logged_at")(within),
        )

    windows = trailing(RULE, facts)

    assert windows.columns == ["who", "sent_at", *(measure.name for measure in RULE.measures)]
    assert list(windows.iter_rows()) == [(*key, *counts) for key, counts in sorted(expected.items())]
