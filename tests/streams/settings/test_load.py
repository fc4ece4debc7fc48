from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from streams.errors import SettingError
from streams.settings import Settings, load

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    return tmp_path / "tocsin.toml"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run where no settings' file lies."""
    monkeypatch.chdir(tmp_path)


def _error(config: Path | None = None, **variables: str) -> str:
    with pytest.raises(SettingError) as caught:
        load(config, variables)
    return str(caught.value)


def test_a_variable_wins_over_the_file_and_the_file_over_the_default(toml: Path) -> None:
    toml.write_text("[fetch]\nmin_bytes = 1\nmax_wait_ms = 50\n")

    fetch = load(toml, {"TOCSIN_FETCH_MIN_BYTES": "2"}).fetch

    assert (fetch.min_bytes, fetch.max_wait_ms, fetch.slices_in_flight) == (2, 50, 2)


def test_a_part_of_a_topic_leaves_the_rest_of_it_as_it_was(toml: Path) -> None:
    toml.write_text('[topics.sightings]\nname = "eu.sightings"\n')

    topic = load(toml, {"TOCSIN_TOPICS_SIGHTINGS_PARTITIONS": "3"}).topics.sightings

    assert (topic.name, topic.partitions, topic.cleanup) == ("eu.sightings", 3, "compact,delete")


def test_the_file_is_found_by_variable_and_where_the_command_runs(tmp_path: Path, toml: Path) -> None:
    toml.write_text('[log]\nlevel = "error"\n')
    (tmp_path / "other.toml").write_text('[log]\nlevel = "debug"\n')

    assert load(None, {}).log.level == "error"
    assert load(None, {"TOCSIN_CONFIG": str(tmp_path / "other.toml")}).log.level == "debug"


def test_variables_without_our_prefix_are_nobody_s_business() -> None:
    assert load(None, {"LOG": "x", "KAFKA": "y", "log": "z"}) == Settings()


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load(None, {"TOCSIN_KAFKA_INSTANCE_ID": ""}).kafka.instance_id is None


def test_thresholds_are_a_table_in_the_file_and_json_in_a_variable(toml: Path) -> None:
    toml.write_text("[scan.thresholds.snapchat]\ngive = 0.4\n")

    assert load(toml, {}).scan.thresholds == {"snapchat": {"give": 0.4}}
    variable = {"TOCSIN_SCAN_THRESHOLDS": '{"telegram": {"ask": 0.7}}'}
    assert load(toml, variable).scan.thresholds == {"snapchat": {"give": 0.4}, "telegram": {"ask": 0.7}}


def test_the_object_is_frozen() -> None:
    settings = load(None, {})

    with pytest.raises(ValueError, match="frozen"):
        settings.kafka = settings.kafka  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        settings.kafka.client_id = "x"  # type: ignore[misc]


WRONG = {
    "a number that is none": ({"TOCSIN_FETCH_MIN_BYTES": "x"}, "fetch.min_bytes", "expected a valid integer"),
    "out of bounds": ({"TOCSIN_SCAN_THRESHOLD": "1.5"}, "scan.threshold", "less than or equal to 1"),
    "not one of a few": ({"TOCSIN_WINDOWS_LANGUAGE": "de"}, "windows.language", "expected 'fr' or 'en'"),
    "no address": ({"TOCSIN_KAFKA_BOOTSTRAP": "kafka"}, "kafka.bootstrap", "expected host:port"),
    "no topic name": ({"TOCSIN_TOPICS_RAW_NAME": "a b"}, "topics.raw.name", "letters, digits"),
    "no such file": ({"TOCSIN_KAFKA_TLS_CA_FILE": "/no/such"}, "kafka.tls_ca_file", "not point to a file"),
    "no JSON": ({"TOCSIN_SCAN_THRESHOLDS": "{"}, "TOCSIN_SCAN_THRESHOLDS", "expected a JSON object"),
    "an unknown intent": (
        {"TOCSIN_SCAN_THRESHOLDS": '{"snapchat": {"giv": 0.5}}'},
        "scan.thresholds.snapchat.giv",
        "expected 'give', 'ask' or 'move'",
    ),
    "SASL without a user": ({"TOCSIN_KAFKA_SECURITY_PROTOCOL": "SASL_SSL"}, "kafka", "needs kafka.sasl_username"),
    "two topics of one name": ({"TOCSIN_TOPICS_RAW_NAME": "chat.alerts"}, "topics", "chat.alerts is given twice"),
    "a log too short for the memory": (
        {"TOCSIN_TOPICS_RAW_RETENTION_MS": "60000"},
        "topics.raw.retention_ms",
        "expected at least 2400000",
    ),
}


