"""Rounding as pages print it: halves away from zero, on Decimal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def whole(value: Decimal) -> int:
    """The nearest whole number."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def cents(value: Decimal) -> Decimal:
    """Two decimals."""
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)


def mean(values: Sequence[int]) -> Decimal:
    """The mean of at least one whole number, to 28 digits, so that no rounding of it is off."""
    return Decimal(sum(values)) / len(values)
