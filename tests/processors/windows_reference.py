"""The windows stage, slow and plain: every window of every fact is looked at again after each slice, in plain lists.

It shares no code with the fold that it is held against, and forgets nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.processors.facts import Row

Key = tuple[str, str, str, int]


class PlainRule(NamedTuple):
    """A rule in Python: measures of a list of rows, the first of which doubles, and levels."""

    name: str
    window_ms: int
    counts: Callable[[Row], bool]
    measures: dict[str, Callable[[list[Row]], int]]
    levels: list[dict[str, int]]
    rests_on_links: bool = False


class Told(NamedTuple):
    key: Key
    revision: int
    reached_at: int
    first_at: int
    counts: dict[str, int]


@dataclass
class Reference:
    """What was accepted so far, and the highest revision told of each alert."""

    rules: list[PlainRule]
    period_ms: int
    lateness_ms: int
    link_ms: int
    newest: int | None = None
    accepted: list[Row] = field(default_factory=list)
    told: dict[Key, int] = field(default_factory=dict)
    late: list[int] = field(default_factory=list)
    doubles: int = 0

    def take(self, rows: Iterable[Row]) -> list[Told]:
        """Admit a slice, then give the alerts that rose, in no order."""
        for row in rows:
            self.admit(row)
        tops: dict[Key, Told] = {}
        for now in sorted(self.windows(), key=lambda one: one.reached_at):
            if now.key not in tops or now.revision > tops[now.key].revision:
                tops[now.key] = now
        risen = [top for top in tops.values() if top.revision > self.told.get(top.key, 0)]
        self.told |= {top.key: top.revision for top in risen}
        return risen

    def admit(self, row: Row) -> None:
        self.newest = max(row["sent_at"], row["sent_at"] if self.newest is None else self.newest)
        floor = self.newest - self.lateness_ms
        reach = max((self.reach_ms(rule) for rule in self.rules if rule.counts(row)), default=0)
        is_double = any(name(row) == name(other) for other in self.accepted)
        if reach and is_double and row["sent_at"] + reach > floor:
            self.doubles += 1
        elif row["sent_at"] + (self.link_ms if row["kind"] == "link" else 0) < floor:
            self.late.append(row["offset"])
        elif reach:
            self.accepted.append(row)

    def reach_ms(self, rule: PlainRule) -> int:
        return rule.window_ms + (self.link_ms if rule.rests_on_links else 0)

    def windows(self) -> Iterator[Told]:
        """Give each window that reaches a level."""
        for rule in self.rules:
            facts = [row for row in self.accepted if rule.counts(row)]
            for at in facts:
                within = [row for row in facts if subject(row) == subject(at) and within_ms(row, at, rule.window_ms)]
                counts = {measure: take(within) for measure, take in rule.measures.items()}
                if revision := reached(rule, counts):
                    key = (rule.name, *subject(at), at["sent_at"] // self.period_ms * self.period_ms)
                    yield Told(key, revision, at["sent_at"], min(row["sent_at"] for row in within), counts)


def subject(row: Row) -> tuple[str, str]:
    return row["subject_kind"], row["subject_value"]


def name(row: Row) -> tuple[str, str, str]:
    return row["signal_id"], *subject(row)


def within_ms(row: Row, at: Row, window_ms: int) -> bool:
    return at["sent_at"] - window_ms < row["sent_at"] <= at["sent_at"]


def reached(rule: PlainRule, counts: dict[str, int]) -> int:
    """Count up to the highest level that holds, then the doublings of the first measure past the last."""
    holding = [number for number, level in enumerate(rule.levels, 1) if all(counts[m] >= n for m, n in level.items())]
    revision = max(holding, default=0)
    first = next(iter(rule.measures))
    asked = rule.levels[-1][first]
    while revision >= len(rule.levels) and counts[first] >= asked * 2 ** (revision - len(rule.levels) + 1):
        revision += 1
    return revision


def distinct(column: str) -> Callable[[list[Row]], int]:
    return lambda rows: len({row[column] for row in rows if row[column] is not None})


def spread(column: str) -> Callable[[list[Row]], int]:
    return lambda rows: max(row[column] for row in rows) - min(row[column] for row in rows)


def is_contact_with_a_minor(row: Row) -> bool:
    contact = row["kind"] == "handoff" or (row["kind"] == "age" and bool(row["handoffs"]))
    return contact and row["subject_kind"] == "person" and row["minor_id"] not in {None, row["subject_value"]}


def is_sent_hand_off(row: Row) -> bool:
    to_someone = row["role"] == "sender" and row["recipient_id"] is not None
    return row["kind"] == "handoff" and row["subject_kind"] == "person" and to_someone


def is_own_hand_off(row: Row) -> bool:
    return row["kind"] == "handoff" and row["subject_kind"] == "person" and row["role"] == "sender"


def is_link_with_one_flagged(row: Row) -> bool:
    return row["kind"] == "link" and bool(row["flagged"])


PLAIN_RULES = [
    PlainRule(
        "minor_contact",
        24 * 3_600_000,
        is_contact_with_a_minor,
        {"minors": distinct("minor_id"), "signals": len},
        [{"minors": 1}, {"minors": 3}],
    ),
    PlainRule(
        "mass_contact",
        3_600_000,
        is_sent_hand_off,
        {"recipients": distinct("recipient_id"), "signals": len},
        [{"recipients": 8}],
    ),
    PlainRule(
        "returning_pseudonym",
        24 * 3_600_000,
        lambda row: is_link_with_one_flagged(row) or is_own_hand_off(row),
        {
            "hand_offs": lambda rows: sum(map(is_own_hand_off, rows)),
            "links": lambda rows: sum(map(is_link_with_one_flagged, rows)),
        },
        [{"hand_offs": 1, "links": 1}],
        rests_on_links=True,
    ),
]
"""`processors.rules.RULES`, said again."""
