"""Whether scores bunch."""

from __future__ import annotations

from panel.lab.heaping import heaping
from tests.lab.panels import histogram


def test_the_seed_pages_scores_are_too_few_for_shares() -> None:
    found = heaping(histogram([88, 82, 85, 78, 80, 45, 80, 80]))
    assert (found.fives.count, found.tens.count, found.n) == (5, 3, 8)  # 85, 80, 45, 80, 80; three of 80
    assert (found.favourite, found.favourites.count, found.distinct) == (80, 3, 6)
    assert (found.fives.share, found.quartiles, found.flag) == (None, None, None)
    assert found.fives.undefined == "8 scores, fewer than 20"


def test_quartiles_are_the_scores_that_a_quarter_half_and_three_quarters_do_not_exceed() -> None:
    found = heaping(histogram([10] * 5 + [20] * 5 + [30] * 5 + [40] * 5))
    assert found.quartiles == (10, 20, 30)  # the 5th, the 10th and the 15th of 20


def test_every_score_once_has_what_chance_has() -> None:
    found = heaping([1] * 101)
    assert (found.fives.share, found.tens.share) == (0.2079, 0.1089)  # 21/101 and 11/101
    assert (found.favourite, found.distinct, found.flag) == (0, 101, None)


def test_more_than_six_in_ten_on_fives_is_flagged_and_six_are_not() -> None:
    odd = [41, 52, 63, 74, 86, 41, 52, 63, 74, 86]
    assert heaping(histogram([20, 40, 60, 80, 35, 75] * 10 + odd * 4)).flag is None  # 60 of 100
    assert heaping(histogram([20, 40, 60, 80, 35, 75] * 10 + [90] + odd[1:] * 4)).flag == (
        "63% of 97 scores end in 0 or 5, 21% would by chance"  # 61 of 97
    )


def test_a_narrow_middle_is_flagged() -> None:
    assert (
        heaping(histogram([61] * 20 + [62] * 20 + [68] * 20)).flag
        == "the middle half of 60 scores lies within 7 points"
    )
    assert heaping(histogram([61] * 20 + [62] * 20 + [69] * 20)).flag is None


def test_nothing_is_flagged_on_fewer_than_fifty() -> None:
    assert heaping(histogram([80] * 49)).flag is None
    assert heaping(histogram([80] * 50)).flag is not None


def test_no_score_at_all_has_no_favourite() -> None:
    assert heaping([0] * 101).favourite is None
