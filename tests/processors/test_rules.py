"""Each rule by drawn timelines: who talks to whom, and what is told of whom. And what a rule may not be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from processors.rules import RULES, Level, Measure, severity_of, tell
from processors.windows import Options, State, step
from tests.processors.facts import DAY, HOUR, MINUTE, NOON, Row, fact, frame, logged

MINOR_CONTACT, MASS_CONTACT, _ = RULES
NOUNS: Any = {"en": ("thing", "things"), "fr": ("chose", "choses")}


def rung(rows: list[Row]) -> list[tuple[str, str, int, str]]:
    """Give rule, subject, revision and severity of what is told when all rows come at once."""
    _, output = step(State(), frame(logged(rows)), Options())
    return [(alert.rule, alert.subject.value, alert.revision, alert.severity) for alert in output.alerts]


def copies(signal: str, sender: str, recipient: str, minor: str | None, **columns: Any) -> list[Row]:  # noqa: ANN401 - each column has a type of its own
    """Give the copies that one signal is counted by: that of its sender and that of its recipient."""
    both = {"sender_id": sender, "recipient_id": recipient, "minor_id": minor, **columns}
    return [
        fact(signal, subject=sender, role="sender", **both),
        fact(signal, subject=recipient, role="recipient", **both),
    ]


@pytest.mark.parametrize(
    ("rows", "subjects"),
    [
        pytest.param(copies("s", "adult", "child", "child"), ["adult"], id="the adult hands off to a minor"),
        pytest.param(copies("s", "child", "adult", "child"), ["adult"], id="the minor hands off to the adult"),
        pytest.param(copies("s", "child", "adult", "child", intent="ask"), ["adult"], id="whatever the intent"),
        pytest.param(copies("s", "child", "child 2", None), [], id="two minors"),
        pytest.param(copies("s", "adult", "adult 2", None), [], id="two adults"),
        pytest.param(
            copies("s", "child", "adult", "child", kind="age", handoffs=["h"]),
            ["adult"],
            id="an age that puts an earlier hand-off in another light",
        ),
        pytest.param(copies("s", "child", "adult", "child", kind="age", handoffs=[]), [], id="an age with no hand-off"),
        pytest.param(
            copies("s", "child", "adult", "child", kind="age", handoffs=None), [], id="an age that has no list"
        ),
        pytest.param([fact("s", subject="h", subject_kind="handle", minor_id="child")], [], id="the copy of a handle"),
    ],
)
def test_minor_contact_is_of_the_one_who_is_no_minor_whoever_of_the_two_wrote(
    rows: list[Row], subjects: list[str]
) -> None:
    assert rung(rows) == [("minor_contact", subject, 1, "high") for subject in subjects]


def test_minor_contact_is_critical_from_three_minors_in_24_hours() -> None:
    #   adult -> c1, c1, c2: two minors      adult -> c1, c2, c3: three
    def talks(*children: str) -> list[Row]:
        return [row for n, child in enumerate(children) for row in copies(f"s{n}", "adult", child, child)]

    assert rung(talks("c1", "c1", "c2")) == [("minor_contact", "adult", 1, "high")]
    assert rung(talks("c1", "c2", "c3")) == [("minor_contact", "adult", 2, "critical")]


@pytest.mark.parametrize(
    ("recipients", "minutes_apart", "revision"),
    [
        pytest.param(7, 1, 0, id="seven in 7 minutes"),
        pytest.param(8, 1, 1, id="eight in 8 minutes"),
        pytest.param(8, 8, 1, id="eight in 56 minutes"),
        pytest.param(8, 9, 0, id="eight in 63 minutes"),
        pytest.param(16, 1, 2, id="twice eight"),
    ],
)
def test_mass_contact_is_of_a_sender_to_eight_persons_or_more_in_an_hour(
    recipients: int, minutes_apart: int, revision: int
) -> None:
    rows = [fact(f"s{n}", NOON + n * minutes_apart * MINUTE, recipient_id=f"r{n}") for n in range(recipients)]

    assert rung(rows) == ([("mass_contact", "p1", revision, "medium")] if revision else [])


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"role": "recipient"}, id="who is contacted by many"),
        pytest.param({"recipient_id": None}, id="who speaks to a room"),
        pytest.param({"recipient_id": "r"}, id="who contacts one person often"),
        pytest.param({"kind": "age"}, id="who tells many their age"),
        pytest.param({"subject_kind": "handle"}, id="a handle given to many"),
    ],
)
def test_mass_contact_is_not_of_one(columns: dict[str, str | None]) -> None:
    assert rung([fact(f"s{n}", NOON + n, **{"recipient_id": f"r{n}", **columns}) for n in range(20)]) == []


@pytest.mark.parametrize(
    ("hand_off_at", "columns", "rings"),
    [
        #   the day before      NOON's day: link at its beginning      the day after
        pytest.param(NOON, {}, True, id="hands off on the day of the link"),
        pytest.param(NOON + 11 * HOUR, {}, True, id="late on that day"),
        pytest.param(NOON - 13 * HOUR, {}, True, id="the evening before"),
        pytest.param(NOON + 12 * HOUR, {}, False, id="the next day, with no link fresh then"),
        pytest.param(NOON - 36 * HOUR, {}, False, id="a day before the link's"),
        pytest.param(NOON, {"role": "recipient"}, False, id="is handed off to"),
        pytest.param(NOON, {"kind": "age"}, False, id="says an age"),
    ],
)
def test_returning_pseudonym_is_of_one_who_hands_off_and_is_linked_with_one_flagged(
    hand_off_at: int,
    columns: dict[str, Any],
    rings: bool,  # noqa: FBT001 - a column of the table
) -> None:
    midnight = NOON - 12 * HOUR
    link = fact("l", midnight, kind="link", flagged=["alert"], role=None, message_id=None, conversation_id=None)
    hand_off = fact("h", hand_off_at, **columns)
    expected = [("returning_pseudonym", "p1", 1, "high")] if rings else []

    assert rung([hand_off, link]) == expected
    assert rung([hand_off, link | {"flagged": []}]) == []
    assert rung([hand_off]) == rung([link]) == []


def test_a_link_has_all_its_day_to_come_and_hand_offs_wait_for_it() -> None:
    midnight = NOON - 12 * HOUR
    link = fact("l", midnight, kind="link", flagged=["alert"], role=None, message_id=None, conversation_id=None)

    for seen_at in (NOON, midnight + DAY, midnight + DAY + HOUR):
        on_time = rung([fact("h", midnight - 23 * HOUR), fact("other", seen_at, "p2"), link])
        assert on_time == [("returning_pseudonym", "p1", 1, "high")]
    assert rung([fact("h", NOON), fact("other", midnight + DAY + HOUR + 1, "p2"), link]) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_says_why_in_each_language_in_one_sentence(rule: Any) -> None:  # noqa: ANN401 - pytest hands a row of RULES
    for language in rule.sentences:
        sentence = tell(rule, {measure.name: 3 for measure in rule.measures}, language)
        assert sentence.count(".") == 1
        assert sentence.endswith(".")
        assert "{" not in sentence


def test_a_sentence_puts_its_nouns_in_the_number_that_the_language_asks_for() -> None:
    one, none = {"minors": 1, "signals": 0}, {"minors": 3, "signals": 2}

    assert "1 person who gives an age under 18 (0 signals)." in tell(MINOR_CONTACT, one, "en")
    assert "1 personne qui se dit mineure (0 signal)." in tell(MINOR_CONTACT, one, "fr")
    assert "3 personnes qui se disent mineures (2 signaux)." in tell(MINOR_CONTACT, none, "fr")


def test_past_the_last_level_its_severity_stays() -> None:
    assert [severity_of(MINOR_CONTACT, revision) for revision in (1, 2, 3, 9)] == ["high", *["critical"] * 3]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"window_ms": 0}, "window_ms must be positive"),
        ({"measures": ()}, "needs a level and measures"),
        ({"levels": ()}, "needs a level and measures"),
        ({"levels": (Level({"recipients": 0}, "low"),)}, "at least 1 or more of recipients, signals"),
        ({"levels": (Level({"minors": 2}, "low"),)}, "at least 1 or more of recipients, signals"),
        ({"levels": (Level({"signals": 2}, "low"),)}, "recipients doubles, so that level must ask for it"),
        ({"sentences": {"en": "."}}, "sentence is needed in en, fr"),
        ({"facts": pl.col("sender_gender") == "m"}, "sender_gender is no column of FACTS"),
        ({"rests_on_links": True}, "flags nobody"),
    ],
)
def test_a_rule_that_could_not_be_judged_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(MASS_CONTACT, **change)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"kind": "count", "field": "minor_id"}, "a count takes no field"),
        ({"kind": "distinct"}, "nothing is no column of FACTS"),
        ({"kind": "distinct", "field": "subject_value"}, "beside the subject"),
        ({"kind": "spread", "field": "minor_id"}, "a spread is of whole numbers"),
        ({"kind": "count", "nouns": {"en": ("a", "b")}}, "needed in en, fr"),
    ],
)
def test_a_measure_that_could_not_be_taken_is_refused(columns: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Measure(**{"name": "things", "nouns": NOUNS, **columns})
