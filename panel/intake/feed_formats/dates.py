"""Dates as feeds write them, as days in UTC where they can be read; what cannot stays as the feed says it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

AHEAD = timedelta(hours=48)
"""How far ahead of its reading a date may be before it is odd."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.{0,32})?")
_RFC822 = re.compile(r"(?i)(?:[a-z]{3,9},?\s+)?\d{1,2}\s+[a-z]{3,9}\.?\s+\d{2,4}\b.{0,40}")
_SECONDS = re.compile(r"\d{9,10}|\d{12,13}")
_PART = re.compile(r"\d{4}(?:-\d{2})?")

_ZONELESS = "its date names no zone and is taken for UTC"
_UNREAD = "its date cannot be read and stays as the feed says it"
_FUTURE = "its date lies ahead"


class Dated(NamedTuple):
    """A date's text, and what is odd about it."""

    text: str
    notes: tuple[str, ...] = ()


def dated(value: object, fetched_at: datetime) -> Dated:
    """A date from a feed that was read at that time."""
    found = moment(value)
    if found is None:
        text = str(value).strip()
        return Dated(text, () if _PART.fullmatch(text) else (_UNREAD,))
    notes: tuple[str, ...] = ()
    if isinstance(found, datetime):
        notes = (_ZONELESS,) if found.tzinfo is None else ()
        found = found.replace(tzinfo=found.tzinfo or UTC)
        if found > fetched_at + AHEAD:
            notes += (_FUTURE,)
        return Dated(_utc_day(found), notes)
    if datetime(found.year, found.month, found.day, tzinfo=UTC) > fetched_at + AHEAD:
        notes = (_FUTURE,)
    return Dated(found.isoformat(), notes)


def moment(value: object) -> date | datetime | None:
    """What a value says, a day or a time that may lack its zone; None where it cannot be told."""
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(int(value)) if abs(value) < 10**14 else ""
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        return _read(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _read(text: str) -> date | datetime | None:
    if _ISO.fullmatch(text):
        return date.fromisoformat(text) if len(text) == len("2026-01-31") else datetime.fromisoformat(text)
    if _SECONDS.fullmatch(text):
        seconds = int(text) if len(text) < 12 else int(text) // 1000
        return datetime.fromtimestamp(seconds, UTC)
    if _RFC822.fullmatch(text):
        return parsedate_to_datetime(text)
    return None


def _utc_day(moment: datetime) -> str:
    try:
        return moment.astimezone(UTC).date().isoformat()
    except OverflowError:
        return moment.date().isoformat()
