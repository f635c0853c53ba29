"""Cache terms: what a server lets us keep, for how long, and when it lets itself be asked again (RFC 9111, RFC 9110).

Of Cache-Control, ``no-store``, ``no-cache`` and ``max-age`` are read, and Expires where there is no ``max-age``; of
Retry-After, seconds and dates. A date or an age is believed up to a bound, so that no server's slip puts a feed out of
reach for years.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_FRESH = timedelta(days=1)
LONGEST_WAIT = timedelta(days=7)

GONE = 410
"""The status of what is gone for good."""

_SECONDS = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class CacheTerms:
    """What a response may be used for: ``fresh_until`` is None where the server is to be asked each time."""

    may_be_kept: bool = True
    fresh_until: datetime | None = None


def cache_terms(headers: Mapping[str, str], now: datetime, *, unsaid: timedelta = timedelta()) -> CacheTerms:
    """The terms in a response's headers; what is unreadable counts as not said.

    ``unsaid`` is how long a page is fresh of which they say nothing at all (section 4.2.2).
    """
    directives = _directives(headers.get("cache-control", ""))
    if "no-store" in directives:
        return CacheTerms(may_be_kept=False)
    if directives.keys().isdisjoint(("max-age", "no-cache")) and not {"expires", "pragma"} & set(headers):
        return CacheTerms(fresh_until=now + unsaid if unsaid else None)
    lifetime = _seconds(directives["max-age"]) if "max-age" in directives else _until_expiry(headers, now)
    if lifetime is None or "no-cache" in directives:
        return CacheTerms()
    left = min(lifetime, LONGEST_FRESH) - (_seconds(headers.get("age")) or timedelta())
    return CacheTerms(fresh_until=now + left if left > timedelta() else None)


def left_alone(status: int, headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Until when a server that answered so is not asked again; what is gone is asked for again as late as may be."""
    if status == GONE:
        return now + LONGEST_WAIT
    return not_before(headers, now) if status in (429, 503) else None


def not_before(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the server lets itself be asked again; None where it says nothing, or a time that is past."""
    text = headers.get("retry-after", "").strip()
    wait = _seconds(text)
    until = now + min(wait, LONGEST_WAIT) if wait is not None else _date(text)
    return min(until, now + LONGEST_WAIT) if until is not None and until > now else None


def _until_expiry(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long a page was good for when it was sent, by its server's own clock where that is told."""
    expiry = _date(headers.get("expires", ""))
    return expiry - (_date(headers.get("date", "")) or now) if expiry is not None else None


def _directives(text: str) -> dict[str, str]:
    pairs = (one.partition("=") for one in text.lower().split(","))
    return {name.strip(): value.strip().strip('"') for name, _, value in pairs}


def _seconds(text: str | None) -> timedelta | None:
    """A number of seconds, at most a century, since nobody adds more to a date."""
    if text is None or not _SECONDS.fullmatch(text.strip()):
        return None
    return min(timedelta(seconds=int(text)), timedelta(days=36_500))


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text[:100])
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
