"""The windows stage: signals of one partition in, alerts out.

A rule looks at the trailing windows `(t - size, t]` of one subject, in event time, at each of the subject's facts.
More facts never lower a level, so the last revision of every alert is a function of the set of facts that came in time,
whatever their order and whatever the slices in which they came.

- Watermark: the newest event time of the partition so far, row by row. A fact sent more than `lateness_ms` before it is
  late, unless it is the double of one that is still remembered. A link is about a day: it has until the day's end.
- A fact is remembered until no window that a fact still in time could touch reaches back to it; a fact that no rule
  counts is not remembered at all.
- What was told is remembered until its period lies `lateness_ms` behind the watermark.
- Of both at most `max_facts` are remembered. What goes first is what would be forgotten first; from then on levels that
  rest on it may not be reached, and alerts may be told again, so what goes is counted.

Warm-up folds the stretch of the log that `Options.look_back_ms` spans. What comes out afterwards is what an undisturbed
run would tell, or tells it again: exactly so while the watermark is no more than `lateness_ms` behind the log's own
time. Behind by more, it holds where no fact is late and those of one window stand no further apart in the log than that
stretch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, get_args

import polars as pl

from processors import alerts
from processors.identity import DAY_MS
from processors.measures import trailing
from processors.memory import SUBJECT, bound, keep, keyed, recall
from processors.records import FACTS
from processors.rules import HOUR_MS, RULES, Language, counted, fewest_facts, judged, revised

if TYPE_CHECKING:
    from processors.alerts import Alert
    from processors.memory import Blocks
    from processors.rules import Rule

TOLD: Final = pl.Schema(
    {
        "subject_kind": pl.String,
        "subject_value": pl.String,
        "rule": pl.String,
        "period_start_at": pl.Int64,
        "revision": pl.Int64,
        # The end of the period; of a rule that rests on links, until when they may still come.
        "until": pl.Int64,
    }
)
"""Alerts told, one row for each time."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator sets.

    Attributes:
        rules: what alerts are raised for.
        period_ms: an alert is one for each rule, subject and period; periods are counted from 1970-01-01 UTC.
        lateness_ms: how far behind the newest event time of the partition a fact may come.
        link_ms: how much further a link may: its time is the beginning of a day, and it comes at any time of that day.
        language: of the alerts' sentences.
        max_facts: how many facts, and how many alerts told, one partition remembers.
    """

    rules: tuple[Rule, ...] = RULES
    period_ms: int = DAY_MS
    lateness_ms: int = HOUR_MS
    link_ms: int = DAY_MS
    language: Language = "en"
    max_facts: int = 5_000_000

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
        if self.max_facts < 1:
            raise ValueError(f"max_facts must be 1 or more, not {self.max_facts}")
        if self.language not in get_args(Language):
            raise ValueError(f"language must be one of {', '.join(get_args(Language))}, not {self.language}")

    @property
    def look_back_ms(self) -> int:
        """The stretch of the log that warm-up folds: period (or what a link may take), longest window and lateness."""
        longest_ms = max(rule.window_ms for rule in self.rules)
        waiting_ms = self.link_ms if any(rule.rests_on_links for rule in self.rules) else 0
        return max(self.period_ms, waiting_ms) + longest_ms + self.lateness_ms


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What the stage remembers of one partition. `State()` remembers nothing.

    Attributes:
        newest: the watermark: newest event time seen, in ms; None before the first fact.
        facts: those that rules count, in the order of their coming, in blocks.
        told: the revisions told, rows of TOLD, in blocks; of one alert the highest counts.
    """

    newest: int | None = None
    facts: Blocks = field(default=(), repr=False)
    told: Blocks = field(default=(), repr=False)


class Late(NamedTuple):
    """A fact that came too late: the offset of its record, and how far behind the watermark it was."""

    offset: int
    behind_ms: int


class Risen(NamedTuple):
    """Alerts of a rule to be told, with the facts that it counts of their subjects: what `alerts.write` takes."""

    rule: Rule
    alerts: pl.DataFrame
    facts: pl.DataFrame


