import math
import random
import time
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.pseudonym.blocking import GRAMS, keys
from processors.pseudonym.comparison import profile
from processors.pseudonym.model import shipped
from processors.pseudonym.pairing import CAP, MANY, Pair, pair, profiled
from processors.pseudonym.probability import Listed, match

MODEL = shipped("nick-changes")
BASES = ("grignotelune", "velourine", "karatekoala", "mistigrave", "panier_velu", "zorbecque", "sabrina", "soleil")
DRESSES = ("{}", "{}_", "{}13", "{}974", "xX_{}_Xx", "{}_away", "{}|afk", "le_{}", "{}2", "_{}_", "{}ette", "{}`")

nicks = st.lists(
    st.builds(lambda dress, base: dress.format(base), st.sampled_from(DRESSES), st.sampled_from(BASES)), max_size=25
)


def all_pairs(names: list[str], floor: float) -> list[Pair]:
    """Compare all pairs: what blocking must come close to."""
    different = list(dict.fromkeys(names))
    profiles = {name: profile(name, MODEL.rarity) for name in different}
    stems = [one.name.stem for one in profiles.values()]
    found = []
    for a, b in combinations(different, 2):
        listed = Listed(len(different), max(stems.count(profiles[name].name.stem) for name in (a, b)))
        found.append(Pair(a, b, match(profiles[a], profiles[b], MODEL, listed=listed).probability))
    return [one for one in found if one.probability >= floor]


@given(nicks)
@settings(max_examples=60, derandomize=True)
def test_blocking_finds_what_comparing_all_pairs_finds(names: list[str]) -> None:
    found = list(pair(names, MODEL, 0.5))

    assert set(found) <= set(all_pairs(names, 0.5))
    assert set(found) >= set(all_pairs(names, 0.8))


@pytest.mark.parametrize("name", ["", "974", "🦊" * 64, "\u202eab", "a", "grignotelune_2b13", "x" * 64, "ab" * 32])
def test_every_name_has_a_few_keys(name: str) -> None:
    found = keys(profile(name, MODEL.rarity), MODEL.rarity)

    assert 1 <= len(found) <= GRAMS + 6
    assert len(set(found)) == len(found)


def test_a_reversed_name_meets_its_original() -> None:
    one, other = (set(keys(profile(name, MODEL.rarity), MODEL.rarity)) for name in ("grignotelune", "enuletongirg"))

    assert one & other


def test_a_name_with_a_status_meets_the_name() -> None:
    one, other = (set(keys(profile(name, MODEL.rarity), MODEL.rarity)) for name in ("bq|shower", "bq_train"))

    assert one & other


def test_rare_grams_go_before_common_ones() -> None:
    found = keys(profile("sabrinazqwkx", MODEL.rarity), MODEL.rarity, grams=3)

    assert not {"#sabr", "#abri"} & set(found)


def test_a_million_equal_names_are_one() -> None:
    assert not list(pair(["grignotelune"] * 1_000_000, MODEL, 0.5))


def test_names_made_to_collide_take_bounded_time() -> None:
    """Ten thousand names under one prefix: all pairs would be fifty million."""
    seeded = random.Random(6)  # noqa: S311 - names for a test
    names = ["zorbecque" + "".join(seeded.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(2_000)]

    started = time.process_time()
    met = sum(1 for _ in pair(names, MODEL, 0.0))

    assert met < len(names) * CAP * (GRAMS + 6)
    assert time.process_time() - started < 60


def test_the_odds_fall_with_the_size_of_the_list() -> None:
    pairs = {size: match_in_a_list_of(size) for size in (10, 7_000, 70_000)}

    assert pairs[10] > pairs[7_000] > pairs[70_000]


def match_in_a_list_of(size: int) -> float:
    one, other = (profile(name, MODEL.rarity) for name in ("velourine", "velourin"))
    return match(one, other, MODEL, listed=Listed(size, 1)).probability


def test_pairs_come_in_the_order_of_the_list() -> None:
    found = [(one.a, one.b) for one in pair(["velourine13", "mistigrave", "velourine", "velourine_"], MODEL, 0.5)]

    assert found == [("velourine13", "velourine"), ("velourine13", "velourine_"), ("velourine", "velourine_")]


GUESTS = [f"zorbweb_{a}{b}{c}" for a, b, c in product("bdkt", "aeiou", "nrs")]


def test_what_many_of_a_list_have_is_common_there() -> None:
    """On a site where every other guest is a `zorbweb_…`, two of them are not one person's."""
    seeded = random.Random(6)  # noqa: S311 - names for a test
    others = ["".join(seeded.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(2_000)]

    def share_linked(number: int) -> float:
        linked = sum("zorbweb" in one.a for one in pair([*others, *GUESTS[:number]], MODEL, 0.5))
        return linked / math.comb(number, 2)

    assert share_linked(MANY - 1) > 4 * share_linked(len(GUESTS))


def test_what_one_person_has_in_many_dresses_stays_rare() -> None:
    dresses = ["zorbweb", *(f"zorbweb{'_' * n}" for n in range(1, MANY)), *(f"{'_' * n}zorbweb" for n in range(1, 9))]

    assert profiled(dresses, MODEL.rarity) == [profile(name, MODEL.rarity) for name in dresses]
