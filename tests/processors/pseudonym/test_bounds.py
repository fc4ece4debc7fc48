"""A bound never rules out what a match would find."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from processors.pseudonym.bounds import SAID, declared, weighed
from processors.pseudonym.letters import alike, letters, plain, shared
from processors.pseudonym.model import shipped
from processors.pseudonym.probability import DECLARED_PARTS, Declared, match
from processors.roster import NAMES

MODEL = shipped("chat")

pieces = ["quetsch", "velure", "Loutre", "_", "xX_", "_Xx", "0", "974", "jf18", "paris", "é"]
pseudonyms = st.one_of(st.text(max_size=20), st.lists(st.sampled_from(pieces), max_size=5).map("".join))
people = st.builds(
    Declared,
    st.none() | st.integers(10, 13),
    st.sampled_from([None, "", "h", "H", "f"]),
    st.sampled_from([None, "", "13001", "13002", "59800", "5"]),
    st.sampled_from([frozenset(), frozenset({"snapchat:a"}), frozenset({"snapchat:a", "phone:1"})]),
)


@example("0fficielle", "0fficiel", Declared(), Declared(34, "h", "13001"))
@given(pseudonyms, pseudonyms, people, people)
def test_no_match_passes_the_reach_of_either_name_with_what_is_declared(
    one: str, other: str, a: Declared, b: Declared
) -> None:
    parts = match(*(weighed(name, MODEL).profile for name in (one, other)), MODEL, a, b).parts
    frame = pl.DataFrame(
        [(age, gender, postcode, list(handles)) for age, gender, postcode, handles in (a, b)],
        {name: NAMES[name] for name in ("age", "gender", "postcode", "handles")},
        orient="row",
    )
    said = frame.select(SAID).to_series().to_numpy()
    bound = float(declared(said[:1], said[1:], MODEL)[0])
    of_names = math.fsum(value for part, value in parts.items() if part not in DECLARED_PARTS)

    assert of_names <= min(weighed(one, MODEL).reach, weighed(other, MODEL).reach) + 1e-9
    assert math.fsum(parts.values()) - of_names <= bound + 1e-9


def test_names_with_their_letters_in_common_may_be_alike() -> None:
    names = ["Quetsch_Velure", "velurequetsch", "qu3tschvelur3", "brindavoine"]
    bits = letters([plain(name) for name in names])

    assert alike(np.repeat(bits[:1], 4), bits).tolist() == [True, True, True, False]
    assert shared(bits[:1], bits[2:3])[0] == 1.0


@pytest.mark.parametrize(
    ("pseudonym", "expected"),
    [("xX_V3lure_Xx", "xxvelurexx"), ("Élodie 34", "elodieea"), ("12", "i"), ("🙂", "🙂")],
)
def test_plain_keeps_letters_and_what_looks_like_them(pseudonym: str, expected: str) -> None:
    assert plain(pseudonym) == expected
