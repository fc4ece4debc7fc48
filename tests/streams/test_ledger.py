from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from faust.types import TP
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from streams.ledger import Ledger
from streams.slices import Slice

TP0 = TP("chat.raw", 0)
TP1 = TP("chat.raw", 1)
IN_FLIGHT = 3


def piece(start: int, end: int, tp: TP = TP0) -> Slice:
    return Slice(tp, (), start, end)


def ledger_with(*pieces: Slice, slices_in_flight: int = IN_FLIGHT) -> Ledger:
    ledger = Ledger(slices_in_flight)
    for each in pieces:
        ledger.hand_out(each)
    return ledger


def test_commits_up_to_the_slice_before_the_first_unacknowledged_one() -> None:
    first, second, third = piece(0, 10), piece(10, 20), piece(20, 30)
    ledger = ledger_with(first, second, third)

    ledger.acknowledge(first)
    ledger.acknowledge(third)

    assert ledger.to_commit() == {TP0: 10}


def test_commits_the_position_after_the_slice_also_over_missing_offsets() -> None:
    first, second = piece(0, 17), piece(17, 99)
    ledger = ledger_with(first, second)

    ledger.acknowledge(second)
    ledger.acknowledge(first)

    assert ledger.to_commit() == {TP0: 99}


def test_what_is_committed_is_not_committed_again() -> None:
    first = piece(0, 10)
    ledger = ledger_with(first)
    ledger.acknowledge(first)

    ledger.committed(TP0, 10)

    assert ledger.to_commit() == {}


def test_a_failed_commit_is_offered_again() -> None:
    first = piece(0, 10)
    ledger = ledger_with(first)
    ledger.acknowledge(first)

    assert [ledger.to_commit(), ledger.to_commit()] == [{TP0: 10}, {TP0: 10}]


def test_a_second_acknowledgement_does_nothing() -> None:
    first = piece(0, 10)
    ledger = ledger_with(piece(-5, 0), first)

    assert [ledger.acknowledge(first), ledger.acknowledge(first)] == [True, False]


def test_an_acknowledgement_from_before_a_seek_does_nothing_though_the_offsets_are_the_same() -> None:
    old, new = piece(0, 10), piece(0, 10)
    ledger = ledger_with(old)
    ledger.forget([TP0])
    ledger.hand_out(new)

    assert not ledger.acknowledge(old)
    assert ledger.to_commit() == {}


def test_after_a_seek_backwards_the_commit_goes_backwards() -> None:
    late, early = piece(90, 100), piece(10, 20)
    ledger = ledger_with(late)
    ledger.acknowledge(late)
    ledger.committed(TP0, 100)

    ledger.forget([TP0])
    ledger.hand_out(early)
    ledger.acknowledge(early)

    assert ledger.to_commit() == {TP0: 20}


def test_a_partition_has_room_again_when_its_oldest_slice_comes_back() -> None:
    first, second = piece(0, 10), piece(10, 20)
    ledger = ledger_with(first, second, slices_in_flight=2)

    full = ledger.has_room(TP0)
    ledger.acknowledge(second)
    behind = ledger.has_room(TP0)
    ledger.acknowledge(first)

    assert [full, behind, ledger.has_room(TP0), ledger.has_room(TP1)] == [False, False, True, True]


def test_a_slice_starts_where_the_empty_stretch_before_it_began() -> None:
    ledger = ledger_with(piece(0, 10))

    ledger.pass_over(TP0, 10, 12)
    ledger.pass_over(TP0, 12, 15)

    assert (ledger.start(TP0, 15), ledger.start(TP0, 40), ledger.start(TP1, 15)) == (10, 40, 15)


def test_an_empty_stretch_counts_for_one_slice_alone() -> None:
    ledger = Ledger(IN_FLIGHT)
    ledger.pass_over(TP0, 10, 15)
    ledger.hand_out(piece(10, 20))

    assert ledger.start(TP0, 15) == 15


def test_what_one_partition_forgets_another_keeps() -> None:
    here, there = piece(0, 10), piece(0, 7, TP1)
    ledger = ledger_with(here, there)
    ledger.acknowledge(here)
    ledger.acknowledge(there)

    ledger.forget([TP0])

    assert ledger.to_commit() == {TP1: 7}


@dataclass
class PlainPartition:
    """The reference: every slice read since the last seek, oldest first, each with whether it is acknowledged."""

    position: int = 0
    read: list[tuple[Slice, bool]] = field(default_factory=list)
    committed: int | None = None

    def done(self) -> int:
        flags = [acknowledged for _, acknowledged in self.read]
        return flags.index(False) if False in flags else len(flags)

    def to_commit(self) -> int | None:
        reached = self.read[self.done() - 1][0].next if self.done() else None
        return None if reached == self.committed else reached


class LedgerKeepsItsBooks(RuleBasedStateMachine):
    """Slices with gaps, acknowledgements in any order, old ones too, seeks, revocations and failing commits."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger(IN_FLIGHT)
        self.plain = {TP0: PlainPartition(), TP1: PlainPartition()}
        self.ever: list[Slice] = []

    @rule(tp=st.sampled_from([TP0, TP1]), records=st.integers(1, 5), gap=st.integers(0, 5))
    def read(self, tp: TP, records: int, gap: int) -> None:
        plain = self.plain[tp]
        if len(plain.read) - plain.done() >= IN_FLIGHT:
            assert not self.ledger.has_room(tp)
            return
        assert self.ledger.has_room(tp)
        each = piece(plain.position, plain.position + gap + records, tp)
        self.ledger.hand_out(each)
        plain.read.append((each, False))
        plain.position = each.next
        self.ever.append(each)

    @precondition(lambda self: self.ever)
    @rule(data=st.data())
    def acknowledge(self, data: st.DataObject) -> None:
        each = data.draw(st.sampled_from(self.ever))
        plain = self.plain[each.tp]
        new = (each, False) in plain.read

        assert self.ledger.is_out(each) == (each in [one for one, _ in plain.read[plain.done() :]])
        assert self.ledger.acknowledge(each) == new
        if new:
            plain.read[plain.read.index((each, False))] = (each, True)

    @rule(succeeds=st.booleans())
    def commit(self, *, succeeds: bool) -> None:
        for tp, position in self.ledger.to_commit().items():
            if succeeds:
                self.ledger.committed(tp, position)
                self.plain[tp].committed = position

    @rule(tp=st.sampled_from([TP0, TP1]), position=st.integers(0, 50))
    def seek(self, tp: TP, position: int) -> None:
        self.ledger.forget([tp])
        self.plain[tp] = PlainPartition(position)

    @rule()
    def revoke(self) -> None:
        self.ledger.forget()
        self.plain = {TP0: PlainPartition(), TP1: PlainPartition()}

    @invariant()
    def commits_exactly_up_to_the_last_contiguous_acknowledged_slice(self) -> None:
        expected = {tp: plain.to_commit() for tp, plain in self.plain.items()}
        assert self.ledger.to_commit() == {tp: at for tp, at in expected.items() if at is not None}


TestLedgerKeepsItsBooks = LedgerKeepsItsBooks.TestCase
TestLedgerKeepsItsBooks.settings = settings(max_examples=60, stateful_step_count=40, derandomize=True, deadline=None)


@pytest.mark.parametrize("slices_in_flight", [1, 2, 5])
def test_never_more_slices_are_out_than_the_bound(slices_in_flight: int) -> None:
    ledger = Ledger(slices_in_flight)
    handed_out = 0
    while ledger.has_room(TP0):
        ledger.hand_out(piece(handed_out, handed_out + 1))
        handed_out += 1

    assert handed_out == slices_in_flight
