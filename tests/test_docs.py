"""The documents name all that there is, and nothing that there isn't."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from processors.handoff.apps import APPS
from processors.handoff.lexicon import CUES
from processors.handoff.numerals import LANGUAGES
from processors.records import FACTS, MESSAGES
from processors.rules import RULES
from streams.agents import STAGES
from streams.cli import app
from streams.metrics import Metrics
from streams.scan_files import scan_files
from streams.settings import Settings, Topics, listed, load
from streams.topics import table
from streams.wire.rejects import Reason

ROOT = Path(__file__).parents[1]
WIRE, GLOSSARY = "streams/README.md", "processors/README.md"
DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for folder in (".", ".github", "processors", "streams", "tests", "benchmarks", "docker")
    for path in ((ROOT / folder).glob("*.md") if folder in (".", ".github") else (ROOT / folder).rglob("*.md"))
)
SHELL = re.compile(r"^ {4}(\S.*)$", re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def text(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


def blocks(language: str) -> list[str]:
    return [found for name, found in BLOCK.findall(text("README.md")) if name == language]


def commands(group: TyperGroup, path: str = "tocsin") -> dict[str, TyperCommand]:
    found: dict[str, TyperCommand] = {}
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            found |= commands(command, f"{path} {name}")
        elif isinstance(command, TyperCommand):
            found[f"{path} {name}"] = command
    return found


def lines(*documents: str) -> list[list[str]]:
    """Give the commands in documents: indented lines, and code in backquotes, as words without their comment."""
    found = []
    for document in documents:
        plain = BLOCK.sub("", text(document))
        told = [line for line in SHELL.findall(plain) if re.match(r"(tocsin|make|python|pytest|docker) ", line)]
        told += re.findall(r"`((?:tocsin|make|python -m) [^`]+)`", plain)
        for line in told:
            words = shlex.split(line.replace("…", ""), comments=True)
            both = " ".join(words).split(" && ")
            found += [part.split() for part in both]
    return found


CLI = get_command(app)
assert isinstance(CLI, TyperGroup)
COMMANDS = commands(CLI)
LINES = lines(*DOCUMENTS)


def names(document: str, *expected: str) -> list[str]:
    """Give what a document doesn't name in backquotes."""
    said = set(re.findall(r"`([^`\n]+)`", text(document)))
    return [name for name in expected if name not in said]


def test_the_readme_shows_every_command() -> None:
    shown = {" ".join(words[:n]) for words in lines("README.md") for n in (2, 3)}

    assert [name for name in COMMANDS if name not in shown] == []


@pytest.mark.parametrize("words", [words for words in LINES if words[0] == "tocsin"], ids=" ".join)
def test_a_command_shown_exists_with_its_options(words: list[str]) -> None:
    path = [word for word in words[:3] if not word.startswith("-")]
    known = next((COMMANDS[" ".join(path[:n])] for n in (3, 2) if " ".join(path[:n]) in COMMANDS), CLI)
    is_group = len(path) == 2 and path[1] in getattr(CLI, "commands", {})
    options = {option for param in (*known.params, *CLI.params) for option in param.opts} | {"--help"}

    assert known is not CLI or len(path) == 1 or is_group
    assert [word for word in words if word.startswith("--") and word not in options] == []


@pytest.mark.parametrize("words", [words for words in LINES if words[0] == "make"], ids=" ".join)
def test_a_target_of_make_shown_exists(words: list[str]) -> None:
    assert re.search(rf"^{words[1]}:", text("Makefile"), re.MULTILINE)


@pytest.mark.parametrize("words", [words for words in LINES if words[:2] == ["python", "-m"]], ids=" ".join)
def test_a_module_shown_exists_with_its_options(words: list[str]) -> None:
    found = importlib.util.find_spec(words[2])

    assert found
    assert found.origin
    assert [word for word in words[3:] if word.startswith("--") and word not in text(found.origin)] == []


def test_stages_named_for_a_worker_exist() -> None:
    named = [words[words.index("--stages") + 1] for words in LINES if "--stages" in words]

    assert named
    assert [stage for stages in named for stage in stages.split(",") if stage not in STAGES] == []


