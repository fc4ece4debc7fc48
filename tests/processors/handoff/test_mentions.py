from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.handoff.apps import APPS
from processors.handoff.mentions import mentions
from processors.handoff.spelling import KNOWN, naming
from processors.handoff.text import read


def named(raw: str, at_least: float = 0.35) -> list[str]:
    return [mention.app for mention in mentions(read(raw)) if mention.strength >= at_least]


@pytest.mark.parametrize(
    ("raw", "app", "how"),
    [
        ("t'as snapchat ?", "snapchat", "exact"),
        ("ton WhatsApp", "whatsapp", "exact"),
        ("sc : ornithorynque_7", "snapchat", "abbreviation"),
        ("rejoins sur tg", "telegram", "abbreviation"),
        ("viens wpp", "whatsapp", "abbreviation"),
        ("t'as pesna ?", "snapchat", "abbreviation"),
        ("sur instegrem", "instagram", "misspelt"),
        ("sur ouatzapp", "whatsapp", "misspelt"),
        ("ton snépechatte", "snapchat", "misspelt"),
        ("diskhorde ?", "discord", "misspelt"),
        ("télé gramme ?", "telegram", "pieces"),
        ("tu as instagrame", "instagram", "misspelt"),
        ("sur télégrame", "telegram", "exact"),
        ("discrod ?", "discord", "misspelt"),
        ("snaaaap ?", "snapchat", "exact"),
        ("sn4p ?", "snapchat", "leet"),
        ("$n4p ?", "snapchat", "leet"),
        ("!n$t@ ?", "instagram", "leet"),
        ("1n5t4gr4m", "instagram", "leet"),
        ("te1egram", "telegram", "leet"),
        (r"$/\/4|* ?", "snapchat", "leet"),
        ("s n a p ?", "snapchat", "spaced"),
        ("ton s.n.a.p", "snapchat", "spaced"),
        ("i-n-s-t-a", "instagram", "spaced"),
        ("s*n*a*p", "snapchat", "spaced"),
        ("k//i//k", "kik", "spaced"),
        ("t|e|l|e|g|r|a|m", "telegram", "spaced"),
        ("s\nn\na\np", "snapchat", "spaced"),
        ("s_n_a_p", "snapchat", "spaced"),
        ("wha ts ap p", "whatsapp", "pieces"),
        ("insta gram", "instagram", "exact"),
        ("tele-gram", "telegram", "pieces"),
        ("ѕnар", "snapchat", "styled"),
        ("🇸 🇳 🇦 🇵", "snapchat", "spaced"),
        ("s̶n̶a̶p̶", "snapchat", "styled"),
        ("i\u200bn\u200bs\u200bt\u200ba", "instagram", "styled"),
        ("dɐus", "snapchat", "backwards"),
        ("ʇɐɥɔdɐus", "snapchat", "backwards"),
        ("pans, à l'envers", "snapchat", "backwards"),
        ("margelet", "telegram", "backwards"),
        ("👻 ?", "snapchat", "emoji"),
        ("✈️ ?", "telegram", "emoji"),
        ("l'appli jaune", "snapchat", "phrase"),
        ("the app with the little ghost", "snapchat", "phrase"),
        ("l'avion en papier", "telegram", "phrase"),
        ("livre des visages", "facebook", "phrase"),
        ("the one with the ghost", "snapchat", "phrase"),
        ("das mit dem Geist", "snapchat", "phrase"),
        ("quella del fantasmino", "snapchat", "phrase"),
        ("el del avioncito", "telegram", "phrase"),
        ("die app met het spookje", "snapchat", "phrase"),
        ("me chama no verdinho", "whatsapp", "phrase"),
        ("le réseau aux photos", "instagram", "phrase"),
        ("l'appli toute violette", "discord", "phrase"),
        ("the app with the controller", "discord", "phrase"),
        ("là où les messages s'effacent", "snapchat", "phrase"),
        ("anywhere more private ?", "other", "phrase"),
        ("bouge sur tique toque", "tiktok", "phrase"),
        ("tonsnap ?", "snapchat", "glued"),
        ("deine handynummer", "phone", "abbreviation"),
        ("ton adresse mail", "email", "phrase"),
        ("friend code?", "other", "phrase"),
    ],
)
def test_an_app_is_seen_through_its_disguise(raw: str, app: str, how: str) -> None:
    assert (app, how) in [(mention.app, mention.how) for mention in mentions(read(raw))]


