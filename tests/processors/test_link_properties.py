"""Any order, frames, doubles and kills of the same sightings end in the same links, as a plain reference has them."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from processors.identity import DAY_MS, link_id
from processors.link import LinkOptions, LinkState, remember, step
from processors.pseudonym.comparison import profile
from processors.pseudonym.model import shipped
from processors.pseudonym.probability import Declared, match
from tests.processors.seen import DAY, Row, flagged, frame, seen

ALL = LinkOptions(told="all")
FLAGGED = LinkOptions(told="flagged")
MODEL = shipped("chat")
LIFE_DAYS = 30
Told = dict[str, tuple[set[str], set[str]]]

NAMES = (
    "Quetsch_Velure",
    "quetschvelure",
    "xX_QuetschVelure_Xx",
    "VelureQuetsch",
    "Brindavoine",
    "brindav0ine",
    "soleil13",
)
senders = st.sampled_from(["s1", "s2", "s3"])
names = st.sampled_from(NAMES)
days = st.integers(DAY, DAY + 31)
sightings = st.builds(
    lambda sender, name, day, declared: seen(sender, name, day, **declared),
    senders,
    names,
    days,
    st.sampled_from([{}, {"age": 34, "postcode": "13001"}, {"age": 51, "postcode": "59800"}]),
)
flags = st.builds(flagged, senders, names, st.sampled_from(["alert-1", "alert-2"]), days)
logs = st.lists(st.one_of(sightings, sightings, flags), min_size=2, max_size=9).map(
    lambda groups: [row for group in groups for row in group]
)


def reference(rows: list[Row]) -> Told:
    """Compare each two rows that share a key."""
    links: Told = {}
    for one, other in combinations([row for row in rows if row["kind"] == "seen"], 2):
        if one["block"] != other["block"] or one["sender_id"] == other["sender_id"]:
            continue
        a, b = sorted((one, other), key=person)
        at = [row["sent_at"] // DAY_MS for row in (a, b)]
        if abs(at[0] - at[1]) > LIFE_DAYS or probability(a, b) < ALL.probability:
            continue
        sides = links.setdefault(link_id(person(a), person(b), max(at)), (set(), set()))
        for side, row in zip(sides, (a, b), strict=True):
            side.update(flags_on(row, rows, max(at)))
    return links


def flags_on(seen_as: Row, rows: list[Row], day: int) -> set[str]:
    """Give the alerts that flag a name under a key on a day; of each the first counts."""
    since: dict[str, int] = {}
    for row in rows:
        if row["kind"] == "flagged" and (row["block"], *person(row)) == (seen_as["block"], *person(seen_as)):
            at = row["sent_at"] // DAY_MS
            since[row["alert_id"]] = min(at, since.get(row["alert_id"], at))
    return {alert for alert, at in since.items() if 0 <= day - at <= LIFE_DAYS}


def person(row: Row) -> tuple[str, str]:
    return row["sender_id"], row["pseudonym"]


def probability(a: Row, b: Row) -> float:
    profiles = (profile(row["pseudonym"], MODEL.rarity) for row in (a, b))
    declared = (Declared(row["age"], row["gender"], row["postcode"], frozenset(row["handles"])) for row in (a, b))
    return match(*profiles, MODEL, *declared).probability


def union(state: LinkState, frames: list[list[Row]], told: Told, options: LinkOptions = ALL) -> LinkState:
    """Fold frames, and add up what they tell."""
    for rows in frames:
        state, output = step(state, frame(rows), options)
        for found in output.links:
            sides = told.setdefault(found.link_id, (set(), set()))
            sides[0].update(found.a.flagged)
            sides[1].update(found.b.flagged)
    return state


def cut_up(rows: list[Row], sizes: list[int]) -> list[list[Row]]:
    frames, start = [], 0
    for size in sizes:
        frames.append(rows[start : start + size])
        start += size
    return [part for part in [*frames, rows[start:]] if part]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(logs, st.lists(st.integers(1, 9), max_size=12), st.data())
def test_any_order_frames_doubles_and_kills_end_in_the_links_of_the_reference(
    rows: list[Row], sizes: list[int], data: st.DataObject
) -> None:
    options = data.draw(st.sampled_from([ALL, FLAGGED]))
    shuffled = data.draw(st.permutations(rows)) + data.draw(st.lists(st.sampled_from(rows), max_size=5))
    frames = cut_up(shuffled, sizes)
    killed_at = data.draw(st.integers(0, len(frames)))
    told: Told = {}
    union(LinkState(), frames[:killed_at], told, options)

    # The worker that takes over remembers what is committed, and some of it is read twice.
    committed = data.draw(st.integers(0, killed_at))
    state = LinkState()
    for part in frames[:committed]:
        state, _ = remember(state, frame(part), options)
    union(state, frames[committed:], told, options)

    expected = reference(rows)
    assert told == (expected if options is ALL else {link: sides for link, sides in expected.items() if any(sides)})


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.lists(st.tuples(senders, names, st.integers(0, 60)), min_size=2, max_size=10))
def test_over_months_what_comes_a_day_late_at_most_is_linked_as_the_reference_has_it(
    when: list[tuple[str, str, int]],
) -> None:
    groups = [seen(sender, name, DAY + day) for sender, name, day in sorted(when, key=lambda one: (one[2] // 2, one))]
    told: Told = {}
    union(LinkState(), groups, told)

    assert told == reference([row for group in groups for row in group])


def compacted(rows: list[Row]) -> list[Row]:
    """Keep the last record of each key, as Kafka does."""
    last = {(row["block"], *person(row), row["kind"]): row for row in rows}
    return [row for row in rows if any(row is kept for kept in last.values())]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(senders, names, st.integers(0, 40), st.booleans()), min_size=1, max_size=10),
    st.sampled_from(NAMES),
    st.integers(0, 35),
)
def test_after_warm_up_from_a_compacted_topic_who_comes_next_is_linked_as_if_nothing_were_gone(
    past: list[tuple[str, str, int, bool]], name: str, later: int
) -> None:
    in_order = sorted(past, key=lambda one: one[2])
    log = [
        row
        for sender, known, day, is_flag in in_order
        for row in (flagged(sender, known, f"alert-{day}", DAY + day) if is_flag else seen(sender, known, DAY + day))
    ]
    now = frame(seen("s9", name, DAY + in_order[-1][2] + later))

    told = []
    for rows in (log, compacted(log)):
        state, _ = remember(LinkState(), frame(rows), FLAGGED)
        told.append([(one.link_id, bool(one.a.flagged), bool(one.b.flagged)) for one in step(state, now, ALL)[1].links])

    assert told[0] == told[1]
