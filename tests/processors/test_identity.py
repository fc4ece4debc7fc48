from __future__ import annotations

from hashlib import blake2b

import pytest

from processors.identity import alert_id, link_id, signal_id, utc_day


def test_an_id_is_the_digest_of_netstrings_so_anyone_can_make_it_again() -> None:
    written = b"6:signal2:c12:m17:handoff1:0"

    assert signal_id("c1", "m1", "handoff", 0) == blake2b(written, digest_size=16).hexdigest()


def test_ids_stay_what_they_were_in_earlier_versions() -> None:
    assert signal_id("c1", "m1", "handoff", 0) == "22246f35ae664f793a36a4996b1bca17"
    assert alert_id("minor_contact", "person", "p1", 1_700_006_400_000) == "e251d4bbfe3cbc223aa84a6f515c0033"
    assert link_id(("s1", "lulu"), ("s2", "lülü"), 19_675) == "42ca8fd64de4ee8100ae4971bc20d7bc"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("ab", "c", "handoff", 0), ("a", "bc", "handoff", 0), id="a letter on the other side of a border"),
        pytest.param(("c", "m", "handoff", 0), ("c", "m", "handoff", 1), id="the second of a message"),
        pytest.param(("c", "m", "handoff", 0), ("c", "m", "age", 0), id="another kind"),
        pytest.param(("1:c", "m", "handoff", 0), ("1", "c1:m", "handoff", 0), id="ids that look like netstrings"),
    ],
)
def test_different_things_have_different_ids(one: tuple[str, str, str, int], other: tuple[str, str, str, int]) -> None:
    assert signal_id(*one) != signal_id(*other)


def test_a_link_is_the_same_whichever_of_the_two_comes_first() -> None:
    a, b = ("s1", "velourine974"), ("s2", "velourine13")

    assert link_id(a, b, 3) == link_id(b, a, 3)
    assert link_id(a, b, 3) != link_id(a, b, 4)
    assert link_id(a, b, 3) != link_id((a[0], b[1]), (b[0], a[1]), 3)


def test_a_utc_day_starts_at_midnight() -> None:
    assert [utc_day(at) for at in (0, 86_399_999, 86_400_000)] == [0, 0, 1]
