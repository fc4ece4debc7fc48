from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import orjson
import pytest

from processors import __version__
from streams import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran


def test_the_version_is_told(tocsin: Callable[..., Ran]) -> None:
    assert tocsin("--version") == (0, f"tocsin {__version__}\n", "")


def test_help_names_every_command_with_what_it_does(tocsin: Callable[..., Ran]) -> None:
    told = tocsin("--help").out

    assert [name for name in ("settings", "topics", "broker", "health") if name not in told] == []


def test_a_shell_can_complete_commands(tocsin: Callable[..., Ran]) -> None:
    bash = {"_TOCSIN_COMPLETE": "complete_bash", "COMP_WORDS": "tocsin topics c", "COMP_CWORD": "2"}

    assert tocsin(**bash).out.split() == ["create", "check"]


def test_a_mistyped_command_is_told_with_the_nearest(tocsin: Callable[..., Ran]) -> None:
    ran = tocsin("topics", "chek")

    assert ran.status == 2
    assert "Did you mean 'check'?" in ran.err


def test_settings_are_listed_for_people_and_for_programs(tocsin: Callable[..., Ran]) -> None:
    listed = tocsin("settings", TOCSIN_LOG_LEVEL="error").out
    rows = {row["name"]: row for row in orjson.loads(tocsin("settings", "--json").out)}

    assert 'level = "error"' in listed
    assert rows["fetch.max_wait_ms"] == {
        "name": "fetch.max_wait_ms",
        "variable": "TOCSIN_FETCH_MAX_WAIT_MS",
        "unit": "ms",
        "type": "whole number",
        "default": 200,
        "value": 200,
        "effect": "but never longer than this: the price in delay at low load",
    }


def test_a_settings_file_is_taken_by_option(tocsin: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text('[log]\nlevel = "debug"\n')

    assert 'level = "debug"' in tocsin("--config", "my.toml", "settings").out


def test_a_wrong_setting_is_one_readable_line_and_status_2(tocsin: Callable[..., Ran]) -> None:
    assert tocsin("topics", "list", TOCSIN_WINDOWS_LANGUAGE="de") == (
        2,
        "",
        "tocsin: windows.language, in the environment as TOCSIN_WINDOWS_LANGUAGE: expected 'fr' or 'en'\n",
    )


def test_a_defect_is_told_by_its_place_and_never_by_its_text(
    tocsin: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def defective(*_: object) -> None:
        raise ValueError("somebody's words")

    monkeypatch.setattr(cli, "load", defective)
    ran = tocsin("settings")

    assert ran.status == 70
    assert "ValueError at " in ran.err
    assert "test_cli.py:" in ran.err
    assert "somebody" not in ran.err


def test_no_worker_is_no_health(tocsin: Callable[..., Ran]) -> None:
    ran = tocsin("health", TOCSIN_WORKER_HEALTH_PORT="9")

    assert ran.status == 1
    assert ran.err.startswith("tocsin: no worker answers at http://127.0.0.1:9/health (ConnectionRefusedError)")


@pytest.mark.broker
def test_topics_are_made_listed_and_checked(tocsin: Callable[..., Ran], broker: str) -> None:
    names = {f"TOCSIN_TOPICS_{role}_NAME": f"cli.{role.lower()}" for role in ROLES}
    environment = {"TOCSIN_KAFKA_BOOTSTRAP": broker, **names}

    missing = tocsin("topics", "check", **environment)
    made = tocsin("topics", "create")
    again = orjson.loads(tocsin("topics", "create", "--json").out)
    listed = tocsin("topics", "list")
    found = {row["role"]: row["found"]["partitions"] for row in orjson.loads(tocsin("topics", "list", "--json").out)}
    alike = tocsin("topics", "check")
    differing = tocsin("topics", "check", "--json", TOCSIN_TOPICS_RAW_PARTITIONS="7")

    assert missing.status == 1
    assert "tocsin: cli.raw: topic: expected there, found missing; `tocsin topics create` makes it" in missing.err
    assert made == (0, "".join(f"cli.{role.lower()} made\n" for role in ROLES), "")
    assert [row["is_new"] for row in again] == [False] * 5
    assert "cli.sightings" in listed.out
    assert found == {"raw": 12, "rejected": 4, "sightings": 12, "signals": 12, "alerts": 4}
    assert alike == (0, "5 topics are as they should be\n", "")
    assert differing.status == 1
    assert [(row["what"], row["expected"], row["found"]) for row in orjson.loads(differing.out)] == [
        ("partitions", "7", "12")
    ]


ROLES = ("RAW", "REJECTED", "SIGHTINGS", "SIGNALS", "ALERTS")


@pytest.mark.broker
@pytest.mark.parametrize("command", ["worker", "feed"])
def test_a_topic_that_is_missing_is_named_and_not_waited_for(
    tocsin: Callable[..., Ran], broker: str, command: str
) -> None:
    ran = tocsin(command, TOCSIN_KAFKA_BOOTSTRAP=broker, TOCSIN_TOPICS_RAW_NAME="not.there")

    assert ran.status == 1
    assert ran.err.startswith(f"tocsin: missing on {broker}: not.there")
    assert ran.err.endswith("; `tocsin topics create` makes them\n")


@pytest.mark.parametrize("command", ["worker", "feed"])
def test_a_bootstrap_that_takes_connections_and_answers_nothing_is_told_as_none(
    tocsin: Callable[..., Ran], command: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        ran = tocsin(command, TOCSIN_KAFKA_BOOTSTRAP=address)

    assert ran.status == 1
    assert ran.err.startswith(f"tocsin: no Kafka broker answers at {address}")
