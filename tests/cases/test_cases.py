"""The invented cases can be read, and nothing in them is anybody's."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

CASES = Path(__file__).parent
FILES = sorted((CASES / "handoffs").glob("*.jsonl"))
LANGUAGES = {"fr": "FR", "en": "GB", "es": "ES", "de": "DE", "it": "IT", "pt": "PT", "nl": "NL"}
APPS = {"snapchat", "instagram", "telegram", "whatsapp", "discord", "kik", "signal", "facebook", "tiktok", "skype"} | {
    "phone",
    "email",
    "other",
}
# Arcep decision 2018-0881 (FR), Ofcom "numbers for drama use" (GB), NANPA 555-01xx (US), Bundesnetzagentur notice
# 148/2021 (DE).
FICTION = re.compile(
    r"\+(33(63998|19900)\d{4}|447700900\d{3}|1\d{3}55501\d\d|49(17139200|17604069)\d{2,3}|493023125\d{3})"
)
HANDLE = re.compile(r"[a-z0-9_.+-][^\s@A-Z]*(@example\.(com|net|org))?")
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
LINK = re.compile(r"(?:https?://|www\.)([\w.-]+)")


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


ALL = [pytest.param(row, path.stem, id=row["id"]) for path in FILES for row in rows(path)]


def test_every_id_is_given_once() -> None:
    ids = [row["id"] for path in FILES for row in rows(path)]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_family_holds_thirteen_conversations_or_more(path: Path) -> None:
    assert len(rows(path)) >= 13


@pytest.mark.parametrize(("row", "family"), ALL)
def test_a_case_has_the_form_that_the_readme_gives(row: dict[str, Any], family: str) -> None:
    assert row.keys() == {"id", "lang", "family", "messages", "expect"}
    assert row["family"] == family
    assert row["lang"] in LANGUAGES
    assert 1 <= len(row["messages"]) <= 7
    assert all(m.keys() == {"from", "text"} and m["from"] in "ab" and m["text"].strip() for m in row["messages"])
    for mark in row["expect"]:
        assert mark.keys() == {"message", "intent", "app", "handle"}
        assert mark["message"] in range(len(row["messages"]))
        assert mark["intent"] in {"give", "ask", "move"}
        assert mark["app"] in APPS
        assert (mark["handle"] is not None) == (mark["intent"] == "give")
        assert mark["handle"] is None or re.fullmatch(
            r"[a-z0-9_.+-][^\s@A-Z]*(@example\.(com|net|org))?", mark["handle"]
        )


@pytest.mark.parametrize(("row", "family"), ALL)
def test_a_case_holds_nobodys_number_address_or_site(row: dict[str, Any], family: str) -> None:
    text = "\n".join(m["text"] for m in row["messages"])
    numbers = [
        phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        for match in phonenumbers.PhoneNumberMatcher(text, LANGUAGES[row["lang"]])
    ]
    numbers += [m["handle"] for m in row["expect"] if m["app"] == "phone" or (m["handle"] or "").startswith("+")]
    hosts = [host.lower() for host in ADDRESS.findall(text) + LINK.findall(text)]

    assert [n for n in numbers if n is not None and not FICTION.fullmatch(n)] == [], family
    assert [h for h in hosts if not re.fullmatch(r"([\w-]+\.)*example\.(com|net|org)", h.rstrip("."))] == [], family
