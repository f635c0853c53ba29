"""Rounding as pages print it: half-up on Decimal, and a percentage that is never 0 or 100 unless it is exact."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def whole(value: Decimal) -> int:
    """The nearest whole number, halves up (away from zero)."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def cents(value: Decimal) -> Decimal:
    """Two decimals, halves away from zero."""
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)


def mean(values: Sequence[int]) -> Decimal:
    """The exact mean of at least one whole number, to Decimal's precision."""
    return Decimal(sum(values)) / len(values)


def percentage(part: int, other: int) -> int | None:
    """``part`` of both, in percent; None of nothing."""
    if part + other == 0:
        return None
    rounded = whole(Decimal(100 * part) / (part + other))
    if rounded == 100 and other:
        return 99
    if rounded == 0 and part:
        return 1
    return rounded
