"""Duration: how long something may last, as a person writes it."""

from __future__ import annotations

import re

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?) ?(s|m|min|h|d)?", re.ASCII)
_SECONDS = {None: 1, "s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400}
_LONGEST = 30 * 86_400
_LONGEST_SHOWN = 50


def read_seconds(given: object) -> float:
    """Seconds, from so many, ``900``, ``90s``, ``15m``, ``1h`` or ``1d``; raises ValueError with an example."""
    seconds = _seconds(given)
    if not 0 <= seconds <= _LONGEST:
        raise ValueError(f"{str(given)[:_LONGEST_SHOWN]!r} is no duration of up to 30 days; write 900, 15m or 1h")
    return seconds


def _seconds(given: object) -> float:
    """As many as there are; below 0 for what is no duration."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        return given
    found = _DURATION.fullmatch(given.strip().lower()) if isinstance(given, str) else None
    return float(found[1]) * _SECONDS[found[2]] if found else -1.0
