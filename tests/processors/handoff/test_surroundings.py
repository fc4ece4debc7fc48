from __future__ import annotations

import pytest

from processors.handoff.surroundings import code


@pytest.mark.parametrize(
    "raw",
    [
        "@nuage.gris.7",
        "insta, @zebraillon, say hello",
        "📸 @foret.de.pins viens voir",
        "sur snap @lulu.zebre.",
        "ton @ ?",
    ],
)
def test_a_user_name_with_its_sign_is_no_code(raw: str) -> None:
    assert not code(raw)


@pytest.mark.parametrize(
    "raw", ["@rows.map(*.name)", "say @rows[0]", "my @rows = 1, 2", "$self.name", "say @rows.elems", "&f.assuming(1)"]
)
def test_an_array_at_work_is_code(raw: str) -> None:
    assert code(raw)
