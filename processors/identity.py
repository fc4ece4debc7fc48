"""Ids made from data alone, so that a replay, a double or a second worker makes the very same ones.

An id is the BLAKE2b digest, 16 bytes, in hex, of its parts. Each part is written as a netstring (its length in UTF-8
bytes in decimal, a colon, the bytes), and the first part names the kind of thing, so that no two lists of parts are
written alike: ("ab", "c") is `2:ab1:c`, ("a", "bc") is `1:a2:bc`. Integers are written in decimal. Any language with
BLAKE2b can make these ids again. Changing this changes every id: consumers would see each alert a second time.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

DAY_MS: Final = 86_400_000
_DIGEST_BYTES: Final = 16


def signal_id(conversation_id: str, message_id: str, kind: str, ordinal: int) -> str:
    """Name the signal of this kind that stands at this place (from 0) among those of one message."""
    return _digest("signal", conversation_id, message_id, kind, str(ordinal))


def alert_id(rule: str, subject_kind: str, subject_value: str, period_start_at: int) -> str:
    """Name the one alert of a rule on a subject in a period, which starts at this event time in ms."""
    return _digest("alert", rule, subject_kind, subject_value, str(period_start_at))


def link_id(a: tuple[str, str], b: tuple[str, str], day: int) -> str:
    """Name the link of two (sender_id, pseudonym), whichever comes first, on a UTC day (see `utc_day`)."""
    one, other = sorted((a, b))
    return _digest("link", *one, *other, str(day))


def pseudonym_id(pseudonym: str) -> str:
    """Name a pseudonym where it should not stand in clear; the same for the same string."""
    return _digest("pseudonym", pseudonym)


def utc_day(at: int) -> int:
    """Give the UTC day of an event time in ms, as days since 1970-01-01."""
    return at // DAY_MS


def _digest(*parts: str) -> str:
    written = bytearray()
    for part in parts:
        raw = part.encode()
        written += b"%d:" % len(raw) + raw
    return blake2b(written, digest_size=_DIGEST_BYTES).hexdigest()
