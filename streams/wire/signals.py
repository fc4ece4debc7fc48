"""Signals (`chat.signals`): one copy for each subject that they are counted by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from processors import __version__
from processors.identity import DAY_MS
from processors.records import Evidence, HandOff, Link, Signal, StatedAge, Subject

DETECTOR = f"tocsin.scan/{__version__}"
LINKER = f"tocsin.link/{__version__}"


def to_json(signal: Signal) -> dict[str, Any]:
    """Give the fields of a signal, without the subject that a copy is counted by."""
    message, finding = signal.message, signal.finding
    return {
        "signal_id": signal.signal_id,
        "kind": "handoff" if isinstance(finding, HandOff) else "age",
        "sent_at": message.sent_at,
        "message_id": message.message_id,
        "conversation_id": message.conversation_id,
        "sender_id": message.sender_id,
        "sender_pseudonym": message.sender_pseudonym,
        "sender_age": message.sender_age,
        "sender_postcode": message.sender_postcode,
        "recipient_id": message.recipient_id,
        "recipient_pseudonym": message.recipient_pseudonym,
        "recipient_age": message.recipient_age,
        "minor_id": signal.minor_id,
        **_finding_to_json(finding, signal.handoffs),
        "evidence": [_evidence_to_json(evidence) for evidence in finding.evidence],
        "detector": DETECTOR,
    }


def copies(signal: Signal, subjects: tuple[Subject, ...]) -> Iterator[tuple[bytes, bytes]]:
    """Give key and value of each copy."""
    fields = to_json(signal)
    for kind, value, role in subjects:
        yield value.encode(), orjson.dumps({**fields, "subject": {"kind": kind, "value": value}, "role": role})


def link_to_json(link: Link) -> dict[str, Any]:
    """Give the fields of a link, without the subject that a copy is counted by.

    Its time is a day, and stands as the day's first millisecond.
    """
    return {
        "signal_id": link.link_id,
        "kind": "link",
        "sent_at": link.day * DAY_MS,
        "a": link.a._asdict(),
        "b": link.b._asdict(),
        "confidence": link.probability,
        "probability": link.probability,
        "parts": dict(link.parts),
        "flagged": sorted({*link.a.flagged, *link.b.flagged}),
        "evidence": [],
        "detector": LINKER,
    }


def link_copies(link: Link) -> Iterator[tuple[bytes, bytes]]:
    """Give key and value of each copy: one for each of the two."""
    fields = link_to_json(link)
    for side in (link.a, link.b):
        subject = {"kind": "person", "value": side.sender_id}
        copy = {**fields, "subject": subject, "role": None, "sender_pseudonym": side.pseudonym}
        yield side.sender_id.encode(), orjson.dumps(copy)


def _finding_to_json(finding: HandOff | StatedAge, handoffs: tuple[str, ...]) -> dict[str, Any]:
    if isinstance(finding, HandOff):
        return {
            "intent": finding.intent,
            "app": finding.app,
            "handle": finding.handle,
            "confidence": finding.confidence,
        }
    return {"stated_age": finding.age, "handoffs": handoffs, "confidence": 1.0}


def _evidence_to_json(evidence: Evidence) -> dict[str, Any]:
    fields = {"start": evidence.start, "end": evidence.end, "part": evidence.part, "why": evidence.why}
    return fields if evidence.message_id is None else {**fields, "message_id": evidence.message_id}
