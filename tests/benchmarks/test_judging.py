from __future__ import annotations

import pytest

from benchmarks.judging import Talk, Told, by_talk, calibration, is_same, off, table, verdicts

GIVE = Told(0, "give", "snapchat", "lulu75")
ASK = Told(0, "ask", "snapchat", None)


def talk(marks: list[Told], claims: list[Told], family: str = "plain_give") -> Talk:
    return Talk("plain_give-fr-01", "fr", family, tuple(marks), tuple(claims))


@pytest.mark.parametrize(
    ("mark", "claim", "same"),
    [
        (GIVE, GIVE, True),
        (GIVE, GIVE._replace(handle="@Lulu75"), True),
        (GIVE, GIVE._replace(handle="lulu7"), False),
        (GIVE, GIVE._replace(app="instagram"), False),
        (GIVE, GIVE._replace(message=1), False),
        (GIVE, GIVE._replace(intent="ask"), False),
        (GIVE._replace(app="other"), GIVE, True),
        (GIVE, GIVE._replace(app="other"), False),
        (Told(0, "give", "phone", "+33639981234"), Told(0, "give", "whatsapp", "+33639981234"), True),
        (Told(0, "give", "phone", "+33639981234"), Told(0, "give", "discord", "+33639981234"), False),
        (ASK, ASK, True),
        (ASK, ASK._replace(app="instagram"), False),
        (ASK._replace(app="other"), ASK, True),
    ],
)
def test_a_claim_is_right_where_message_intent_and_contact_are(mark: Told, claim: Told, *, same: bool) -> None:
    assert is_same(mark, claim) is same


def test_each_mark_and_each_claim_counts_once() -> None:
    judged = verdicts(talk([GIVE, ASK], [GIVE, GIVE, ASK._replace(message=1)]))

    assert [(verdict.told.intent, verdict.sort) for verdict in judged] == [
        ("give", "right"),
        ("ask", "missed"),
        ("give", "false"),
        ("ask", "false"),
    ]


def test_precision_and_recall_are_told_by_group_and_last_for_all() -> None:
    talks = [talk([GIVE], [GIVE], "a"), talk([GIVE], [], "b"), talk([], [ASK], "b")]

    rows = table(talks, "family", lambda verdict: verdict.talk.family)

    assert rows == [
        {"family": "a", "precision": 1.0, "recall": 1.0, "F1": 1.0, "right": 1, "false": 0, "missed": 0},
        {"family": "b", "precision": 0.0, "recall": 0.0, "F1": 0.0, "right": 0, "false": 1, "missed": 1},
        {"family": "all", "precision": 0.5, "recall": 0.5, "F1": 0.5, "right": 1, "false": 1, "missed": 1},
    ]


def test_a_talk_in_which_nothing_is_said_nor_found_has_no_precision() -> None:
    (quiet, _) = by_talk([talk([], [])], "language", lambda one: one.lang)

    assert quiet["rightly silent"] == 1
    assert (quiet["precision"], quiet["recall"], quiet["F1"]) == (None, None, None)


def test_confidence_is_held_against_the_share_that_is_right() -> None:
    sure, unsure = ASK._replace(confidence=1.0), ASK._replace(confidence=0.25)
    talks = [talk([ASK], [sure]), talk([ASK], [unsure]), talk([], [unsure])]

    rows = calibration(talks)

    assert [(row["confidence"], row["claims"], row["right"], row["off"]) for row in rows] == [
        ("0.2 to 0.3", 2, 0.5, 0.25),
        ("0.9 to 1.0", 1, 1.0, 0.0),
    ]
    assert off(rows) == pytest.approx((0.125, 0.5 / 3))
    assert off([]) == (0.0, 0.0)
