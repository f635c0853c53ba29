"""Patterns that people write in persona files: one engine reads them, whoever loads or runs them."""

from __future__ import annotations

import math
from functools import lru_cache

import regex

from panel.errors import Mistake

LONGEST = 1_000
"""Characters of a pattern."""

_ROOM = 500_000
"""Characters that a pattern may come to with its repeats written out, which is how the engine keeps them."""

_LEAST = regex.compile(r"\{(\d{1,9})")


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> regex.Pattern[str]:
    """The pattern, read without case; raises Mistake, which says what is wrong, for one that cannot be read.

    Run it with a timeout: nobody has checked how long it may take.
    """
    if len(pattern) > LONGEST:
        raise Mistake(f"{len(pattern):,} characters; shorten it to {LONGEST:,}")
    counts = [max(1, int(count)) for count in _LEAST.findall(pattern)]
    if len(pattern) * math.prod(counts) > _ROOM:
        raise Mistake("too much for a regular expression; shorten it or lower its counts")
    try:
        return regex.compile(pattern, regex.IGNORECASE)
    except regex.error as error:
        raise Mistake(f"not a regular expression: {error}; mend it") from None
    except RecursionError:
        raise Mistake("too deeply nested for a regular expression; take parentheses out") from None
