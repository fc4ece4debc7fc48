"""The headers that every record of ours carries."""

from __future__ import annotations

from streams.wire.rejects import Record

Headers = list[tuple[str, bytes]]

TRACE = "traceparent"
"""The W3C trace context of the raw record, handed on."""


def headers_of(schema: str, source: Record | None = None) -> Headers:
    """Give the headers of a record of `schema` (`signal`, `alert`, …), made because of `source`."""
    made: Headers = [("content-type", b"application/json"), ("schema", f"tocsin.{schema}.v1".encode())]
    trace = dict(source.headers).get(TRACE) if source else None
    return made if trace is None else [*made, (TRACE, trace)]
