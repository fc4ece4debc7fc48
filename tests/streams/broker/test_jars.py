from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from streams.broker import jars
from streams.errors import BrokerStartError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every request go to a port of loopback where nothing listens."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)


def _silent(_: Sequence[str]) -> Iterator[Callable[[], None]]:
    yield lambda: None


def _never(names: Sequence[str]) -> Iterator[Callable[[], None]]:
    pytest.fail(f"fetches {names}")
    yield lambda: None


def test_all_jars_of_kafka_are_of_one_version_and_hashed() -> None:
    kafka = {jar.version for jar in jars.locked() if jar.group == "org.apache.kafka"}

    assert kafka == {"4.3.0"}
    assert all(len(jar.sha256) == 64 for jar in jars.locked())


@pytest.mark.usefixtures("offline")
def test_a_missing_network_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BrokerStartError, match=r"could not fetch .* from Maven Central .* needs the network, once"):
        jars.class_path(tmp_path, _silent)


def test_a_missing_resolver_is_an_error_that_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jgo.config", None)

    with pytest.raises(BrokerStartError, match=r"pip install 'tocsin\[broker\]'"):
        jars.class_path(tmp_path, _silent)


@pytest.mark.broker
class TestWithTheJars:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """Give a copy of the real folder, filled first where this machine has none yet."""
        jars.class_path(jars.cache(), _silent)
        return Path(shutil.copytree(jars.cache(), tmp_path / "jars"))

    @pytest.mark.usefixtures("offline")
    def test_a_full_folder_needs_no_network(self, folder: Path) -> None:
        paths = jars.class_path(folder, _never)

        assert len(paths) == len(jars.locked())
        assert all(path.is_file() for path in paths)

    def test_a_changed_jar_is_fetched_anew(self, folder: Path) -> None:
        jar = next(jar for jar in jars.locked() if jar.artifact == "slf4j-simple")
        jar.path(folder).write_bytes(b"half a download")

        jars.class_path(folder, _silent)

        assert jar.is_in(folder)

    def test_what_is_not_the_locked_file_is_refused(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        locked = [jar._replace(sha256="0" * 64) if jar.artifact == "slf4j-simple" else jar for jar in jars.locked()]
        monkeypatch.setattr(jars, "locked", lambda: locked)

        with pytest.raises(BrokerStartError, match=r"slf4j-simple-1\.7\.36\.jar: .*SHA-256"):
            jars.class_path(folder, _silent)
