"""Whatever the order, the slices, the doubles and the crashes: the same alerts, and those of the plain reference."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.rules import Level, Measure, Rule
from processors.windows import Options, State, step
from tests.processors.facts import Row, fact, frame, logged
from tests.processors.windows_reference import PLAIN_RULES, PlainRule, Reference, distinct, spread

if TYPE_CHECKING:
    from processors.windows import WindowOutput
    from tests.processors.windows_reference import Key

NOUNS = {"en": ("thing", "things"), "fr": ("chose", "choses")}
SENTENCES = {"en": "Things.", "fr": "Choses."}


def is_flagged_link(row: Row) -> bool:
    return row["kind"] == "link" and bool(row["flagged"])


SMALL_RULES = (
    Rule(
        name="often",
        version="1",
        window_ms=5,
        facts=pl.col("role") == "sender",
        measures=(Measure("facts", "count", NOUNS),),
        levels=(Level({"facts": 2}, "low"), Level({"facts": 3}, "medium")),
        sentences=SENTENCES,
    ),
    Rule(
        name="wide",
        version="1",
        window_ms=40,
        facts=pl.col("kind") == "handoff",
        measures=(
            Measure("recipients", "distinct", NOUNS, field="recipient_id"),
            Measure("lasting", "spread", NOUNS, field="sent_at"),
        ),
        levels=(Level({"recipients": 2}, "low"), Level({"recipients": 3, "lasting": 7}, "high")),
        sentences=SENTENCES,
    ),
    Rule(
        name="back",
        version="1",
        window_ms=30,
        facts=pl.col("kind").is_in(["handoff", "link"]),
        measures=(
            Measure("handoffs", "count", NOUNS, where=pl.col("kind") == "handoff"),
            Measure("flags", "count", NOUNS, where=(pl.col("kind") == "link") & (pl.col("flagged").list.len() > 0)),
        ),
        levels=(Level({"handoffs": 1, "flags": 1}, "high"),),
        sentences=SENTENCES,
        rests_on_links=True,
    ),
)
"""Every kind of measure, a level that asks for two, facts of which only some are looked at; all within milliseconds."""

SMALL_PLAIN_RULES = [
    PlainRule("often", 5, lambda row: row["role"] == "sender", {"facts": len}, [{"facts": 2}, {"facts": 3}]),
    PlainRule(
        "wide",
        40,
        lambda row: row["kind"] == "handoff",
        {"recipients": distinct("recipient_id"), "lasting": spread("sent_at")},
        [{"recipients": 2}, {"recipients": 3, "lasting": 7}],
    ),
    PlainRule(
        "back",
        30,
        lambda row: row["kind"] in {"handoff", "link"},
        {
            "handoffs": lambda rows: sum(row["kind"] == "handoff" for row in rows),
            "flags": lambda rows: sum(is_flagged_link(row) for row in rows),
        },
        [{"handoffs": 1, "flags": 1}],
        rests_on_links=True,
    ),
]


class World(NamedTuple):
    """Rules twice, as data and in plain Python, and the tick in which facts are drawn: a hundred or so to a period."""

    options: Options
    plain: list[PlainRule]
    tick_ms: int

    def reference(self) -> Reference:
        return Reference(self.plain, self.options.period_ms, self.options.lateness_ms, self.options.link_ms)


SMALL = World(Options(SMALL_RULES, period_ms=60, lateness_ms=12, link_ms=20), SMALL_PLAIN_RULES, tick_ms=1)
REAL = World(Options(), PLAIN_RULES, tick_ms=600_000)
WORLDS = pytest.mark.parametrize("world", [pytest.param(SMALL, id="small"), pytest.param(REAL, id="real")])


@st.composite
def bursts(draw: st.DrawFn) -> list[Row]:
    """Draw facts as people make them: some in a row, of one kind, to several persons; times are in ticks."""
    rows: list[Row] = []
    for burst in range(draw(st.integers(1, 5))):
        start, pace = draw(st.integers(0, 400)), draw(st.sampled_from([0, 1, 4, 15]))
        subject = draw(st.sampled_from(["p1", "p2"]))
        kind = draw(st.sampled_from(["handoff", "handoff", "age", "link"]))
        others = draw(st.lists(st.integers(0, 12), min_size=1, max_size=10))
        for place, other in enumerate(others):
            rows.append(
                fact(
                    f"s{burst}.{place}",
                    start + place * pace,
                    subject,
                    kind=kind,
                    role=draw(st.sampled_from(["sender", "sender", "recipient"])),
                    recipient_id=f"r{other}" if other else None,
                    minor_id=draw(st.sampled_from([None, f"r{other}", subject])),
                    handoffs=["h"] if other % 2 else [],
                    flagged=["f"] if other % 3 else None,
                )
            )
    return rows


@st.composite
def logs(draw: st.DrawFn, world: World, facts: list[Row], *, with_late: bool = False) -> list[Row]:
    """Draw an order in which facts may come, with doubles; late ones only where asked for."""
    lateness = world.options.lateness_ms // world.tick_ms
    doubled = [*facts, *draw(st.lists(st.sampled_from(facts), max_size=5))]
    wait = {"link": world.options.link_ms // world.tick_ms}
    delayed = [(row["sent_at"] + draw(st.integers(0, lateness + wait.get(row["kind"], 0))), row) for row in doubled]
    rows = [row | {"logged_at": at} for at, row in sorted(delayed, key=lambda one: one[0])]
    for number, late in enumerate(draw(st.lists(st.sampled_from(facts), max_size=3 if with_late else 0))):
        place = draw(st.integers(1, len(rows)))
        logged_at = rows[place - 1]["logged_at"]
        # Nothing is sent after it was logged: the door rejects what claims so.
        if late["sent_at"] <= logged_at:
            rows.insert(place, late | {"signal_id": f"late {number}", "logged_at": logged_at})
    return logged([row | {at: row[at] * world.tick_ms for at in ("sent_at", "logged_at")} for row in rows])


def cut(draw: st.DrawFn, rows: list[Row]) -> list[list[Row]]:
    ends = sorted(draw(st.sets(st.integers(1, len(rows)), max_size=6)) | {0, len(rows)})
    return [rows[start:end] for start, end in itertools.pairwise(ends)]


def highest(outputs: list[WindowOutput]) -> dict[Key, int]:
    revisions: dict[Key, int] = {}
    for alert in (alert for output in outputs for alert in output.alerts):
        key = (alert.rule, *alert.subject, alert.period.start_at)
        revisions[key] = max(alert.revision, revisions.get(key, 0))
    return revisions


def fold(state: State, slices: list[list[Row]], options: Options) -> tuple[State, list[WindowOutput]]:
    outputs = []
    for rows in slices:
        state, output = step(state, frame(rows), options)
        outputs.append(output)
    return state, outputs


def fold_with_crashes(draw: st.DrawFn, log: list[Row], options: Options) -> list[WindowOutput]:
    """Fold a log with crashes on the way: each goes back to a commit, warms up from the look-back, and reads again."""
    told, committed = [], 0
    for _ in range(draw(st.integers(0, 3))):
        since = log[min(committed, len(log) - 1)]["logged_at"] - options.look_back_ms
        back = [row for row in log[:committed] if row["logged_at"] >= since]
        warm, _thrown_away = fold(State(), cut(draw, back) if back else [], options)
        crash = draw(st.integers(committed, len(log)))
        told += fold(warm, cut(draw, log[committed:crash]) if crash > committed else [], options)[1]
        committed = draw(st.integers(committed, crash))
    since = log[min(committed, len(log) - 1)]["logged_at"] - options.look_back_ms
    warm, _ = fold(State(), [[row for row in log[:committed] if row["logged_at"] >= since]], options)
    return told + fold(warm, cut(draw, log[committed:]) if committed < len(log) else [], options)[1]


@WORLDS
@given(data=st.data())
@settings(max_examples=30)
def test_each_slice_tells_what_the_reference_tells(world: World, data: st.DataObject) -> None:
    log = data.draw(logs(world, data.draw(bursts()), with_late=True))
    reference, state = world.reference(), State()

    for rows in cut(data.draw, log):
        expected = reference.take(rows)
        state, output = step(state, frame(rows), world.options)
        told = [
            ((a.rule, *a.subject, a.period.start_at), a.revision, a.reached_at, a.first_at, dict(a.counts))
            for a in output.alerts
        ]
        assert sorted(told, key=repr) == sorted((tuple(one) for one in expected), key=repr)
        assert [late.offset for late in output.late] == reference.late
        assert output.doubles == reference.doubles
        reference.late, reference.doubles = [], 0


@WORLDS
@given(data=st.data())
@settings(max_examples=30)
def test_any_order_slicing_doubles_and_crashes_end_in_the_same_revisions(world: World, data: st.DataObject) -> None:
    facts = data.draw(bursts())
    reference = world.reference()
    reference.take(data.draw(logs(world, facts)))

    log = data.draw(logs(world, facts))
    outputs = fold_with_crashes(data.draw, log, world.options)

    assert highest(outputs) == reference.told
    assert not any(output.late for output in outputs)


@WORLDS
@given(data=st.data())
@settings(max_examples=30)
def test_a_log_with_late_facts_and_crashes_ends_as_the_undisturbed_one(world: World, data: st.DataObject) -> None:
    log = data.draw(logs(world, data.draw(bursts()), with_late=True))
    undisturbed = fold(State(), [log], world.options)[1]

    disturbed = fold_with_crashes(data.draw, log, world.options)

    assert highest(disturbed) == highest(undisturbed)
    assert {late for output in disturbed for late in output.late} == set(undisturbed[0].late)


@WORLDS
@given(data=st.data())
@settings(max_examples=20)
def test_late_and_double_do_not_depend_on_where_slices_are_cut(world: World, data: st.DataObject) -> None:
    log = data.draw(logs(world, data.draw(bursts()), with_late=True))
    (whole,) = fold(State(), [log], world.options)[1]

    outputs = fold(State(), cut(data.draw, log), world.options)[1]

    assert tuple(late for output in outputs for late in output.late) == whole.late
    assert sum(output.doubles for output in outputs) == whole.doubles
