"""`tocsin age`: lines in, ages out, and what it says of a line that it can't read."""

from __future__ import annotations

import pytest

from streams.commands.age import age_lines, rows
from streams.errors import FileError


def test_each_line_gets_its_ages_under_its_id() -> None:
    lines = [b'{"id": "a", "lang": "fr", "text": "j\'ai 14 ans"}', b"", b'{"id": "b", "lang": null, "text": "bus 14"}']

    assert list(age_lines(rows(lines, "x"))) == [{"id": "a", "ages": [14]}, {"id": "b", "ages": []}]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"{", "no JSON at column"),
        (b"[]", "not an object"),
        (b'{"text": "secret"}', "id is missing"),
        (b'{"id": 1, "text": "secret"}', "id is no string"),
        (b'{"id": "a", "text": null}', "text is no string"),
        (b'{"id": "a", "text": "secret", "lang": 3}', "lang is neither a string nor null"),
    ],
)
def test_a_bad_line_is_named_by_number_and_never_shown(line: bytes, fault: str) -> None:
    good = b'{"id": "a", "text": "x"}'

    with pytest.raises(FileError, match=f"^x, line 2: {fault}") as told:
        list(rows([good, line], "x"))
    assert "secret" not in str(told.value)
