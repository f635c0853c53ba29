"""Amounts: sums of money and counts as a person reads them; values keep every digit."""

from __future__ import annotations

from decimal import Decimal

_MILLION = 1_000_000


def dollars(amount: Decimal) -> str:
    """A sum with cents, or with two digits that say something where it is smaller than that."""
    places = 2 if not amount or amount.adjusted() >= -1 else 1 - amount.adjusted()
    return f"${amount:.{places}f}"


def a_million(price: Decimal | None) -> str:
    """A price for one token as the price for a million of them."""
    if price is None:
        return "unknown"
    return f"${(price * _MILLION).normalize():f}"


def counted(count: int, what: str) -> str:
    """A count with its noun."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
