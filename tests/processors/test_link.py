from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from processors.identity import link_id
from processors.link import LinkOptions, LinkState, remember, step
from processors.postings import CAP

if TYPE_CHECKING:
    from processors.records import Link
from tests.processors.seen import DAY, Row, flagged, frame, seen

ALL = LinkOptions(told="all")
FLAGGED = LinkOptions()


def told(*frames: list[Row], options: LinkOptions = ALL) -> list[Link]:
    state, links = LinkState(), []
    for rows in frames:
        state, output = step(state, frame(rows), options)
        links += output.links
    return links


def test_a_rare_name_that_comes_back_in_another_dress_is_linked_with_its_reason() -> None:
    (found,) = told(seen("s1", "Quetsch_Velure"), seen("s2", "xX_QuetschVelure_Xx", DAY + 3))

    assert found.link_id == link_id(("s1", "Quetsch_Velure"), ("s2", "xX_QuetschVelure_Xx"), DAY + 3)
    assert (found.a.sender_id, found.b.sender_id, found.day) == ("s1", "s2", DAY + 3)
    assert found.probability >= 0.9
    assert {"prior", "shared", "form"} <= found.parts.keys()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("soleil974", "soleil13"),
        ("jf18paris", "jf19paris"),
        ("invite123", "invite124"),
        ("loutre bleue", "ombelle bleue"),
    ],
    ids=["a common word", "an age and a town", "guests", "a common second word"],
)
def test_what_many_have_links_nobody(one: str, other: str) -> None:
    assert told(seen("s1", one), seen("s2", other)) == []


def test_two_names_of_one_sender_are_no_link() -> None:
    assert told(seen("s1", "Quetsch_Velure"), seen("s1", "quetschvelure")) == []


def test_the_same_contact_links_names_that_have_nothing_in_common() -> None:
    contact = {"block": "@snapchat:zinc.cairn41", "handles": ["snapchat:zinc.cairn41"]}
    rows = [seen("s1", "Quetsch_Velure", **contact)[0], seen("s2", "Brindavoine", **contact)[0]]

    assert [(one.a.sender_id, one.b.sender_id) for one in told(rows)] == [("s1", "s2")]


def test_a_double_makes_no_link_again_but_another_day_does() -> None:
    first, second = seen("s1", "Quetsch_Velure"), seen("s2", "quetschvelure")

    days = [one.day for one in told(first, second, second, first, seen("s1", "Quetsch_Velure", DAY + 2))]

    assert days == [DAY, DAY + 2]


def test_names_more_than_thirty_days_apart_do_not_meet() -> None:
    assert told(seen("s1", "Quetsch_Velure"), seen("s2", "quetschvelure", DAY + 30)) != []
    assert told(seen("s1", "Quetsch_Velure"), seen("s2", "quetschvelure", DAY + 31)) == []


def test_unless_asked_for_all_only_links_with_a_flagged_name_are_told() -> None:
    first, second = seen("s1", "Quetsch_Velure"), seen("s2", "quetschvelure", DAY + 1)
    flag = flagged("s1", "Quetsch_Velure", "alert-1")

    assert told(first, second, options=FLAGGED) == []
    for frames in ([first, flag, second], [first, second, flag], [first + second + flag], [flag, second, first]):
        (found,) = told(*frames, options=FLAGGED)
        assert (found.day, found.a.flagged, found.b.flagged) == (DAY + 1, ("alert-1",), ())


def test_a_flag_counts_for_thirty_days_and_not_before_its_own() -> None:
    rows = seen("s1", "Quetsch_Velure", DAY + 5) + seen("s2", "quetschvelure", DAY + 4)
    assert [one.day for one in told(rows, flagged("s1", "Quetsch_Velure", "a", DAY + 5), options=FLAGGED)] == [DAY + 5]

    later = seen("s1", "Quetsch_Velure", DAY + 31) + seen("s2", "quetschvelure", DAY + 31)
    flag = flagged("s1", "Quetsch_Velure", "a", DAY)
    assert told(seen("s1", "Quetsch_Velure") + flag, later, options=FLAGGED) == []


