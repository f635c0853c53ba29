"""Waits: how long an endpoint's headers ask to be left alone, and whether the limit that was met is its own.

``Retry-After`` is seconds or a date. OpenRouter marks an account's limits by ``X-RateLimit-Limit``, ``-Remaining`` and
``-Reset``, the last in milliseconds since 1970, and sends nothing of the kind where an upstream set the limit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime

LIMIT_HEADERS = ("retry-after", "retry-after-ms", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")

_OWN = LIMIT_HEADERS[2:]
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class LimitHeaders:
    """What headers say of a limit. ``wait`` is in seconds; ``is_own`` where the endpoint itself set the limit."""

    wait: float | None = None
    resets_at: datetime | None = None
    is_own: bool = False


SILENT = LimitHeaders()
"""Headers that say nothing of a limit."""


def limits_in(headers: Mapping[str, str], now: datetime, *, status: int) -> LimitHeaders:
    """Read the headers of a response, whose names are in lower case; what is past or unreadable counts as not said.

    A reset is waited for only where its limit was met: a response of 429 that leaves nothing of it.
    """
    is_met = status == 429 and not seconds(_value(headers, "x-ratelimit-remaining"))
    resets_at = _reset(_value(headers, "x-ratelimit-reset"), now) if is_met else None
    wait = seconds(_value(headers, "retry-after-ms"))
    wait = _retry_after(_value(headers, "retry-after"), now) if wait is None else wait / 1000
    if wait is None and resets_at is not None:
        wait = (resets_at - now).total_seconds()
    return LimitHeaders(wait, resets_at, any(name in headers for name in _OWN))


def seconds(value: object) -> float | None:
    """A wait in seconds; None for none, and for what is no wait."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        wait = float(value)
    except (ValueError, OverflowError):
        return None
    return wait if math.isfinite(wait) and wait > 0 else None


def _value(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name, "").strip()
    return value if len(value) <= _LONGEST else ""


def _retry_after(text: str, now: datetime) -> float | None:
    wait = seconds(text)
    if wait is not None or not text:
        return wait
    try:
        until = parsedate_to_datetime(text)
        return seconds(((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _reset(text: str, now: datetime) -> datetime | None:
    try:
        until = datetime.fromtimestamp((seconds(text) or 0) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return until if until > now else None
