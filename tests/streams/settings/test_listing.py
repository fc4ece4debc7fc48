from __future__ import annotations

from pathlib import Path

from streams.settings import Settings, as_toml, listed, load

ENVIRONMENT = {
    "TOCSIN_KAFKA_BOOTSTRAP": "a:1,b:2",
    "TOCSIN_KAFKA_SASL_PASSWORD": "hunter2",
    "TOCSIN_SCAN_THRESHOLDS": '{"snapchat": {"give": 0.4}}',
    "TOCSIN_KAFKA_TLS_CA_FILE": __file__,
}


def test_every_setting_says_its_effect_and_every_number_its_unit() -> None:
    rows = listed(Settings())

    assert all(row.effect for row in rows)
    assert [row.name for row in rows if row.type.startswith(("whole number", "number")) and not row.unit] == [
        *(f"topics.{topic}.{of}" for topic in ("raw", "rejected", "sightings", "signals", "alerts") for of in COPIES),
        "worker.health_port",
    ]


COPIES = ("replication", "min_isr")


def test_names_and_variables_are_all_different() -> None:
    rows = listed(Settings())

    assert len({row.name for row in rows}) == len({row.variable for row in rows}) == len(rows)


def test_a_value_stands_beside_its_default_and_a_secret_is_masked() -> None:
    rows = {row.name: row for row in listed(load(None, ENVIRONMENT))}

    assert (rows["kafka.bootstrap"].value, rows["kafka.bootstrap"].default) == ("a:1,b:2", "127.0.0.1:9092")
    assert rows["kafka.sasl_password"].value == "********"
    assert rows["kafka.tls_key_password"].value is None
    assert "hunter2" not in str(rows)


def test_the_list_is_a_settings_file_that_gives_the_same_settings(tmp_path: Path) -> None:
    settings = load(None, {name: value for name, value in ENVIRONMENT.items() if "PASSWORD" not in name})
    file = tmp_path / "tocsin.toml"
    file.write_text(as_toml(listed(settings)), "utf-8")

    assert load(file, {}) == settings


def test_a_secret_stands_in_the_file_as_a_comment() -> None:
    text = as_toml(listed(load(None, ENVIRONMENT)))

    assert "\n# sasl_password =\n" in text
    assert "hunter2" not in text