@pytest.mark.parametrize(
    "raw",
    [
        "a snack and a nap",
        "let's swap the soap",
        "il est digne d'insister",
        "un instant",
        "it's nap time",
        "the kid kicks",
        "take a screenshot of the instance",
        "j'ai pris un snapdragon",
        "the discourse was discarded",
        "un passager",
        "what's up with this",
        "en substance, on bouge",
        "snip snip",
        "une pile de papiers bleus",
        "me suis inscrite",
        "telegraph poles",
        "a little camera shop",
        "the plane was late",
        "une rose jaune et verte",
        "l'avion est bleu",
    ],
)
def test_a_word_that_only_resembles_an_app_is_none(raw: str) -> None:
    assert named(raw) == []


def test_each_of_several_apps_is_named_in_order() -> None:
    assert named("insta ou snap ? ou wh4tsapp") == ["instagram", "snapchat", "whatsapp"]


def test_a_common_word_is_never_a_misspelling() -> None:
    assert [word for word in sorted(KNOWN) if (found := naming(word)) and found.how == "misspelt"] == []


def test_every_entry_of_the_table_names_its_app() -> None:
    entries = [(word, app.name) for app in APPS.values() for word in (*app.names, *app.short)]

    assert [word for word, app in entries if (found := naming(word)) is None or found.app != app] == []


@given(st.text(max_size=120))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_mentions_of_any_text_lie_inside_it_and_apart(raw: str) -> None:
    text = read(raw)
    found = mentions(text)

    assert all(0 <= mention.start < mention.end <= len(text.folded) for mention in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(0 < mention.strength <= 1 for mention in found)


@given(
    st.sampled_from(["snap", "insta", "telegram", "whatsapp", "discord"]),
    st.sampled_from(list(" .-*|/~·🌿")),
    st.data(),
)
@settings(max_examples=200, derandomize=True, deadline=None)
def test_letters_set_apart_by_any_sign_still_name_the_app(name: str, sign: str, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.sampled_from(["", sign]), min_size=len(name), max_size=len(name)))
    raw = "".join(letter + cut for letter, cut in zip(name, cuts, strict=True)).strip(sign)
    found = mentions(read(f"> {raw} <"))

    assert naming(name) is not None
    assert any(mention.app == naming(name).app for mention in found)  # type: ignore[union-attr] # asserted above


@pytest.mark.parametrize(
    "raw",
    [
        "oh snap, le bus",
        "ik snap het niet",
        "le signal est faible",
        "no signal down here",
        "a telegram from the king",
        "ton numéro de dossard ?",
        "your lucky number ?",
        "that comes in handy",
        "la recette insta worthy",
        "whats your name",
    ],
)
def test_a_word_in_another_sense_names_no_app(raw: str) -> None:
    assert named(raw, at_least=0.0) == []


@pytest.mark.parametrize(
    ("raw", "app"),
    [
        ("t'as snap ?", "snapchat"),
        ("voeg me toe op snap, ik ben thuis", "snapchat"),
        ("t'es sur signal ?", "signal"),
        ("ton numéro de téléphone ?", "phone"),
        ("le numéro de Julie", "phone"),
        ("c'est quoi ton @", "other"),
        ("whats your @ ?", "other"),
    ],
)
def test_beside_another_sense_the_app_is_still_named(raw: str, app: str) -> None:
    assert named(raw) == [app]
