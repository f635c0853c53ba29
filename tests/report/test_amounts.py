"""Amounts as they are read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from panel.report.amounts import a_million, counted, dollars


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "$0.00"),
        ("0.00000", "$0.00"),
        ("74.5", "$74.50"),
        ("0.126", "$0.13"),
        ("0.0312", "$0.031"),
        ("0.00004449", "$0.000044"),
        ("1234.005", "$1234.00"),
    ],
)
def test_a_sum_has_cents_or_two_digits_that_say_something(amount: str, text: str) -> None:
    assert dollars(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("price", "text"), [("0", "$0"), ("0.000003", "$3"), ("0.00000025", "$0.25"), ("0.0001", "$100"), (None, "unknown")]
)
def test_a_price_is_told_for_a_million(price: str | None, text: str) -> None:
    assert a_million(None if price is None else Decimal(price)) == text


def test_a_noun_agrees_with_its_count() -> None:
    assert (counted(1, "seat"), counted(0, "seat"), counted(1_200, "seat")) == ("1 seat", "0 seats", "1,200 seats")
