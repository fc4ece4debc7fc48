from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from processors.alerts import EVIDENCE_MAX, SignalRef, Span, Subject
from processors.identity import alert_id
from processors.rules import RULES
from processors.windows import Options, State, step
from tests.processors.facts import DAY, HOUR, NOON, Row, fact, frame, logged

if TYPE_CHECKING:
    from processors.alerts import Alert

DAY_OF_NOON = Span(NOON - DAY // 2, NOON + DAY // 2)


def rung(rows: list[Row], options: Options | None = None) -> list[Alert]:
    return list(step(State(), frame(logged(rows)), options or Options())[1].alerts)


def test_an_alert_has_all_that_a_reviewer_needs() -> None:
    first = fact("a", NOON, minor_id="m1", recipient_id="m1", spans='[{"start":0}]')
    rows = [first, fact("b", NOON + HOUR), fact("c", NOON + 2 * HOUR, minor_id="m2", recipient_id="m2")]
    start_at = DAY_OF_NOON.start_at

    (alert,) = rung(rows, Options(language="fr"))

    assert replace(alert, summary="") == replace(
        alert,
        alert_id=alert_id("minor_contact", "person", "p1", start_at),
        revision=1,
        rule="minor_contact",
        rule_version="1",
        severity="high",
        subject=Subject("person", "p1"),
        period=DAY_OF_NOON,
        window=Span(NOON - DAY, NOON),
        first_at=NOON,
        last_at=NOON,
        reached_at=NOON,
        counts={"minors": 1, "signals": 1},
        summary="",
        evidence=(SignalRef("a", "m-a", "c-a", NOON, '[{"start":0}]'),),
        shadow=False,
        pseudonyms=("name of p1",),
    )
    assert alert.summary.endswith("et 1 personne qui se dit mineure (1 signal).")


def test_the_window_is_the_earliest_that_reached_the_revision_and_shows_only_what_is_in_it() -> None:
    #   m1 m2 m1 m3 m3 m4      the third minor comes with the fourth fact
    minors = ["m1", "m2", "m1", "m3", "m3", "m4"]
    rows = [fact(f"s{n}", NOON + n, minor_id=minor, recipient_id=minor) for n, minor in enumerate(minors)]

    (alert,) = rung(rows)

    assert (alert.first_at, alert.reached_at) == (NOON, NOON + 3)
    assert [ref.signal_id for ref in alert.evidence] == ["s0", "s1", "s2", "s3"]
    assert alert.counts == {"minors": 3, "signals": 4}


def test_evidence_is_bounded_and_shows_each_who_is_counted_before_anyone_twice() -> None:
    #   40 hand-offs to r0, then one to each of r1 … r7
    recipients = ["r0"] * 40 + [f"r{n}" for n in range(1, 8)]
    rows = [fact(f"s{n:02}", NOON + n, recipient_id=recipient) for n, recipient in enumerate(recipients)]

    (alert,) = rung(rows)

    assert len(alert.evidence) == EVIDENCE_MAX
    assert {ref.signal_id for ref in alert.evidence} >= {"s00", *(f"s{n}" for n in range(40, 47))}
    assert sorted(alert.evidence, key=lambda ref: ref.sent_at) == list(alert.evidence)


def test_evidence_does_not_depend_on_the_order_in_which_facts_came() -> None:
    rows = [fact(f"s{n:02}", NOON + n // 4, recipient_id=f"r{n % 9}") for n in range(60)]

    assert rung(rows) == rung(rows[::-1])


def test_the_pseudonyms_are_those_of_the_subject_whatever_its_part_in_the_talk() -> None:
    wrote = fact("a", minor_id="m1", sender_pseudonym="velourine", recipient_pseudonym="child")
    read = fact("b", minor_id="m2", role="recipient", sender_pseudonym="child", recipient_pseudonym="velourine2")

    assert [alert.pseudonyms for alert in rung([wrote, read])] == [("velourine", "velourine2")]


def test_a_rule_that_only_watches_says_so() -> None:
    shadow = replace(RULES[0], shadow=True)

    assert [alert.shadow for alert in rung([fact("a", minor_id="m")], Options((shadow,)))] == [True]


def test_neither_sentence_nor_what_a_log_would_print_holds_a_name() -> None:
    (alert,) = rung([fact("a", minor_id="m1", sender_pseudonym="velourine")])

    assert "velourine" not in repr(alert)
    assert "p1" not in alert.summary


def test_an_alert_knows_what_its_subject_called_itself_and_which_contacts_it_gave() -> None:
    """Two hand-offs of one adult: one that they send, one that the minor sends; the minor's contact is not theirs."""
    both = {"minor_id": "child", "handle": "zinc.cairn41", "app": "snapchat"}
    rows = [
        fact("a", NOON, "p1", **both),
        fact("b", NOON, "p1", role="recipient", recipient_pseudonym="other name", **both | {"handle": "minor.one"}),
    ]

    (alert,) = rung(rows)

    assert alert.pseudonyms == ("name of p1", "other name")
    assert alert.contacts == ("snapchat:zinc.cairn41",)
