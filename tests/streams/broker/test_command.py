from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest

RUN = "from streams.broker.command import run_broker; run_broker(port=None, data=None)"


@pytest.mark.broker
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_the_address_when_it_answers_and_ends_in_order(how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", RUN], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as command:
        assert command.stdout is not None
        host, port = command.stdout.readline().strip().split(":")
        socket.create_connection((host, int(port)), timeout=5).close()
        os.kill(command.pid, how)
        _, told = command.communicate(timeout=30)

    assert command.returncode == 0
    assert "Traceback" not in told
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=5)
