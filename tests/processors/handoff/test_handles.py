from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.handoff.handles import candidates
from processors.handoff.mentions import mentions
from processors.handoff.text import read


def values(raw: str, at_least: float = 0.0) -> list[str]:
    return [handle.value for handle in candidates(read(raw)) if handle.strength >= at_least]


@pytest.mark.parametrize(
    ("raw", "value", "form"),
    [
        ("snap : Lulu.Zebre75", "lulu.zebre75", "dotted"),
        ("insta @zebre_bavard", "zebre_bavard", "at"),
        ("dc zebre#1234", "zebre#1234", "tag"),
        ("mon snap c zebre_bavard_", "zebre_bavard_", "marked"),
        ("snap zebraillon", "zebraillon", "word"),
        ("snap: zèbre_bavård", "zebre_bavard", "marked"),
        ("snap: zеbrе_bаvаrd", "zebre_bavard", "marked"),  # Cyrillic
        ("snap: ⓩⓔⓑⓡⓔ_75", "zebre_75", "marked"),
        ("snap: loooool_75", "loooool_75", "marked"),
        ("snap: ßavard_75", "bavard_75", "marked"),
        ("snap : z e b r e 7 5", "zebre75", "dictated"),
        ("snap : z-e-b-r-e", "zebre", "dictated"),
        ("snap : z.e.b.r.e", "zebre", "dictated"),
        ("snap z🌿e🌿b🌿r🌿e🌿 puis point 75", "zebre.75", "dictated"),
        ("snap : z e b r e puis 69 tout attaché", "zebre69", "dictated"),
        ("zebre point bavard", "zebre.bavard", "dictated"),
        ("zebre tiret du bas bavard", "zebre_bavard", "dictated"),
        ("zebre tiret du 8 bavard", "zebre_bavard", "dictated"),
        ("zebre (underscore) bavard", "zebre_bavard", "dictated"),
        ("zebre _ bavard", "zebre_bavard", "dictated"),
        ("zebra barra baja gris", "zebra_gris", "dictated"),
        ("zebra unterstrich grau", "zebra_grau", "dictated"),
        ("zebra underscore then seventy five", "zebra_75", "dictated"),
        ("zebre puis un tiret du bas puis soixante quinze", "zebre_75", "dictated"),
        ("Z comme Zoé O comme Oscar É comme Émile tiret du 8 puis trente", "zoe_30", "dictated"),
        ("zulu oscar echo, figure nine, then zulu oscar echo", "zoe9zoe", "dictated"),
        ("Zara Otranto Empoli, trattino basso, Roma Empoli", "zoe_re", "dictated"),
        ("bé, o, enne, o, point, dé, é, té", "bono.det", "dictated"),
        ("zebrine avec deux n puis underscore puis 75", "zebrinne_75", "dictated"),
        ("zebrine sans les e puis underscore puis 75", "zbrin_75", "dictated"),
        ("zebrine sans le n final et tu ajoutes 92", "zebrie92", "dictated"),
        ("quokka with two k and 77 at the end", "quokka77", "dictated"),
        ("snap c z-e-b-r-e-7", "zebre7", "dictated"),
        ("kik z-e-b-r-a then 404", "zebra404", "dictated"),
        ("mi telegram es arroba zebra guion bajo gris", "zebra_gris", "dictated"),
        ("arobase zebre underscore ivre deux mille", "zebre_ivre2000", "dictated"),
        ("the word zebra, then a dot, then run, no spaces", "zebra.run", "dictated"),
        ("double vé, a, bé, i, té, i puis 75", "wabiti75", "dictated"),
        ("je suis zebre du zoo tout attaché", "zebreduzoo", "glued"),
        ("zxexbxrxe", "zebre", "interleaved"),
        ("erbez à l'envers", "zebre", "backwards"),
        ("flip it: drazub_yllis", "silly_buzard", "backwards"),
        ("lies das von rechts nach links: rabez", "zebar", "backwards"),
        ("ǝɹqǝz", "zebre", "backwards"),
    ],
)
def test_a_handle_is_read_through_its_disguise(raw: str, value: str, form: str) -> None:
    assert (value, form) in [(handle.value, handle.form) for handle in candidates(read(raw))]


