from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.claims import CLAIMS, FRAGMENTS, ages_hold, decoding_holds, folding_holds, reading_holds

if TYPE_CHECKING:
    from collections.abc import Callable

SAID = b"\xa0"  # what follows is UTF-8, said by a
FOUND = {
    "a € between two words": (reading_holds, SAID + b"\0wadd me\xe2\x82\xacskype"),
    "a figure at the end of an app": (reading_holds, SAID + b"\0telegram6"),
    "a figure at the end of a short name of an app": (reading_holds, SAID + b"\x02\n\xc2\xabtel6"),
    "parts are announced of nothing": (reading_holds, SAID + b"\0en 2 fois"),
    "one letter is the last piece of a name": (reading_holds, SAID + b"\x020facebook\xff\x05b"),
}
"""What the fuzzer found: the claim that broke, and the bytes."""


@pytest.mark.parametrize(("claim", "data"), FOUND.values(), ids=FOUND)
def test_what_broke_a_claim_breaks_it_no_more(claim: Callable[[bytes], None], data: bytes) -> None:
    claim(data)


@pytest.mark.parametrize("claim", [reading_holds, ages_hold], ids=lambda claim: claim.__name__)
@settings(max_examples=120, derandomize=True, deadline=None)
@given(st.integers(0, 127), st.lists(st.integers(0, 255), max_size=40))
def test_any_fragments_in_a_row_are_read(claim: Callable[[bytes], None], first: int, rest: list[int]) -> None:
    claim(bytes([first, *rest]))


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read(claim: Callable[[bytes], None], text: str) -> None:
    claim(SAID + b"\0" + text.encode())


@pytest.mark.parametrize("claim", [folding_holds, decoding_holds], ids=lambda claim: claim.__name__)
@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_taken(claim: Callable[[bytes], None], data: bytes) -> None:
    claim(data)


def test_each_byte_is_another_fragment() -> None:
    assert len(set(FRAGMENTS)) == len(FRAGMENTS) <= 255
