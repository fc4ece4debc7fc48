from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from streams.commands.health import run_health
from streams.errors import UnhealthyError
from streams.settings import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def answering() -> Iterator[Callable[[int, str], Worker]]:
    """Serve one answer at a free port of loopback."""
    servers: list[HTTPServer] = []

    def serve(status: int, text: str) -> Worker:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status if self.path == "/health" else 404)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                pass

        servers.append(HTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever).start()
        return Worker(health_host="0.0.0.0", health_port=servers[-1].server_port)  # noqa: S104 - the case

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_worker_that_makes_progress_is_healthy(
    answering: Callable[[int, str], Worker], capsys: pytest.CaptureFixture[str]
) -> None:
    run_health(answering(200, '{"lag": 0}'))

    assert capsys.readouterr().out == '{"lag": 0}\n'


def test_a_worker_that_does_not_is_told_with_its_words(answering: Callable[[int, str], Worker]) -> None:
    with pytest.raises(UnhealthyError, match="says 503: partition 3 stands still"):
        run_health(answering(503, "partition 3 stands still"))
