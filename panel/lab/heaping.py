"""Heaping: whether scores bunch on round numbers, or in a narrow stretch.

The share of scores that five, and ten, divide; by chance those are 21 and 11 of the 101 whole scores. Quartiles are
by nearest rank: the smallest score that a quarter, half and three quarters of all do not exceed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from panel.domain.quality import FIRM, LEAST, Heaping
from panel.lab.share import share_of

TOO_ROUND = 0.6
"""The share of scores ending in 0 or 5 over which they are flagged."""

TOO_NARROW = 8
"""The points between the outer quartiles under which scores are flagged."""

_WHAT = "scores"


def heaping(counts: Sequence[int]) -> Heaping:
    """How scores bunch; ``counts`` says how often each of 0 to 100 was given."""
    n = sum(counts)
    most = max(counts)
    return Heaping(
        n=n,
        fives=share_of(sum(counts[::5]), n, what=_WHAT),
        tens=share_of(sum(counts[::10]), n, what=_WHAT),
        favourite=counts.index(most) if n else None,
        favourites=share_of(most, n, what=_WHAT),
        distinct=sum(count > 0 for count in counts),
        quartiles=_quartiles(counts, n) if n >= LEAST else None,
        flag=_flag(counts, n) if n >= FIRM else None,
    )


def _quartiles(counts: Sequence[int], n: int) -> tuple[int, int, int]:
    upto = list(accumulate(counts))
    first, second, third = (next(score for score, seen in enumerate(upto) if 4 * seen >= q * n) for q in (1, 2, 3))
    return first, second, third


def _flag(counts: Sequence[int], n: int) -> str | None:
    first, _, third = _quartiles(counts, n)
    said = []
    if sum(counts[::5]) > TOO_ROUND * n:
        said.append(f"{100 * sum(counts[::5]) / n:.0f}% of {n} scores end in 0 or 5, 21% would by chance")
    if third - first < TOO_NARROW:
        said.append(f"the middle half of {n} scores lies within {third - first} points")
    return "; ".join(said) or None
