from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks import bench_handoffs
from benchmarks.bench_handoffs import CASES, CaseError, errors, passes, read, talks_of

if TYPE_CHECKING:
    from pathlib import Path

GIVEN = {
    "id": "plain_give-fr-01",
    "lang": "fr",
    "family": "plain_give",
    "messages": [{"from": "a", "text": "salut"}, {"from": "b", "text": "mon snap : zebrille_75"}],
    "expect": [{"message": 1, "intent": "give", "app": "snapchat", "handle": "zebrille_75"}],
}


@pytest.fixture
def a_file(tmp_path: Path) -> Path:
    path = tmp_path / "talks.jsonl"
    path.write_text(json.dumps(GIVEN) + "\n\n" + json.dumps(GIVEN | {"id": "2", "expect": []}) + "\n")
    return path


def test_talks_of_a_file_are_read_by_the_scan_stage_and_judged(a_file: Path) -> None:
    right, false = read(talks_of(a_file))

    assert [(c.message, c.intent, c.app, c.handle) for c in right.claims if passes(c)] == [right.marks[0][:4]]
    assert errors([right._replace(claims=())]) == ["missed  plain_give-fr-01, message 1: give snapchat"]
    assert errors([false._replace(claims=right.marks)]) == ["false   2, message 1: give snapchat"]


def test_figures_are_printed_by_family_language_app_and_intent(
    a_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench_handoffs", str(a_file), "--json"])

    bench_handoffs.main()

    told = json.loads(capsys.readouterr().out)
    assert {name: lines[-1]["right"] for name, lines in told["tables"].items()} == {
        "talks, by family": 1,
        "hand-offs, by family": 1,
        "hand-offs, by language": 1,
        "hand-offs, by app": 1,
        "hand-offs, by intent": 1,
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 2: no JSON at column"),
        ("{}", "line 2: lacks 'expect'; tests/cases/README.md"),
        ('{"expect": 5}', "line 2: has a field of another type"),
        ("[]", "line 2: has a field of another type"),
    ],
)
def test_a_line_that_is_no_talk_is_named(a_file: Path, line: str, told: str) -> None:
    a_file.write_text(json.dumps(GIVEN) + f"\n{line}\n")

    with pytest.raises(CaseError, match=told):
        talks_of(a_file)


def test_the_projects_own_cases_are_measured_where_no_file_is_named() -> None:
    assert len([talk for path in CASES.glob("*.jsonl") for talk in talks_of(path)]) >= 400