@dataclass(frozen=True, slots=True)
class WindowOutput:
    """What one slice gave.

    Attributes:
        alerts: those that rose, by rule in the order of the options, then by time and subject.
        late: in the order of the slice, for the topic of rejects, with reason `too_late`.
        doubles: facts dropped because their (signal_id, subject) is remembered.
        facts_cut: facts still needed that `max_facts` has made it forget.
        told_cut: the same of alerts told.
    """

    alerts: tuple[Alert, ...] = ()
    late: tuple[Late, ...] = ()
    doubles: int = 0
    facts_cut: int = 0
    told_cut: int = 0


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
    subjects = rows.filter("counted").select(SUBJECT).unique(maintain_order=True).with_row_index("who")
    rows = rows.join(subjects, on=SUBJECT, how="left", maintain_order="left")
    columns = _measured(options)
    remembered = _remembered(options)
    known = recall((*state.facts, keyed(rows.select(remembered).clear())), subjects, columns)
    new, late, doubles = _admit(rows, known, options)
    new = keyed(new)
    memory = pl.concat([*state.facts, new.select("key", *remembered)], rechunk=False)
    every = pl.concat([known, new.with_row_index("place", memory.height - new.height).select(known.columns)])
    told = recall((*state.told, keyed(TOLD.to_frame())), subjects, TOLD.names()[len(SUBJECT) :])
    risen = [one for rule in options.rules if (one := _rising(rule, every, new, told, options)) is not None]
    written = [alert for one in risen for alert in alerts.write(*one, memory, options.period_ms, options.language)]
    newest = int(rows["newest"][-1])
    floor = newest - options.lateness_ms
    facts_kept, facts_cut = bound(keep(state.facts, new.select("key", *remembered), floor), floor, options.max_facts)
    telling = keyed(pl.concat([TOLD.to_frame(), *(_told(one, options) for one in risen)]))
    told_kept, told_cut = bound(keep(state.told, telling, floor), floor, options.max_facts)
    return State(newest, facts_kept, told_kept), WindowOutput(tuple(written), late, doubles, facts_cut, told_cut)


def _measured(options: Options) -> list[str]:
    """Name the columns that judging a known fact again takes: its fields, and what each rule made of it."""
    fields = {measure.field for rule in options.rules for measure in rule.measures if measure.field}
    fixed = ["sent_at", "until", "signal_id"]
    return [*fixed, *sorted(fields.difference(fixed)), *judged(options.rules)]


def _remembered(options: Options) -> list[str]:
    """Name the columns of a fact that are remembered: those measured, and those that an alert shows."""
    return list(dict.fromkeys([*SUBJECT, *_measured(options), *alerts.SHOWN]))


def _judge(state: State, facts: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Add to each row what the rules make of it, the watermark at it, and until when it is to be remembered.

    `until` is the event time from which on, `lateness_ms` behind the watermark, no window that may change holds it.
    """
    newest = pl.col("sent_at").cum_max()
    # What a rule counts beside links waits for those that are still to come.
    reaches = [(rule, rule.window_ms + (options.link_ms if rule.rests_on_links else 0)) for rule in options.rules]
    windows = [pl.when(counted(rule)).then(reach_ms).otherwise(0) for rule, reach_ms in reaches]
    may_wait = pl.when(pl.col("kind") == "link").then(options.link_ms).otherwise(0)
    return facts.with_columns(
        **judged(options.rules),
        newest=newest if state.newest is None else pl.max_horizontal(newest, pl.lit(state.newest)),
        pseudonym=pl.when(pl.col("role") == "recipient").then("recipient_pseudonym").otherwise("sender_pseudonym"),
        contact=pl.when(pl.col("role") == "sender").then(pl.concat_str("app", pl.lit(":"), "handle")),
    ).with_columns(
        until=pl.col("sent_at") + pl.max_horizontal(windows),
        counted=pl.any_horizontal(counted(rule) for rule in options.rules),
        late=pl.col("sent_at") + may_wait < pl.col("newest") - options.lateness_ms,
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


def _rising(rule: Rule, every: pl.DataFrame, new: pl.DataFrame, told: pl.DataFrame, options: Options) -> Risen | None:
    """Give the alerts of a rule that the new facts raise above what was told; None where there are none.

    Args:
        rule: whose alerts.
        every: all facts of the subjects that the slice is about, the new ones among them.
        new: the new ones.
        told: what was told of these subjects.
        options: those of the stage.
    """
    mine = new.filter(counted(rule))
    if mine.is_empty():
        return None
    touched = mine.group_by("who").agg(pl.col(SUBJECT).first(), since=pl.col("sent_at").min())
    facts = (
        every.filter(counted(rule))
        .join(touched.select("who", "since"), on="who")
        .filter(pl.col("sent_at") > pl.col("since") - rule.window_ms, pl.len().over("who") >= fewest_facts(rule))
    )
    if facts.is_empty():
        return None
    windows = trailing(rule, facts).join(touched, on="who").filter(pl.col("sent_at") >= pl.col("since"))
    alert = ["who", "period_start_at"]
    before = told.filter(pl.col("rule") == rule.name).group_by(alert).agg(before=pl.col("revision").max())
    rising = (
        _tops(windows, rule, options)
        .join(before, on=alert, how="left")
        .filter(pl.col("revision") > pl.col("before").fill_null(0))
        .sort("reached_at", *SUBJECT)
    )
    return Risen(rule, rising, facts) if rising.height else None


def _told(risen: Risen, options: Options) -> pl.DataFrame:
    """Give the rows of TOLD for alerts that rise."""
    until = pl.col("period_start_at") + options.period_ms + (options.link_ms if risen.rule.rests_on_links else 0)
    return risen.alerts.select(
        *SUBJECT, pl.lit(risen.rule.name).alias("rule"), "period_start_at", "revision", until=until
    )


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
    )