@pytest.mark.parametrize(("variables", "place", "expected"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_value_is_named_with_what_was_expected(variables: dict[str, str], place: str, expected: str) -> None:
    told = _error(**variables)

    assert place in told
    assert expected in told


def test_every_wrong_value_is_told_at_once_with_where_it_was_given(toml: Path) -> None:
    toml.write_text("[fetch]\nmin_bytes = 0\n")

    assert _error(toml, TOCSIN_LOG_LEVEL="loud").splitlines() == [
        f"fetch.min_bytes, in {toml}: expected greater than or equal to 1",
        "log.level, in the environment as TOCSIN_LOG_LEVEL: expected 'debug', 'info', 'warning' or 'error'",
    ]


UNKNOWN = {
    "a name misspelt": ("[kafka]\nbootstrp = 'x'\n", {}, "kafka.bootstrp", "did you mean kafka.bootstrap?"),
    "a group misspelt": ("[kafak]\nbootstrap = 'x'\n", {}, "kafak.bootstrap", "did you mean kafka.bootstrap?"),
    "a topic's name": ("[topics.raw]\npartition = 3\n", {}, "topics.raw.partition", "topics.raw.partitions?"),
    "a variable": ("", {"TOCSIN_FETCH_MINBYTES": "1"}, "TOCSIN_FETCH_MINBYTES", "did you mean TOCSIN_FETCH_MIN_BYTES?"),
    "a port": ("", {"TOCSIN_HEALTH_PORT": "80"}, "TOCSIN_HEALTH_PORT", "did you mean TOCSIN_WORKER_HEALTH_PORT?"),
    "nothing near": ("qqqq = 1\n", {}, "qqqq", "`tocsin settings` lists them all"),
}


@pytest.mark.parametrize(("text", "variables", "name", "hint"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_an_unknown_name_is_told_with_the_nearest_known_one(
    toml: Path, text: str, variables: dict[str, str], name: str, hint: str
) -> None:
    toml.write_text(text)

    told = _error(toml, **variables)

    assert told.startswith(f"{name}, in ")
    assert hint in told


def test_what_kubernetes_sets_for_a_service_named_tocsin_is_no_setting_and_no_mistake() -> None:
    load(None, {"TOCSIN_SERVICE_HOST": "h", "TOCSIN_PORT": "tcp://h:1", "TOCSIN_PORT_6066_TCP_ADDR": "h"})


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, toml: Path) -> None:
    toml.write_text("[kafka\n")

    assert "can't be read: No such file" in _error(tmp_path / "none.toml")
    assert "is no TOML: " in _error(toml)
    toml.write_bytes(b"\xff")
    assert "is not UTF-8 at byte 0" in _error(toml)


def test_a_secret_shows_in_no_repr_and_no_error() -> None:
    secret = {"TOCSIN_KAFKA_SASL_PASSWORD": "hunter2", "TOCSIN_KAFKA_TLS_KEY_PASSWORD": "hunter3"}
    misplaced = {"TOCSIN_KAFKA_SECURITY_PROTOCOL": "hunter4", "TOCSIN_FETCH_MIN_BYTES": "hunter5"}

    assert "hunter" not in repr(load(None, secret))
    assert "hunter" not in _error(**secret, **misplaced)
