"""The windows stage: signals of one partition in, alerts out.

A rule looks at the trailing windows `(t - size, t]` of one subject, in event time, at each of the subject's facts.
More facts never lower a level, so the last revision of every alert is a function of the set of facts that came in time,
whatever their order and whatever the slices in which they came.

- Watermark: the newest event time of the partition so far, row by row. A fact sent more than `lateness_ms` before it is
  late, unless it is the double of one that is still remembered.
- A fact is remembered until no window that a fact still in time could touch reaches back to it; a fact that no rule
  counts is not remembered at all.
- What was told is remembered until its period lies `lateness_ms` behind the watermark.

Warm-up folds the stretch of the log that `Options.look_back_ms` spans. What comes out afterwards is what an undisturbed
run would tell, or tells it again, as long as facts of one window stand no further apart in the log than that stretch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, get_args

import polars as pl

from processors import alerts
from processors.identity import DAY_MS
from processors.records import FACTS
from processors.rules import HOUR_MS, RULES, Language, counted, fewest_facts, judged, raises, revised

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from processors.alerts import Alert
    from processors.rules import Measure, Rule

BLOCK_FACTS: Final = 65_536
"""Facts up to which blocks of memory are merged: to copy one costs milliseconds, and a million facts are 16 blocks."""

Told = tuple[str, str, str, int]
"""What tells an alert apart from all others: rule, subject kind, subject value, period start."""

_SUBJECT: Final = ["subject_kind", "subject_value"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator sets.

    Attributes:
        rules: what alerts are raised for.
        period_ms: an alert is one for each rule, subject and period; periods are counted from 1970-01-01 UTC.
        lateness_ms: how far behind the newest event time of the partition a fact may come.
        language: of the alerts' sentences.
    """

    rules: tuple[Rule, ...] = RULES
    period_ms: int = DAY_MS
    lateness_ms: int = HOUR_MS
    language: Language = "en"

    def __post_init__(self) -> None:
        """Refuse options under which nothing sensible could come out.

        Raises:
            ValueError: says which, and what was expected.
        """
        names = [rule.name for rule in self.rules]
        if not names or len(set(names)) < len(names):
            raise ValueError(f"rules: at least one, each of another name, not {names}")
        if self.period_ms <= 0:
            raise ValueError(f"period_ms must be positive, not {self.period_ms}")
        if self.lateness_ms < 0:
            raise ValueError(f"lateness_ms must be 0 or more, not {self.lateness_ms}")
        if self.language not in get_args(Language):
            raise ValueError(f"language must be one of {', '.join(get_args(Language))}, not {self.language}")

    @property
    def look_back_ms(self) -> int:
        """The stretch of the log that warm-up folds: period, longest window and lateness together."""
        return self.period_ms + max(rule.window_ms for rule in self.rules) + self.lateness_ms


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What the stage remembers of one partition. `State()` remembers nothing.

    Attributes:
        newest: the watermark: newest event time seen, in ms; None before the first fact.
        blocks: the facts remembered, in the order of their coming.
        told: of each (rule, subject kind, subject value, period start) the highest revision told.
    """

    newest: int | None = None
    blocks: tuple[pl.DataFrame, ...] = field(default=(), repr=False)
    told: Mapping[Told, int] = field(default_factory=dict, repr=False)


class Late(NamedTuple):
    """A fact that came too late: the offset of its record, and how far behind the watermark it was."""

    offset: int
    behind_ms: int


@dataclass(frozen=True, slots=True)
class WindowOutput:
    """What one slice gave.

    Attributes:
        alerts: those that rose, by rule in the order of the options, then by time and subject.
        late: in the order of the slice, for the topic of rejects, with reason `too_late`.
        doubles: facts dropped because their (signal_id, subject) is remembered.
    """

    alerts: tuple[Alert, ...] = ()
    late: tuple[Late, ...] = ()
    doubles: int = 0


def step(state: State, facts: pl.DataFrame, options: Options) -> tuple[State, WindowOutput]:
    """Fold a slice of one partition into the state. Neither the state nor the frame given is changed.

    Args:
        state: where the slice before this one ended.
        facts: rows of FACTS, in the order of the partition.
        options: the same for the whole of a state's life.

    Raises:
        SchemaError: the frame's columns are not those of FACTS.
    """
    if facts.schema != FACTS:
        raise pl.exceptions.SchemaError(f"facts must have the columns of FACTS, not {facts.schema}")
    if facts.is_empty():
        return state, WindowOutput()
    rows = _judge(state, facts, options)
    subjects = rows.filter("counted").select(_SUBJECT).unique(maintain_order=True).with_row_index("who")
    columns = _remembered(options)
    known = _recall([*state.blocks, rows.select(columns).clear()], subjects)
    new, late, doubles = _admit(rows.join(subjects, on=_SUBJECT, how="left", maintain_order="left"), known, options)
    risen = _rising(pl.concat([known, new.select(known.columns)]), new, state.told, options)
    newest = int(rows["newest"][-1])
    blocks = _append(state.blocks, new.select(columns)) if new.height else state.blocks
    floor = newest - options.lateness_ms
    told = _keep_told(state.told, risen, floor, options.period_ms)
    return State(newest, tuple(_sweep(blocks, floor)), told), WindowOutput(tuple(risen), late, doubles)


def _remembered(options: Options) -> list[str]:
    """Name the columns in which facts are remembered: for measures, for evidence, and what the rules made of them."""
    fields = {measure.field for rule in options.rules for measure in rule.measures if measure.field}
    fixed = [*_SUBJECT, "sent_at", "until", "signal_id", "message_id", "conversation_id", "spans", "pseudonym"]
    return [*fixed, *sorted(fields.difference(fixed)), *judged(options.rules)]


def _judge(state: State, facts: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Add to each row what the rules make of it, the watermark at it, and until when it is to be remembered.

    `until` is the event time from which on, `lateness_ms` behind the watermark, no window that may change holds it.
    """
    newest = pl.col("sent_at").cum_max()
    windows = [pl.when(counted(rule)).then(rule.window_ms).otherwise(0) for rule in options.rules]
    return facts.with_columns(
        **judged(options.rules),
        newest=newest if state.newest is None else pl.max_horizontal(newest, pl.lit(state.newest)),
        pseudonym=pl.when(pl.col("role") == "recipient").then("recipient_pseudonym").otherwise("sender_pseudonym"),
    ).with_columns(
        until=pl.col("sent_at") + pl.max_horizontal(windows),
        counted=pl.any_horizontal(counted(rule) for rule in options.rules),
        late=pl.col("sent_at") < pl.col("newest") - options.lateness_ms,
    )


