"""Pearson's correlation from running sums."""

from __future__ import annotations

from statistics import correlation

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from panel.lab.correlation import PairedSums, interval


def sums(*pairs: tuple[int, int]) -> PairedSums:
    """The sums of some pairs."""
    found = PairedSums()
    for x, y in pairs:
        found.add(x, y)
    return found


def test_a_correlation_by_hand() -> None:
    # x - 2: -1 0 1, y - 2: -1 1 0, so that r = (1 + 0 + 0) / √(2·2)
    assert sums((1, 1), (2, 3), (3, 2)).correlation == pytest.approx(0.5)


def test_anscombes_first_set_has_its_published_correlation() -> None:
    x = (10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5)
    y = (804, 695, 758, 881, 833, 996, 724, 426, 1084, 482, 568)  # hundredfold
    assert sums(*zip(x, y, strict=True)).correlation == pytest.approx(0.816, abs=5e-4)


def test_a_side_that_does_not_vary_has_none() -> None:
    assert sums((80, 1), (80, 2), (80, 3)).correlation is None


def test_the_interval_is_fishers() -> None:
    # artanh 0.8 = 1.0986, half 1.96/√27 = 0.3772: tanh 0.7214 and tanh 1.4758
    assert list(interval(0.8, 30)) == pytest.approx([0.6177, 0.9007], abs=2e-4)


def test_a_perfect_correlation_has_no_width() -> None:
    assert interval(1.0, 30) == (1.0, 1.0)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=3, max_size=50))
def test_it_is_what_the_standard_library_finds(pairs: list[tuple[int, int]]) -> None:
    x, y = zip(*pairs, strict=True)
    assume(len(set(x)) > 1 and len(set(y)) > 1)
    assert sums(*pairs).correlation == pytest.approx(correlation(x, y), abs=1e-9)
