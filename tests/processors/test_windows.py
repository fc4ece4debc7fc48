"""One subject, drawn: each case is a timeline, then what is told."""

from __future__ import annotations

import polars as pl
import pytest

from processors.rules import RULES, Level, Measure, Rule
from processors.windows import Late, Options, State, WindowOutput, step
from tests.processors.facts import DAY, HOUR, MINUTE, NOON, SECOND, Row, fact, frame

MIDNIGHT = NOON + DAY // 2
"""The midnight after NOON."""


def fold(*slices: list[Row], options: Options | None = None) -> list[WindowOutput]:
    state, outputs, offset = State(), [], 0
    for rows in slices:
        numbered = [row | {"offset": offset + place} for place, row in enumerate(rows)]
        offset += len(rows)
        state, output = step(state, frame(numbered), options or Options())
        outputs.append(output)
    return outputs


def told(outputs: list[WindowOutput]) -> list[list[tuple[str, int]]]:
    return [[(alert.rule, alert.revision) for alert in output.alerts] for output in outputs]


def with_minor(signal: str, sent_at: int, minor: str, **columns: str) -> Row:
    return fact(signal, sent_at, recipient_id=minor, minor_id=minor, **columns)


def test_a_slice_without_the_columns_of_facts_is_refused() -> None:
    with pytest.raises(pl.exceptions.SchemaError, match="columns of FACTS"):
        step(State(), pl.DataFrame({"offset": [1]}), Options())


def test_an_empty_slice_changes_nothing() -> None:
    state = State()

    assert step(state, frame([]), Options()) == (state, WindowOutput())


def test_a_step_leaves_the_state_before_it_whole_so_that_it_can_be_tried_again() -> None:
    before, _ = step(State(), frame([with_minor("a", NOON, "m1"), with_minor("b", NOON, "m2")]), Options())
    third = frame([with_minor("c", NOON + 1, "m3")])

    assert step(before, third, Options())[1] == step(before, third, Options())[1]


def test_each_level_is_told_once_and_the_highest_where_several_are_passed_at_once() -> None:
    #          a    b    c    d                    a b c d
    # slices  [1]  [2]  [3]  [4]   or all at once [1 2 3 4]
    # told     1         2                             2
    rows = [with_minor(name, NOON + place, f"minor {name}") for place, name in enumerate("abcd")]

    assert told(fold(*([row] for row in rows))) == [[("minor_contact", 1)], [], [("minor_contact", 2)], []]
    assert told(fold(rows)) == [[("minor_contact", 2)]]


@pytest.mark.parametrize(
    ("minors", "revision"), [(1, 1), (2, 1), (3, 2), (5, 2), (6, 3), (11, 3), (12, 4), (24, 5), (47, 5), (48, 6)]
)
def test_past_the_last_level_each_doubling_is_one_more_revision(minors: int, revision: int) -> None:
    (output,) = fold([with_minor(f"s{number}", NOON, f"m{number}") for number in range(minors)])

    assert [(alert.revision, alert.counts["minors"]) for alert in output.alerts if alert.rule == "minor_contact"] == [
        (revision, minors)
    ]


def test_a_window_is_open_at_its_start_and_closed_at_its_end() -> None:
    #   noon            noon + 24 h - 1 ms   noon + 24 h
    #    m1 m2                 m3                              three within (t - 24 h, t]
    #    m1 m2                                   m3            noon is just out of (t - 24 h, t]
    two = [with_minor("a", NOON, "m1"), with_minor("b", NOON, "m2")]
    just_in, just_out = (fold(two, [with_minor("c", NOON + DAY - before, "m3")])[1] for before in (1, 0))

    assert [alert.counts["minors"] for alert in just_in.alerts] == [3]
    assert [alert.counts["minors"] for alert in just_out.alerts] == [1]


def test_a_period_is_the_utc_day_of_the_window_and_each_has_an_alert_of_its_own() -> None:
    #   m1 m2     | midnight      m1
    #   1                         2 levels: m1 and m2 of the evening are within 24 hours, but m1 is the same
    before, after = fold(
        [with_minor("a", MIDNIGHT - 2, "m1"), with_minor("b", MIDNIGHT - 1, "m2")],
        [with_minor("c", MIDNIGHT, "m1"), with_minor("d", MIDNIGHT + 1, "m3")],
    )

    assert [(alert.revision, alert.period) for alert in before.alerts] == [(1, (MIDNIGHT - DAY, MIDNIGHT))]
    assert [(alert.revision, alert.period) for alert in after.alerts] == [(2, (MIDNIGHT, MIDNIGHT + DAY))]
    assert before.alerts[0].alert_id != after.alerts[0].alert_id


def test_a_fact_that_comes_late_but_in_time_opens_the_windows_behind_it_again() -> None:
    #   event time   m1 . m2 . m3        comes: m1, m3, then m2
    outputs = fold(
        [with_minor("a", NOON, "m1")], [with_minor("c", NOON + HOUR, "m3")], [with_minor("b", NOON + MINUTE, "m2")]
    )

    assert told(outputs) == [[("minor_contact", 1)], [], [("minor_contact", 2)]]
    assert outputs[2].alerts[0].reached_at == NOON + HOUR


