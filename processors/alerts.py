"""What a person should look at: the alert, and how one is made of a window that reached a level."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from processors.identity import alert_id
from processors.rules import raises, severity_of, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from processors.rules import Language, Measure, Rule, Severity

EVIDENCE_MAX: Final = 20
"""Signals that an alert refers to, at most: what a reviewer reads in one sitting."""


SHOWN: Final = ["message_id", "conversation_id", "spans", "pseudonym", "contact"]
"""The columns of a fact that nothing is measured by and that an alert shows: see `SignalRef` and `Alert`."""


class Subject(NamedTuple):
    """Whom or what an alert is about: a `person` (session or account) or a `handle`, and which."""

    kind: str
    value: str


class Span(NamedTuple):
    """A stretch of event time in ms. Which of its ends belong to it, the field that holds it says."""

    start_at: int
    end_at: int


class SignalRef(NamedTuple):
    """A signal that an alert rests on; `spans` is the signal's own evidence, a JSON array passed on unread."""

    signal_id: str
    message_id: str | None
    conversation_id: str | None
    sent_at: int
    spans: str | None


class _Shown(NamedTuple):
    """A signal that an alert shows, with what its subject called itself there, and the contact that it gave."""

    signal: SignalRef
    pseudonym: str | None
    contact: str | None


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule's level was reached by a trailing window of one subject.

    The last revision is the same in whatever order facts come. What it shows (window, counts, evidence) is what was
    known when it was told: facts that come later and raise no level are not told of.

    Attributes:
        alert_id: made of rule, subject and period; each higher revision bears it again.
        revision: the level reached, from 1; it only grows, and the highest told counts.
        period: half-open: starts at `start_at`, ends before `end_at`.
        window: open at `start_at`, closed at `end_at`: the earliest trailing window that reached this revision.
        first_at: event time of the first fact in the window.
        last_at: event time of the last fact in the window.
        reached_at: event time of the fact at which the window reached this revision.
        counts: each measure of the rule, by name, over the window.
        summary: one sentence that says why; holds no message text, no id and no name.
        evidence: at most `EVIDENCE_MAX` signals of the window, in event time; each thing that is counted shows once
            before any shows twice.
        shadow: the rule only watches.
        pseudonyms: what the subject called itself in the signals of `evidence`, sorted: what a flag is put on.
            Not part of the record that goes out.
        contacts: those elsewhere that the subject gave there, as `app:handle`, sorted. Not part of it either.
    """

    alert_id: str
    revision: int
    rule: str
    rule_version: str
    severity: Severity
    subject: Subject
    period: Span
    window: Span
    first_at: int
    last_at: int
    reached_at: int
    counts: Mapping[str, int]
    summary: str
    evidence: tuple[SignalRef, ...]
    shadow: bool
    pseudonyms: tuple[str, ...] = field(repr=False)
    contacts: tuple[str, ...] = field(default=(), repr=False)


def write(
    rule: Rule,
    rising: pl.DataFrame,
    facts: pl.DataFrame,
    memory: pl.DataFrame,
    period_ms: int,
    language: Language,
) -> Iterator[Alert]:
    """Write out the alerts of one rule that rise.

    Args:
        rule: whose they are.
        rising: one row an alert: `who` (a number for the subject), `subject_kind`, `subject_value`, `period_start_at`,
            `reached_at`, `revision` and a column for each measure of the rule.
        facts: what the rule counts of these subjects, at least of the windows: `who`, `place` (its row in `memory`),
            `sent_at`, `signal_id`, the rule's Boolean columns and fields.
        memory: the facts remembered, with `sent_at`, `signal_id` and SHOWN.
        period_ms: length of a period.
        language: of the summary.
    """
    within = _within(rule, rising, facts)
    first_at = dict(within.group_by("alert").agg(pl.col("sent_at").min()).iter_rows())
    shown = _shown(rule, within, memory)
    for number, row in enumerate(rising.iter_rows(named=True)):
        start_at, reached_at = row["period_start_at"], row["reached_at"]
        counts = {measure.name: row[measure.name] for measure in rule.measures}
        yield Alert(
            alert_id=alert_id(rule.name, row["subject_kind"], row["subject_value"], start_at),
            revision=row["revision"],
            rule=rule.name,
            rule_version=rule.version,
            severity=severity_of(rule, row["revision"]),
            subject=Subject(row["subject_kind"], row["subject_value"]),
            period=Span(start_at, start_at + period_ms),
            window=Span(reached_at - rule.window_ms, reached_at),
            first_at=first_at[number],
            # A trailing window ends with the fact at which it is looked at.
            last_at=reached_at,
            reached_at=reached_at,
            counts=counts,
            summary=tell(rule, counts, language),
            evidence=tuple(ref for ref, _, _ in shown[number]),
            shadow=rule.shadow,
            pseudonyms=tuple(sorted({pseudonym for _, pseudonym, _ in shown[number] if pseudonym is not None})),
            contacts=tuple(sorted({contact for _, _, contact in shown[number] if contact is not None})),
        )


def _within(rule: Rule, rising: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Give the facts in each alert's window, with the alert's number in `alert`, in event time."""
    return (
        rising.select("who", "reached_at")
        .with_row_index("alert")
        .join(facts, on="who")
        .filter(pl.col("sent_at") > pl.col("reached_at") - rule.window_ms, pl.col("sent_at") <= pl.col("reached_at"))
        .sort("alert", "sent_at", "signal_id")
    )


def _shown(rule: Rule, within: pl.DataFrame, memory: pl.DataFrame) -> Mapping[int, list[_Shown]]:
    """Give, by alert, the signals that it shows, in event time."""
    asked = {name for level in rule.levels for name in level.at_least}
    turns = [_turn(rule, measure) for measure in rule.measures if measure.name in asked]
    chosen = (
        within.with_columns(turn=pl.min_horizontal(turns), order=pl.int_range(pl.len()))
        .sort("alert", "turn", "order", nulls_last=True)
        .group_by("alert", maintain_order=True)
        .head(EVIDENCE_MAX)
        .sort("order")
    )
    shown: dict[int, list[_Shown]] = defaultdict(list)
    columns = memory.select(*SignalRef._fields, "pseudonym", "contact")[chosen["place"]]
    for number, (*ref, pseudonym, contact) in zip(chosen["alert"], columns.iter_rows(), strict=True):
        shown[number].append(_Shown(SignalRef(*ref), pseudonym, contact))
    return shown


def _turn(rule: Rule, measure: Measure) -> pl.Expr:
    """Number the facts, within their alert, that raise a measure: 1, 2, …; null for one that shows nothing new."""
    new = raises(rule, measure)
    if measure.kind == "distinct":
        new &= pl.struct("alert", measure.field, new.alias("raises")).is_first_distinct()
    return pl.when(new).then(new.cum_sum().over("alert"))
