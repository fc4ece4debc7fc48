from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from processors.memory import Blocks, bound, keep, keyed, recall, room

SLICES = st.lists(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 9)), max_size=8), max_size=12)


def rows(pairs: list[tuple[str, int]]) -> pl.DataFrame:
    values, untils = [value for value, _ in pairs], [until for _, until in pairs]
    kinds = ["person" if until % 2 else "handle" for until in untils]
    columns = {"subject_kind": kinds, "subject_value": values, "until": untils}
    return pl.DataFrame(columns, {"subject_kind": pl.String, "subject_value": pl.String, "until": pl.Int64})


@given(slices=SLICES, asked=st.sets(st.sampled_from("abcxyz"), max_size=3))
def test_what_was_kept_of_a_subject_and_nothing_else_is_recalled(
    slices: list[list[tuple[str, int]]], asked: set[str]
) -> None:
    blocks: Blocks = ()
    for pairs in slices:
        blocks = keep(blocks, keyed(rows(pairs)), floor=-1)
    subjects = rows([(value, 1) for value in sorted(asked)]).drop("until").with_row_index("who")

    recalled = recall((*blocks, keyed(rows([]))), subjects, ["until"])

    kept = sorted((value, until) for pairs in slices for value, until in pairs if value in asked and until % 2)
    found = recalled.join(subjects, on="who").select("subject_value", "until")
    assert sorted(found.iter_rows()) == kept
    if blocks:
        assert pl.concat(blocks)["until"].gather(recalled["place"]).to_list() == recalled["until"].to_list()


@given(slices=SLICES, floor=st.integers(0, 9))
def test_no_living_row_is_forgotten_and_at_most_as_many_dead_are_held(
    slices: list[list[tuple[str, int]]], floor: int
) -> None:
    blocks: Blocks = ()
    for pairs in slices:
        blocks = keep(blocks, keyed(rows(pairs)), floor=-1)
    before = sorted(until for pairs in slices for _, until in pairs if until > floor)

    after = [until for block in keep(blocks, keyed(rows([])), floor) for until in block["until"]]

    assert sorted(until for until in after if until > floor) == before
    assert len(after) <= 2 * len(before)


def test_many_small_slices_make_few_blocks() -> None:
    blocks: Blocks = ()
    for number in range(1000):
        blocks = keep(blocks, keyed(rows([("a", number)])), floor=-1)

    assert sum(block.height for block in blocks) == 1000
    assert len(blocks) <= 10


@given(slices=SLICES, floor=st.integers(-1, 9), most=st.integers(1, 20))
def test_a_bound_takes_those_that_end_first_and_tells_how_many_of_the_living(
    slices: list[list[tuple[str, int]]], floor: int, most: int
) -> None:
    blocks: Blocks = ()
    for pairs in slices:
        blocks = keep(blocks, keyed(rows(pairs)), floor=-1)
    before = [until for block in blocks for until in block["until"]]
    living = sorted((until for until in before if until > floor), reverse=True)

    kept, gone = bound(blocks, floor, most)

    after = [until for block in kept for until in block["until"]]
    if len(before) <= most:
        assert (sorted(after), gone) == (sorted(before), 0)
    else:
        assert sorted(after, reverse=True) == living[: len(after)]
        assert gone == len(living) - len(after)
        assert min(len(living), room(most)) == len(after) <= most
    assert all(block["key"].is_sorted() for block in kept)


def test_a_bound_that_is_reached_makes_room_so_that_it_is_not_reached_again_with_the_next_fact() -> None:
    full = (keyed(rows([("a", number) for number in range(81)])),)

    kept, gone = bound(full, -1, 80)

    assert (sum(block.height for block in kept), gone) == (70, 11)


def test_of_rows_that_end_at_one_time_a_bound_takes_the_older() -> None:
    blocks = tuple(keyed(rows([(value, 1)])) for value in "abcdefghi")

    kept, _ = bound(blocks, -1, 8)

    assert sorted(pl.concat(kept)["subject_value"]) == list("cdefghi")
