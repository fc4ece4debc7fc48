"""Alerts (`chat.alerts`): JSON, with a CloudEvents envelope in binary mode."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import orjson

from processors.alerts import Alert, SignalRef
from streams.wire.headers import Headers, headers_of

SOURCE: Final = "tocsin/windows"
TYPE: Final = "tocsin.alert.v1"


def to_json(alert: Alert) -> dict[str, Any]:
    """Give the fields of an alert as `chat.alerts` carries them."""
    return {
        "alert_id": alert.alert_id,
        "revision": alert.revision,
        "rule": alert.rule,
        "rule_version": alert.rule_version,
        "severity": alert.severity,
        "subject": alert.subject._asdict(),
        "period": alert.period._asdict(),
        "window": alert.window._asdict(),
        "first_at": alert.first_at,
        "last_at": alert.last_at,
        "reached_at": alert.reached_at,
        "counts": dict(alert.counts),
        "summary": alert.summary,
        "evidence": [_reference(reference) for reference in alert.evidence],
        "shadow": alert.shadow,
    }


def encode(alert: Alert) -> bytes:
    """Give the record's value."""
    return orjson.dumps(to_json(alert))


def headers(alert: Alert) -> Headers:
    """Give our own headers and those of CloudEvents 1.0 (Kafka binding, binary mode).

    `ce_id` tells revisions apart, since CloudEvents wants it unique for each event of a source.
    """
    at = datetime.fromtimestamp(alert.reached_at / 1000, UTC).isoformat(timespec="milliseconds")
    return [
        *headers_of("alert"),
        ("ce_specversion", b"1.0"),
        ("ce_id", f"{alert.alert_id}-{alert.revision}".encode()),
        ("ce_source", SOURCE.encode()),
        ("ce_type", TYPE.encode()),
        ("ce_time", at.replace("+00:00", "Z").encode()),
    ]


def _reference(reference: SignalRef) -> dict[str, Any]:
    spans = None if reference.spans is None else orjson.Fragment(reference.spans)
    return {**reference._asdict(), "spans": spans}
