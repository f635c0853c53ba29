"""Figures as a person reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from panel.report.figures import a_million, ago, counted, dollars, known_cost, moment, span


@pytest.mark.parametrize(("count", "text"), [(0, "0 runs"), (1, "1 run"), (1_200, "1,200 runs")])
def test_a_count_has_its_noun(count: int, text: str) -> None:
    assert counted(count, "run") == text


def test_a_time_is_in_utc_to_the_second() -> None:
    assert moment(datetime(2026, 1, 2, 14, 3, 4, 999, tzinfo=timezone(timedelta(hours=2)))) == "2026-01-02 12:03:04Z"
    assert moment(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02 00:00:00Z"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0.0 s"), (1.26, "1.3 s"), (59.9, "59.9 s"), (60, "1 min 0 s"), (3_599, "59 min 59 s"), (7_380, "2 h 3 min")],
)
def test_a_span_is_in_its_two_largest_units(seconds: float, text: str) -> None:
    assert span(seconds) == text


def test_a_cost_keeps_every_digit_and_an_unknown_one_is_a_dash() -> None:
    assert known_cost(Decimal("0.0000001")) == "$0.0000001"
    assert known_cost(None) == "—"


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


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=3, minutes=59), "3 hours ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=400), "400 days ago"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(age: timedelta, text: str) -> None:
    assert ago(age) == text
