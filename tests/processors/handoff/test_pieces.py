from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.handoff.mentions import mentions
from processors.handoff.pieces import bit, count, whole
from processors.handoff.text import read


@pytest.mark.parametrize(
    ("raw", "value", "role", "sure"),
    [
        ("zebre", "zebre", "", False),
        ("_zebre", "_zebre", "", False),
        (".zebre.bleu", ".zebre.bleu", "", False),
        ("zebre_", "zebre_", "", False),
        ("ok zebre", "zebre", "", False),
        ("c'est zebre", "zebre", "", False),
        ("point", ".", "", False),
        ("dot zebra", ".zebra", "", False),
        ("puis un tiret du 8", "_", "next", False),
        ("then underscore", "_", "next", False),
        ("then zebra", "zebra", "next", False),
        ("dann unterstrich", "_", "next", False),
        ("et devant tu mets zebre", "zebre", "front", False),
        ("goes zebra at the front", "zebra", "front", False),
        ("et 75 derrière", "75", "last", False),
        ("oh and add 99 at the end", "99", "last", False),
        ("und am ende 44", "44", "last", True),
        ("y termina en 45", "45", "last", True),
        ("e no fim 31", "31", "last", True),
        ("en op het eind 19", "19", "last", True),
        ("soixante quinze", "75", "", False),
        ("2 fois 51 à la fin", "5151", "last", False),
        ("1ère partie : zebre", "zebre", "1", True),
        ("première moitié de mon tiktok : zebre", "zebre", "1", True),
        ("part two: zebra8", "zebra8", "2", True),
        ("zweiter Teil: _zebra", "_zebra", "2", True),
        ("la prima parte del mio snap è zebra", "zebra", "1", True),
        ("a primeira parte do meu snap é zebra", "zebra", "1", True),
        ("la segunda parte es _zebra7", "_zebra7", "2", True),
        ("eerste deel: zebra", "zebra", "1", True),
        ("fängt an mit zebra", "zebra", "first", True),
        ("la suite : 14", "14", "next", False),
        ("2/3 .zebre", ".zebre", "2/3", True),
        ("oui. arobase", "@", "", False),
        ("example.org, jcherchais", "example.org", "", False),
        ("puis example point com", "example.com", "next", False),
        ("mon snap c zebre", "zebre", "", False),
        ("auf discord such nach zebra", "zebra", "", False),
    ],
)
def test_what_a_message_adds_to_a_name_is_read_with_its_place(raw: str, value: str, role: str, *, sure: bool) -> None:
    text = read(raw)
    found = bit(text, [(one.start, one.end) for one in mentions(text)])

    assert found is not None
    assert (found.value, found.role, found.sure) == (value, role, sure)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "ok",
        "oui",
        "mon snap c'est",
        "la suite après la pub",
        "la fin de quoi mdr",
        "tu fais quoi",
        "et ça marche ?",
        "i put the book on the shelf",
        "je te le passe après",
    ],
)
def test_talk_about_other_things_adds_nothing(raw: str) -> None:
    text = read(raw)

    assert bit(text, [(one.start, one.end) for one in mentions(text)]) is None


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("mon snap en 3 fois", 3),
        ("jle mets en deux morceaux", 2),
        ("in two parts", 2),
        ("in zwei Teilen", 2),
        ("en dos partes", 2),
        ("in tre pezzi", 3),
        ("em duas partes", 2),
        ("in drie stukjes", 3),
        ("en 2x", 2),
        ("une fois", 0),
        ("3 chats", 0),
    ],
)
def test_in_how_many_parts_a_name_comes_is_read(raw: str, parts: int) -> None:
    assert count(read(raw)) == parts


def test_parts_go_in_the_order_of_their_numbers_or_else_of_their_places() -> None:
    assert whole([("a", "1/3"), ("c", "3/3"), ("b", "2/3")]) == "abc"
    assert whole([("b", "last"), ("a", "front")]) == "ab"
    assert whole([("b", ""), ("c", "next"), ("a", "first")]) == "abc"


@given(st.text(max_size=150))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_a_bit_of_any_text_lies_inside_it(raw: str) -> None:
    text = read(raw)
    found = bit(text)

    assert found is None or (0 <= found.start < found.end <= len(text.folded) and found.value)


@pytest.mark.parametrize("unit", ["a ", "puis ", ". ", "_", "a.", "point ", "12 ", "1ère partie "])
def test_the_longest_message_that_is_read_costs_little(unit: str) -> None:
    text = read((unit * 160)[:160])
    start = time.thread_time()

    bit(text)

    assert time.thread_time() - start < 0.05
