"""A count of a number, with Wilson's interval."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.lab.share import share_of, wilson


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        # R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statist. Med. 17 (1998), table I
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(count: int, n: int, low: float, high: float) -> None:
    assert list(wilson(count, n)) == pytest.approx([low, high], abs=5e-5)


def test_fewer_than_twenty_say_nothing_and_why() -> None:
    found = share_of(19, 19, what="scores")
    assert (found.count, found.n, found.share, found.low, found.high) == (19, 19, None, None, None)
    assert found.undefined == "19 scores, fewer than 20"


def test_from_twenty_it_indicates_and_from_fifty_it_stands() -> None:
    assert [share_of(10, n).is_indicative for n in (20, 49, 50)] == [True, True, False]
    assert share_of(10, 20).share == 0.5
    assert share_of(10, 20).undefined is None


def test_a_share_is_all_or_nothing_only_where_it_is_exact() -> None:
    counts = (0, 1, 99_999, 100_000)
    assert [share_of(count, 100_000).share for count in counts] == [0, 0.0001, 0.9999, 1]


@given(st.integers(1, 10_000), st.data())
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(n: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, n))
    low, high = wilson(count, n)
    assert 0 <= low <= count / n + 1e-12
    assert count / n - 1e-12 <= high <= 1
