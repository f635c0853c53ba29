"""Duration: how long something may last, as a person writes it."""

from __future__ import annotations

import re

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?) ?(s|m|min|h|d)?", re.ASCII)
_SECONDS = {None: 1, "s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400}
_LONGEST = 30 * 86_400
_LONGEST_SHOWN = 50


def read_seconds(given: object) -> float:
    """Seconds, from ``900``, ``90s``, ``15m``, ``1h`` or ``1d``; raises ValueError with an example."""
    text = str(given).strip().lower()
    found = None if isinstance(given, bool) else _DURATION.fullmatch(text)
    seconds = float(found[1]) * _SECONDS[found[2]] if found else -1.0
    if not 0 <= seconds <= _LONGEST:
        raise ValueError(f"{text[:_LONGEST_SHOWN]!r} is no duration of up to 30 days; write 900, 15m or 1h")
    return seconds
