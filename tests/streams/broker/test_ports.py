from __future__ import annotations

import socket

from streams.broker import ports


def test_free_ports_differ_and_lie_below_those_of_outgoing_connections() -> None:
    found = ports.free(20)

    assert len(set(found)) == 20
    assert max(found) < 32_768


def test_a_port_with_a_listener_is_not_free() -> None:
    with socket.create_server((ports.HOST, 0)) as server:
        port = server.getsockname()[1]

        assert not ports.is_free(port)
    assert ports.is_free(port)