def test_a_fact_further_behind_the_newest_than_lateness_is_late_and_one_just_so_far_is_not() -> None:
    #   event time   c b ... a      b is an hour before a, c a millisecond more
    (output,) = fold([with_minor("a", NOON + HOUR, "m1"), with_minor("b", NOON, "m2"), with_minor("c", NOON - 1, "m3")])

    assert output.late == (Late(offset=2, behind_ms=HOUR + 1),)
    assert [alert.counts["minors"] for alert in output.alerts] == [1]


def test_the_watermark_is_that_of_the_partition_not_of_the_subject_and_never_goes_back() -> None:
    _, second, third = fold([fact("a", NOON + 2 * HOUR)], [fact("b", NOON + HOUR)], [fact("c", NOON, "someone else")])

    assert (second.late, third.late) == ((), (Late(offset=2, behind_ms=2 * HOUR),))


def test_a_fact_that_no_rule_counts_is_late_all_the_same() -> None:
    (output,) = fold([fact("a", NOON + 2 * HOUR), fact("b", NOON, subject_kind="handle")])

    assert [late.offset for late in output.late] == [1]


def test_a_double_counts_once_whether_it_comes_in_one_slice_in_another_or_too_late() -> None:
    row = with_minor("a", NOON, "m1")
    outputs = fold([row, row], [row], [with_minor("b", NOON + 2 * HOUR, "m2"), row])

    assert [(output.doubles, output.late) for output in outputs] == [(1, ()), (1, ()), (1, ())]
    assert outputs[0].alerts[0].counts == {"minors": 1, "signals": 1}


def test_the_copies_of_one_signal_for_two_subjects_are_no_doubles() -> None:
    row = with_minor("a", NOON, "m1")
    (output,) = fold([row, row | {"subject_value": "p2", "role": "recipient"}])

    assert output.doubles == 0
    assert [alert.subject.value for alert in output.alerts] == ["p1", "p2"]


def test_a_person_and_a_handle_of_the_same_value_are_two_subjects() -> None:
    rule = Rule(
        name="any",
        version="1",
        window_ms=HOUR,
        facts=pl.col("kind") == "handoff",
        measures=(Measure("signals", "count", {"en": ("signal", "signals"), "fr": ("signal", "signaux")}),),
        levels=(Level({"signals": 2}, "low"),),
        sentences={"en": "{signals}.", "fr": "{signals}."},
    )
    outputs = fold([fact("a"), fact("b", subject_kind="handle")], [fact("c")], options=Options((rule,)))

    assert [[alert.subject.kind for alert in output.alerts] for output in outputs] == [[], ["person"]]


def test_a_fact_is_remembered_as_long_as_one_that_comes_late_but_in_time_may_reach_back_to_it() -> None:
    #   noon                      noon + 23 h 59       noon + 24 h 50
    #    m1 m2                         m3                someone else       m3 comes last
    outputs = fold(
        [with_minor("a", NOON, "m1"), with_minor("b", NOON, "m2")],
        [with_minor("other", NOON + DAY + 50 * MINUTE, "m4", subject_value="someone else")],
        [with_minor("c", NOON + DAY - MINUTE, "m3")],
    )

    assert [(alert.subject.value, alert.revision) for alert in outputs[2].alerts] == [("p1", 2)]


def test_what_no_window_reaches_any_more_is_forgotten() -> None:
    rows = [with_minor(f"s{number}", NOON + number * HOUR, f"m{number}") for number in range(200)]
    state, held = State(), []
    for row in rows:
        state, _ = step(state, frame([row]), Options())
        held.append(sum(block.height for block in state.facts))

    # 24 hours of window, 24 in which a link may come, and one of lateness; and at most as many dead.
    assert max(held) <= 2 * 50
    # The alerts of two days are open, each with its few revisions.
    assert sum(block.height for block in state.told) <= 2 * 2 * 5


def test_no_more_facts_and_alerts_are_remembered_than_the_bound_lets_and_what_goes_is_counted() -> None:
    #   event time   minors m0, m1, … m99 of p0, p1, … p99, a second apart; 16 are remembered
    rows = [
        with_minor(f"s{place}", NOON + place * SECOND, f"m{place}", subject_value=f"p{place}") for place in range(100)
    ]
    state, outputs = State(), []
    for row in rows:
        state, output = step(state, frame([row]), Options(max_facts=16))
        outputs.append(output)
        assert max(sum(block.height for block in blocks) for blocks in (state.facts, state.told)) <= 16

    assert all(output.alerts for output in outputs)
    for held, cut in (
        (state.facts, sum(output.facts_cut for output in outputs)),
        (state.told, sum(output.told_cut for output in outputs)),
    ):
        assert sum(block.height for block in held) + cut == 100
        assert "p99" in pl.concat(held)["subject_value"]


def test_look_back_is_period_longest_window_and_lateness_together() -> None:
    assert Options(period_ms=7 * DAY, lateness_ms=2).look_back_ms == 8 * DAY + 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"rules": ()}, "at least one"),
        ({"rules": (RULES[0], RULES[0])}, "another name"),
        ({"period_ms": 0}, "period_ms must be positive"),
        ({"max_facts": 0}, "max_facts must be 1 or more"),
        ({"lateness_ms": -1}, "lateness_ms must be 0 or more"),
        ({"language": "de"}, "language must be one of en, fr"),
    ],
)
def test_options_under_which_nothing_sensible_could_come_out_are_refused(
    wrong: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Options(**wrong)  # type: ignore[arg-type] - wrong on purpose
