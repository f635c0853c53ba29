"""Percentages and majorities, as pages print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.verdict import Outcome, majority, percentage

counts = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("ship", "skip", "shown"),
    [
        (4, 0, 100),
        (3, 1, 75),
        (0, 5, 0),
        (2, 1, 67),  # 66.67
        (1, 2, 33),  # 33.33
        (1, 7, 13),  # 12.5: halves up
        (3, 5, 38),  # 37.5: halves up, not to even
        (199, 1, 99),  # 99.5 is not everybody
        (1, 300, 1),  # 0.33 is not nobody
    ],
)
def test_a_percentage_is_rounded_half_up_and_never_0_or_100_unless_exact(ship: int, skip: int, shown: int) -> None:
    assert percentage(ship, skip) == shown


def test_of_nothing_there_is_no_percentage() -> None:
    assert percentage(0, 0) is None


@given(counts, counts.filter(bool))
def test_a_percentage_is_within_half_a_point_but_for_its_two_ends(ship: int, skip: int) -> None:
    shown = percentage(ship, skip)
    assert shown is not None
    exact = 100 * ship / (ship + skip)
    assert 0 <= shown <= 99
    assert (shown == 0) == (ship == 0)
    assert abs(shown - exact) <= 0.5 + 1e-9 or shown in (1, 99)


def test_more_of_one_than_of_the_other_decides() -> None:
    assert majority(3, 2) is Outcome.SHIP
    assert majority(2, 3) is Outcome.SKIP
    assert majority(2, 2) is Outcome.SPLIT


def test_an_outcome_is_printed_as_words() -> None:
    assert [one.label for one in Outcome] == ["Ship", "Skip", "Split", "Too few takes"]
