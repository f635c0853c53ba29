"""Rounding as pages print it."""

from __future__ import annotations

from decimal import Decimal

from panel.verdict.rounding import cents, mean, whole


def test_halves_of_a_whole_number_go_up() -> None:
    assert [whole(Decimal(text)) for text in ("82.5", "81.5", "82.49", "0.5")] == [83, 82, 82, 1]


def test_halves_of_a_cent_go_away_from_zero() -> None:
    assert [cents(Decimal(text)) for text in ("0.125", "-0.125", "16.666")] == [
        Decimal("0.13"),
        Decimal("-0.13"),
        Decimal("16.67"),
    ]


def test_a_mean_is_not_rounded_to_a_whole_number() -> None:
    assert mean([82, 83]) == Decimal("82.5")
