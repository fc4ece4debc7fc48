import random

import pytest

from processors.pseudonym.learning import learn
from processors.pseudonym.model import load, parse
from processors.pseudonym.probability import explain

BASE = load("chat")
SITE = [f"velourine{n}" for n in range(60)] + [f"zorbecque_{n}" for n in range(5)] + ["grignotelune", "mistigrave"]


def test_what_many_on_a_site_have_becomes_common() -> None:
    before = explain("velourine974", "velourine13", parse(BASE, "chat")).probability
    after = explain("velourine974", "velourine13", parse(learn(SITE, BASE), "site")).probability

    assert before > 0.5 > after


def test_no_rare_name_stands_in_the_file() -> None:
    content = learn(SITE, BASE)
    text = str(content["rarity"])

    assert "velourine" in text
    assert not [name for name in ("zorbecque", "grignotelune", "mistigrave") if name in text]
    assert not {"zorb", "grig"} & {gram for row in content["rarity"]["grams"].values() for gram in row.split()}


def test_order_and_repeats_do_not_matter() -> None:
    shuffled = [*SITE, *SITE[:20]]
    random.Random(6).shuffle(shuffled)  # noqa: S311 - an order for a test

    assert learn(shuffled, BASE) == learn(SITE, BASE)


def test_a_site_s_common_ngrams_are_no_blocking_keys() -> None:
    site = parse(learn(SITE, BASE), "site").rarity

    assert site.gram("velo") < parse(BASE, "chat").rarity.gram("velo")


def test_one_name_alone_is_never_enough() -> None:
    with pytest.raises(ValueError, match="2 or more"):
        learn(SITE, BASE, least=1)


def test_nothing_to_learn_from_changes_nothing() -> None:
    assert parse(learn([], BASE), "site").rarity.words == parse(BASE, "chat").rarity.words