def test_a_flag_is_on_one_name_of_one_sender() -> None:
    rows = seen("s1", "Quetsch_Velure") + seen("s2", "quetschvelure")

    assert told(rows, flagged("s3", "Quetsch_Velure", "a"), options=FLAGGED) == []


def test_what_is_declared_speaks_for_and_against() -> None:
    def probability(**declared: object) -> float:
        (found,) = told(seen("s1", "Quetsch_Velure", age=34, postcode="13001"), seen("s2", "quetschvelure", **declared))
        return found.probability

    assert probability(age=34, postcode="13001") > probability() > probability(age=51, postcode="59800")


def test_warm_up_remembers_what_a_step_does() -> None:
    rows = frame(seen("s1", "Quetsch_Velure") + flagged("s1", "Quetsch_Velure", "a"))
    stepped, warmed = step(LinkState(), rows, ALL)[0], remember(LinkState(), rows, ALL)[0]

    assert (
        step(warmed, frame(seen("s2", "quetschvelure")), ALL)[1]
        == step(stepped, frame(seen("s2", "quetschvelure")), ALL)[1]
    )


def test_a_state_is_not_changed_by_the_step_that_takes_it_further() -> None:
    state, _ = step(LinkState(), frame(seen("s1", "Quetsch_Velure")), ALL)
    rows = frame(seen("s2", "quetschvelure") + flagged("s1", "Quetsch_Velure", "a"))

    assert step(state, rows, ALL)[1] == step(state, rows, ALL)[1] != ()


def test_beyond_its_bound_a_partition_forgets_who_was_seen_longest_ago() -> None:
    options = replace(ALL, max_pseudonyms=10)
    state, cut = LinkState(), 0
    for number in range(40):
        state, output = step(
            state, frame(seen(f"s{number}", f"name{number:02}quux", DAY, sent_at=DAY * 86_400_000 + number)), options
        )
        cut += output.cut

    kept = {sender for run in state.names for sender in run["sender_id"]}
    assert len(kept) <= 10
    assert "s39" in kept
    assert "s0" not in kept
    assert cut >= 30


def test_beyond_its_bound_a_partition_forgets_the_flags_put_longest_ago() -> None:
    options = replace(FLAGGED, max_pseudonyms=10)
    state, cut = LinkState(), 0
    for number in range(20):
        put = flagged(f"s{number}", "Quetsch_Velure", f"alert-{number}", DAY + number)[:1]
        state, output = step(state, frame(put), options)
        cut += output.cut

    held = {flag.sender_id for flag in state.flags}
    assert len(held) <= 10
    assert len(held) + cut == 20
    assert {"s18", "s19"} <= held


def test_names_made_to_collide_under_one_key_meet_no_more_than_the_cap() -> None:
    seeded = random.Random(6)  # noqa: S311 - names for a test
    ends = ["".join(seeded.choices("abcdefghijklmnopqrstuvwxyz", k=3)) for _ in range(400)]
    frames = [seen(f"s{number}", f"zorbecquevelure{end}") for number, end in enumerate(ends)]
    keys = max(map(len, frames))

    links = told(*([row for rows in frames[start : start + 100] for row in rows] for start in range(0, 400, 100)))

    assert 400 < len(links) <= 400 * 2 * CAP * keys


def test_of_a_crowd_of_one_name_the_cap_stays_and_the_rest_is_counted() -> None:
    state, cut = LinkState(), 0
    for start in range(0, 10_000, 1000):
        rows = [row for number in range(start, start + 1000) for row in seen(f"s{number}", "Quetsch_Velure")]
        state, output = step(state, frame(rows), FLAGGED)
        cut += output.crowded_out

    held = sum(len(run.key) for run in state.postings)
    assert held + cut == 10_000 * len(seen("s1", "Quetsch_Velure"))
    assert cut > held


@pytest.mark.parametrize(
    "name", ["", " ", "\0", "🙂" * 64, "1234567890", "ابتسام", "\u202eoiseau", "a" * 64, "|", "=", "@"]
)
def test_no_name_is_too_strange(name: str) -> None:
    assert told(seen("s1", name) + seen("s2", name + "x")) is not None