def _recall(blocks: list[pl.DataFrame], subjects: pl.DataFrame) -> pl.DataFrame:
    """Give what is remembered of these subjects, with their number in `who`."""
    values = subjects["subject_value"].implode()
    return (
        pl.concat(blocks, rechunk=False)
        .filter(pl.col("subject_value").is_in(values))
        .join(subjects, on=_SUBJECT, maintain_order="left")
    )


def _admit(rows: pl.DataFrame, known: pl.DataFrame, options: Options) -> tuple[pl.DataFrame, tuple[Late, ...], int]:
    """Part the rows: those that a rule counts for the first time, those too late, and how many doubles there are.

    A late double of a fact that is still remembered is a double: it has had its say.
    """
    fact = ["who", "signal_id"]
    timely = rows.filter("counted", ~pl.col("late"))
    new = timely.join(known, on=fact, how="anti", maintain_order="left").unique(fact, keep="first", maintain_order=True)
    late = rows.filter("late")
    doubles = timely.height - new.height
    if late.height:
        seen = pl.concat([known.select(fact), new.select(fact)])
        again = late.filter("counted", pl.col("until") > pl.col("newest") - options.lateness_ms).join(
            seen, on=fact, how="semi"
        )
        late = late.join(again, on="offset", how="anti", maintain_order="left")
        doubles += again.height
    behind = late.select("offset", pl.col("newest") - pl.col("sent_at"))
    return new, tuple(Late(*row) for row in behind.iter_rows()), doubles


def _rising(facts: pl.DataFrame, new: pl.DataFrame, told: Mapping[Told, int], options: Options) -> list[Alert]:
    """Give the alerts that the new facts raise above what was told, among all facts of their subjects."""
    risen: list[Alert] = []
    for rule in options.rules:
        touched = (
            new.filter(counted(rule)).group_by("who").agg(pl.col(*_SUBJECT).first(), since=pl.col("sent_at").min())
        )
        mine = (
            facts.filter(counted(rule))
            .join(touched.select("who", "since"), on="who")
            .filter(pl.col("sent_at") > pl.col("since") - rule.window_ms, pl.len().over("who") >= fewest_facts(rule))
        )
        if mine.is_empty():
            continue
        windows = trailing(rule, mine).join(touched, on="who").filter(pl.col("sent_at") >= pl.col("since"))
        tops = _tops(windows, rule, options)
        keys = tops.select(pl.lit(rule.name), *_SUBJECT, "period_start_at").iter_rows()
        higher = [revision > told.get(key, 0) for key, revision in zip(keys, tops["revision"], strict=True)]
        risen += alerts.write(rule, tops.filter(higher), mine, options.period_ms, options.language)
    return risen


def _tops(windows: pl.DataFrame, rule: Rule, options: Options) -> pl.DataFrame:
    """Give, by `who` and `period_start_at`, the highest revision, and `reached_at` and measures of its first window."""
    return (
        windows.select(
            pl.exclude("sent_at"),
            reached_at="sent_at",
            period_start_at=pl.col("sent_at") - pl.col("sent_at") % options.period_ms,
            revision=revised(rule),
        )
        .filter(pl.col("revision") > 0)
        .sort("who", "period_start_at", "revision", "reached_at", descending=[False, False, True, False])
        .unique(["who", "period_start_at"], keep="first", maintain_order=True)
        .sort("reached_at", *_SUBJECT)
    )


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


def _append(blocks: tuple[pl.DataFrame, ...], new: pl.DataFrame) -> tuple[pl.DataFrame, ...]:
    """Put new facts behind the others; of the last blocks those are merged that are no longer than what follows them.

    So a fact is copied as often as its block doubles until it is full, and there are few blocks.
    """
    kept = list(blocks)
    while kept and kept[-1].height <= new.height < BLOCK_FACTS:
        new = pl.concat([kept.pop(), new], rechunk=True)
    return (*kept, new)


def _sweep(blocks: tuple[pl.DataFrame, ...], floor: int) -> Iterator[pl.DataFrame]:
    """Forget what no window reaches any more: the whole of a block, or its dead once they are half of it."""
    for block in blocks:
        live = (block["until"] > floor).sum()
        if live * 2 > block.height:
            yield block
        elif live:
            yield block.filter(pl.col("until") > floor)


def _keep_told(told: Mapping[Told, int], risen: list[Alert], floor: int, period_ms: int) -> Mapping[Told, int]:
    """Remember the revisions told now, and forget periods that end at `floor` or before it."""
    if not risen:
        return told
    kept = {key: revision for key, revision in told.items() if key[3] + period_ms > floor}
    return kept | {(alert.rule, *alert.subject, alert.period.start_at): alert.revision for alert in risen}
