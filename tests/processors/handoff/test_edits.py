from __future__ import annotations

import pytest

from processors.handoff.edits import edits
from processors.handoff.handles import candidates
from processors.handoff.text import read


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("snap : zebrillon avec un zero a la place du o", "zebrill0n"),
        ("snap c zebrillon, remplace le o par 0", "zebrill0n"),
        ("snap c zebrillon mais le o c'est un zéro", "zebrill0n"),
        ("its zebrat but with a 4 instead of the a", "zebr4t"),
        ("its zebrood, replace the o's with zeros", "zebr00d"),
        ("snap: zebrat, aber statt a eine 4", "zebr4t"),
        ("es zebrillo, cambia la o por un cero", "zebrill0"),
        ("è zebrillo ma con lo zero al posto della o", "zebrill0"),
        ("é zebrillo, troca o o por zero", "zebrill0"),
        ("is zebroos maar met een nul in plaats van de o", "zebr00s"),
        ("snap : zebrillon deux fois", "zebrillonzebrillon"),
        ("its zebrat twice", "zebratzebrat"),
        ("its zebramet with two m's", "zebrammet"),
        ("snap c zebrillon mais sans les i", "zebrllon"),
        ("c'est zebry, mais sans le y", "zebr"),
    ],
)
def test_a_name_is_read_as_it_is_meant(raw: str, value: str) -> None:
    assert value in [handle.value for handle in candidates(read(raw))]


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "deux fois",
        "i'd rather have tea instead",
        "replace the battery with a new one",
        "je viens à la place de ma soeur",
        "statt Kaffee trinke ich Tee",
    ],
)
def test_other_changes_are_no_edits_of_letters(raw: str) -> None:
    assert [edit for edit in edits(read(raw)) if edit.old] == []
