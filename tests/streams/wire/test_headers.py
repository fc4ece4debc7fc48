from __future__ import annotations

from streams.wire.headers import headers_of
from streams.wire.rejects import Line

OURS = [("content-type", b"application/json"), ("schema", b"tocsin.signal.v1")]
TRACE = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_the_trace_of_the_raw_record_is_handed_on_and_nothing_else_of_its_headers() -> None:
    raw = Line(0, b"{}", headers=(("x-user", b"somebody"), ("traceparent", TRACE)))

    assert headers_of("signal", raw) == [*OURS, ("traceparent", TRACE)]


def test_a_record_with_no_trace_has_none() -> None:
    assert headers_of("signal", Line(0, b"{}")) == OURS
    assert headers_of("signal") == OURS
