"""Figures as a person reads them: counts, prices, costs, times and spans; values keep every digit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

_MILLION = 1_000_000


def counted(count: int, what: str) -> str:
    """A count with its noun."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def moment(time: datetime) -> str:
    """A time to the second, in UTC."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"


def span(seconds: float) -> str:
    """How long something took, in its two largest units."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:,} h {minutes} min" if hours else f"{minutes} min {rest} s"


def ago(age: timedelta) -> str:
    """How long ago something was, in its largest unit."""
    for unit, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if count := int(age.total_seconds()) // seconds:
            return f"{counted(count, unit)} ago"
    return "just now"


def known_cost(cost: Decimal | None) -> str:
    """A sum in dollars; a dash where none was named."""
    return "—" if cost is None else f"${cost:f}"


def dollars(amount: Decimal) -> str:
    """A sum with cents, or with two digits that say something where it is smaller than that."""
    places = 2 if not amount or amount.adjusted() >= -1 else 1 - amount.adjusted()
    return f"${amount:.{places}f}"


def a_million(price: Decimal | None) -> str:
    """A price for one token as the price for a million of them."""
    if price is None:
        return "unknown"
    return f"${(price * _MILLION).normalize():f}"
