"""The measures of a rule in every trailing window of its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from processors.rules import raises

if TYPE_CHECKING:
    from processors.rules import Measure, Rule


def trailing(rule: Rule, facts: pl.DataFrame) -> pl.DataFrame:
    """Give each fact's trailing window with the rule's measures.

    The window of a fact at t holds the facts of the same subject with t - window_ms < sent_at <= t.

    What a measure counts, it counts in the windows of a stretch of time: from the fact on until `window_ms` later or,
    where values are counted once, until the same value comes again. So one running sum over the ends of all stretches
    gives every window at once, at the price of a sort.

    Args:
        rule: whose measures and size.
        facts: what the rule counts: `who` (a number for the subject), `sent_at`, the rule's Boolean columns and its
            fields; in any order.

    Returns:
        `who`, `sent_at`, once each, sorted, and a column for each measure.
    """
    summed = [measure for measure in rule.measures if measure.kind != "spread"]
    starts = facts.select(
        "who",
        at="sent_at",
        fact=pl.lit(True),
        **{measure.name: raises(rule, measure).cast(pl.Int64) for measure in summed},
    )
    last_of_its_time = (
        (pl.col("who") != pl.col("who").shift(-1)) | (pl.col("at") != pl.col("at").shift(-1))
    ).fill_null(True)
    windows = (
        pl.concat([starts, *(_ends(rule, measure, facts) for measure in summed)], how="diagonal")
        .sort("who", "at", "fact", nulls_last=False)
        # All stretches of a subject end in rows of its own, so the sum is back at 0 where the next subject begins.
        .with_columns(pl.col(measure.name).fill_null(0).cum_sum() for measure in summed)
        # Of the rows of one time the last has the whole sum, and a fact, where there is one, is sorted last.
        .filter(last_of_its_time, "fact")
        .select("who", pl.col("at").alias("sent_at"), *(measure.name for measure in summed))
    )
    for measure in rule.measures:
        if measure.kind == "spread":
            windows = windows.join(_spread(rule, measure, facts), on=["who", "sent_at"], maintain_order="left")
    return windows


def _ends(rule: Rule, measure: Measure, facts: pl.DataFrame) -> pl.DataFrame:
    """Give the ends of the stretches in whose windows a measure counts each of these facts: `who`, `at`, and -1."""
    past = pl.col("sent_at") + rule.window_ms
    facts = facts.filter(raises(rule, measure))
    if measure.kind == "distinct":
        facts = facts.sort("who", measure.field, "sent_at")
        same = (pl.col("who") == pl.col("who").shift(-1)) & (pl.col(measure.field) == pl.col(measure.field).shift(-1))
        past = pl.min_horizontal(past, pl.when(same).then(pl.col("sent_at").shift(-1)))
    return facts.select("who", past.alias("at"), pl.lit(-1, pl.Int64).alias(measure.name))


def _spread(rule: Rule, measure: Measure, facts: pl.DataFrame) -> pl.DataFrame:
    """Give the spread of a measure's field in each trailing window, by `who` and `sent_at`."""
    value = pl.when(raises(rule, measure)).then(measure.field)
    size = f"{rule.window_ms}i"
    highest = value.rolling_max_by("sent_at", size, closed="right").over("who")
    lowest = value.rolling_min_by("sent_at", size, closed="right").over("who")
    return (
        facts.sort("who", "sent_at")
        .with_columns(highest=highest, lowest=lowest)
        .group_by("who", "sent_at")
        .agg((pl.col("highest").max() - pl.col("lowest").min()).fill_null(0).alias(measure.name))
    )
