"""Alerts on the wire: golden bytes and the envelope of CloudEvents."""

from __future__ import annotations

from processors.alerts import Alert, SignalRef, Span, Subject
from streams.wire.alerts import encode, headers

ALERT = Alert(
    alert_id="id-1",
    revision=2,
    rule="minor_contact",
    rule_version="1",
    severity="critical",
    subject=Subject("person", "s-1"),
    period=Span(0, 86_400_000),
    window=Span(-86_000_000, 400_000),
    first_at=100,
    last_at=400_000,
    reached_at=400_000,
    counts={"minors": 3, "signals": 4},
    summary="A sentence.",
    evidence=(
        SignalRef("id-2", "m-1", "c-1", 100, '[{"start":0,"end":4,"part":"app","why":"named"}]'),
        SignalRef("id-3", None, None, 400_000, None),
    ),
    shadow=False,
    pseudonyms=("renard des neiges",),
)


def test_an_alert_is_these_bytes_and_no_pseudonym_is_among_them() -> None:
    assert encode(ALERT) == (
        b'{"alert_id":"id-1","revision":2,"rule":"minor_contact","rule_version":"1","severity":"critical",'
        b'"subject":{"kind":"person","value":"s-1"},"period":{"start_at":0,"end_at":86400000},'
        b'"window":{"start_at":-86000000,"end_at":400000},"first_at":100,"last_at":400000,"reached_at":400000,'
        b'"counts":{"minors":3,"signals":4},"summary":"A sentence.","evidence":[{"signal_id":"id-2","message_id":"m-1",'
        b'"conversation_id":"c-1","sent_at":100,"spans":[{"start":0,"end":4,"part":"app","why":"named"}]},'
        b'{"signal_id":"id-3","message_id":null,"conversation_id":null,"sent_at":400000,"spans":null}],"shadow":false}'
    )


def test_an_alert_is_a_cloud_event_of_its_own_for_each_revision() -> None:
    assert headers(ALERT) == [
        ("content-type", b"application/json"),
        ("schema", b"tocsin.alert.v1"),
        ("ce_specversion", b"1.0"),
        ("ce_id", b"id-1-2"),
        ("ce_source", b"tocsin/windows"),
        ("ce_type", b"tocsin.alert.v1"),
        ("ce_time", b"1970-01-01T00:06:40.000Z"),
    ]