def test_every_rule_has_its_row() -> None:
    expected = [rule.name for rule in RULES]

    assert names("README.md", *expected) == names(WIRE, *expected) == names(GLOSSARY, *expected) == []


def test_every_app_and_language_is_named_where_one_adds_them() -> None:
    assert names(GLOSSARY, *APPS, *LANGUAGES) == []


def test_every_stage_has_its_paragraph() -> None:
    assert [stage for stage in STAGES if f"**{stage}** " not in text("README.md")] == []
    assert names(GLOSSARY, *STAGES) == []


def test_every_topic_is_described() -> None:
    assert names(WIRE, *(spec.name for spec in table(Topics()))) == []


def test_every_field_of_a_record_is_described() -> None:
    ours = {"offset", "logged_at", "subject_kind", "subject_value", "spans"}  # of frames, not of records
    fields = [name for name in dict.fromkeys([*MESSAGES, *FACTS]) if name not in ours]

    assert names(WIRE, *fields) == []


def test_every_reason_of_a_reject_is_described() -> None:
    assert names(WIRE, *Reason) == []


def test_every_group_of_settings_is_named_and_no_other_setting() -> None:
    known = {row.name for row in listed(Settings())}
    groups = dict.fromkeys(name.split(".")[0] for name in known)
    said = {name for document in DOCUMENTS for name in re.findall(r"`(\w+\.[\w.]+)`", text(document))}

    assert names("README.md", *groups) == []
    assert [name for name in said if name.split(".")[0] in groups and name not in known | {"rules.py"}] == []


def test_every_variable_named_is_a_setting() -> None:
    known = {row.variable for row in listed(Settings())} | {"TOCSIN_CONFIG", "TOCSIN_GROUP_NAME"}
    said = {name for document in DOCUMENTS for name in re.findall(r"TOCSIN_\w+", text(document))}

    assert said <= known


def test_every_metric_to_alarm_on_is_counted() -> None:
    families = {family.name for family in Metrics().registry.collect()}
    said = set(re.findall(r"`(tocsin_\w+)`", text("README.md")))

    assert said
    assert [name for name in said if name.removesuffix("_total") not in families] == []


def test_every_sort_of_cue_is_explained() -> None:
    assert names("processors/handoff/languages/README.md", *CUES) == []


def test_a_settings_file_shown_is_one(tmp_path: Path) -> None:
    """Files that it names needn't be there, so their lines are left out."""
    (shown,) = blocks("toml")
    file = tmp_path / "tocsin.toml"
    file.write_text("\n".join(line for line in shown.splitlines() if "_file" not in line))

    assert load(file, {"TOCSIN_KAFKA_SASL_PASSWORD": "x"}).windows.language == "fr"


def test_the_alert_shown_is_what_comes_of_the_message_shown(tmp_path: Path) -> None:
    """Save how its spans are explained: better words are no news."""
    message, alert = map(json.loads, blocks("json")[:2])
    file = tmp_path / "chat.jsonl"
    file.write_text(json.dumps(message))

    (found,) = scan_files([str(file)], Settings(), len, signals=False, alerts=True).alerts.values()

    assert without_reasons(found) == without_reasons(alert)


def without_reasons(alert: dict[str, Any]) -> dict[str, Any]:
    refs = [{**ref, "spans": [{**span, "why": ""} for span in ref["spans"]]} for ref in alert["evidence"]]
    return {**alert, "evidence": refs}


@pytest.mark.parametrize("code", blocks("python"))
def test_python_shown_can_be_compiled(code: str) -> None:
    compile(code, "README.md", "exec")


@pytest.mark.parametrize(
    ("document", "target"), [(document, target) for document in DOCUMENTS for target in LINK.findall(text(document))]
)
def test_a_link_leads_somewhere(document: str, target: str) -> None:
    assert (ROOT / document).parent.joinpath(target).exists()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_path_named_exists(document: str) -> None:
    said = re.findall(r"`((?:processors|streams|tests|benchmarks|docker|handoff|pseudonym)/[\w./-]*)`", text(document))
    beside = (ROOT, ROOT / "processors")

    assert [path for path in said if not any((place / path).exists() for place in beside)] == []