@pytest.mark.parametrize(
    ("raw", "app", "value"),
    [
        ("https://www.snapchat.com/add/zebre_bavard", "snapchat", "zebre_bavard"),
        ("instagram.com/zebre.bavard?igsh=1", "instagram", "zebre.bavard"),
        ("hxxps://instagram[.]com/zebre.bavard", "instagram", "zebre.bavard"),
        ("t.me/zebre_bavard", "telegram", "zebre_bavard"),
        ("t(.)me/zebre_bavard", "telegram", "zebre_bavard"),
        ("t point me slash zebre_bavard", "telegram", "zebre_bavard"),
        ("t dot me slash zebre_bavard", "telegram", "zebre_bavard"),
        ("wa.me/33639980000", "whatsapp", "+33639980000"),
        ("wa punt me slash 33639980000", "whatsapp", "+33639980000"),
        ("discord . gg / zq7zq7z", "discord", "zq7zq7z"),
        ("discord punkt gg schrägstrich zq7zq7z", "discord", "zq7zq7z"),
        ("insta gram point com slash zebre.bavard, 3e", "instagram", "zebre.bavard"),
        ("tiktok.com/@zebre_bavard", "tiktok", "zebre_bavard"),
        ("zebre.bavard@example.org", "email", "zebre.bavard@example.org"),
        ("zebre point bavard arobase example point com", "email", "zebre.bavard@example.com"),
        ("zebre.bavard chiocciola example punto org", "email", "zebre.bavard@example.org"),
        ("zebre at example dot org", "email", "zebre@example.org"),
        ("zebre (at) example (dot) org", "email", "zebre@example.org"),
    ],
)
def test_an_address_tells_app_and_handle(raw: str, app: str, value: str) -> None:
    assert (app, value) in [(handle.app, handle.value) for handle in candidates(read(raw))]


@pytest.mark.parametrize(
    "raw",
    [
        "rdv à 17h42 place bellecour",
        "a 42.000 km, 3e main",
        "instagram.com/explore",
        "le fichier est devis.pdf",
        "voir www.example.com",
        "et voilà c'est fini",
        "à plus, @+",
        "06 39 98 00 00",
        "snap/insta, comme tu veux",
        "that is without a doubt the one with a plan",
        "une glace sans l'eau",
        "t'as vu, j'ai dit l'autre jour",
    ],
)
def test_what_only_resembles_a_handle_is_weak(raw: str) -> None:
    assert values(raw, at_least=0.31) == []


def test_a_candidate_points_to_what_was_sent() -> None:
    text = read("mon ѕnap : z e b r e 7 5 !")
    (handle,) = [handle for handle in candidates(text) if handle.value == "zebre75"]

    start, end = text.span(handle.start, handle.end)

    assert text.raw[start:end] == "z e b r e 7 5"


@given(st.text(max_size=150))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_candidates_of_any_text_lie_inside_it(raw: str) -> None:
    text = read(raw)

    assert all(
        0 <= handle.start < handle.end <= len(text.folded) and handle.value and 0 < handle.strength <= 1
        for handle in candidates(text)
    )


@pytest.mark.parametrize(
    "unit",
    [
        "snap ",
        "s n a p ",
        "a.",
        "a ",
        "a@b.cc ",
        "t.me/a ",
        "zebre point zebre ",
        "👻",
        "a\u0301",
        "photo a b c ",
        "ɐ snap ",
        "a/",
    ],
)
def test_the_work_grows_with_the_length_of_the_text_and_no_faster(unit: str) -> None:
    short, long = (_steps(unit * (size // len(unit))) for size in (1_000, 16_000))

    assert long <= 24 * short  # 16 times the text; steps are calls, which no machine's speed changes


def _steps(raw: str) -> int:
    """Count the calls of Python and of C that reading a text takes."""
    steps = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal steps
        steps += event in {"call", "c_call"}

    text = read(raw)
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        candidates(text)
        mentions(text)
    finally:
        sys.setprofile(before)
    return steps


WORDS = st.sampled_from(["zebre", "bavard", "quokka", "lune"])
SIGNS = {".": ["point", "dot", "punto", "punkt", "(.)"], "_": ["underscore", "tiret du bas", "barra baja", "( _ )"]}


@given(WORDS, st.sampled_from(sorted(SIGNS)), WORDS, st.data())
@settings(max_examples=100, derandomize=True, deadline=None)
def test_signs_put_in_words_are_undone(first: str, sign: str, last: str, data: st.DataObject) -> None:
    said = data.draw(st.sampled_from(SIGNS[sign]))

    assert f"{first}{sign}{last}" in values(f"insta : {first} {said} {last}")


@pytest.mark.parametrize(
    ("raw", "any_"),
    [
        ("snap : lulu_zebre75", False),
        ("zebre point bavard", False),
        ("lulu.zebre@example.org ou lulu_zebre75", True),
        ("instagram.com/lulu_zebre75", True),
        ("lulu zebre arobase example point org", True),
    ],
)
def test_bare_names_are_left_out_only_where_nothing_carries_its_app(raw: str, any_: bool) -> None:  # noqa: FBT001 - a column of the table
    text = read(raw)
    assert candidates(text, bare=False) == (candidates(text) if any_ else ())
    assert any_ == any(handle.app is not None for handle in candidates(text))
