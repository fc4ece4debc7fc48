"""Who of two may be a minor while the other may be an adult."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.minors import ADULT_AGE, Person, minor_of

CASES = {
    # The ages known of a and of b, and whose id is given.
    "a child and an adult": ({14}, {34}, "a"),
    "an adult and a child": ({34}, {14}, "b"),
    "17 and 18": ({17}, {18}, "a"),
    "a child and someone of unknown age, who may be anyone": ({14}, set(), "a"),
    "two children: neither may be an adult": ({14}, {15}, None),
    "two adults": ({34}, {18}, None),
    "two of unknown age: neither may be a minor": (set(), set(), None),
    "an adult and someone of unknown age": ({34}, set(), None),
    "a man who declares 34 and says 15 to a child of 12: he is still the adult": ({34, 15}, {12}, "b"),
    "the same to an adult: he may be a minor who lied upwards": ({34, 15}, {40}, "a"),
    "the same to someone of unknown age": ({34, 15}, set(), "a"),
    "both said both: the lowest age is taken": ({13, 40}, {12, 30}, "b"),
    "both with the same lowest age: the id that sorts first": ({12, 40}, {12, 30}, "a"),
    "a child who says 19 to an adult to be let in": ({14, 19}, {34}, "a"),
    "a child who says 19 to another child, and may be neither": ({14, 19}, {15}, "b"),
    "an age of 0": ({0}, {34}, "a"),
}


@pytest.mark.parametrize(("a", "b", "minor"), CASES.values(), ids=CASES)
def test_the_minor_of_two(a: set[int], b: set[int], minor: str | None) -> None:
    one, other = Person("a", frozenset(a)), Person("b", frozenset(b))

    assert minor_of(one, other) == minor
    assert minor_of(other, one) == minor


AGES = st.frozensets(st.integers(0, 130), max_size=3)


@given(AGES, AGES)
def test_a_minor_is_named_wherever_one_may_be_a_minor_and_the_other_an_adult(
    a: frozenset[int], b: frozenset[int]
) -> None:
    def fits(minor: frozenset[int], adult: frozenset[int]) -> bool:
        return any(age < ADULT_AGE for age in minor) and (not adult or any(age >= ADULT_AGE for age in adult))

    named = minor_of(Person("a", a), Person("b", b))

    assert (named is None) == (not fits(a, b) and not fits(b, a))
    assert named != "a" or fits(a, b)
    assert named != "b" or fits(b, a)
