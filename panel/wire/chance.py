"""Chance: whether refusals come however little is sent, as from an upstream that sheds a part of all it gets.

A limiter that is asked for less refuses less, and soon nothing. So where the rate was lowered again and again and
refusals are no rarer for it, the rate is not why: lowering it further would end in hardly anything being sent.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice, pairwise

_HALF = 5
"""Refusals in either half of those that are looked at."""

_FELL = 0.7
"""What is left of the rate, over all of them, where it was lowered again and again."""

_GREW, _MOST_RISES = 1.03, 2
"""A rate that grew by more than this between two refusals was free to, and how often that may have been."""

_FEWEST, _MOST = 2.0, 32.0
"""How many are granted between two refusals: fewer, and nothing gets through; more, and a limit may have moved."""

_RARER = 2.0
"""How many times as many are granted between two refusals where these have become rarer, or as few the other way."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    """One refusal: when it was sent, at which rate, and when the ``last`` one before it was."""

    rate: float
    last: float
    sent_at: float


class Chance:
    """Watches the refusals of one limiter.

    ``granted`` counts what was sent after one time, up to another, and not refused as far as is known.
    """

    def __init__(self, granted: Callable[[float, float], int]) -> None:
        self._granted = granted
        self._seen: deque[_Refusal] = deque(maxlen=2 * _HALF)
        self._usual: float | None = None

    def rate_after(self, rate: float, last: float, sent_at: float) -> float | None:
        """Count a refusal; the rate to go on with where it has nothing to do with the rate, None where it has.

        When that is noticed, half of what was taken back is given again. It is over once refusals become twice as
        frequent as was usual, or much rarer.
        """
        self._seen.append(_Refusal(rate, last, sent_at))
        if len(self._seen) < 2 * _HALF:
            return None
        before = self._usual
        self._usual = self._usual_now(before)
        if self._usual is not None:
            return rate if before is not None else max(rate, self._seen[_HALF].rate)
        if before is not None:
            self._seen.clear()
        return None

    def _usual_now(self, usual: float | None) -> float | None:
        """How many are granted between two refusals that come by chance; None where these do not."""
        mean = self._mean(0, 2 * _HALF)
        if usual is not None:
            return usual if usual / _RARER <= mean <= usual * 2 * _RARER else None
        # A limiter is silent for a while after each fall, and the rate grows until it is heard of again.
        rises = sum(later.rate > _GREW * one.rate for one, later in pairwise(self._seen))
        has_fallen = self._seen[-1].rate <= _FELL * self._seen[0].rate and rises <= _MOST_RISES
        most = min(_MOST, _RARER * self._mean(0, _HALF))
        is_no_rarer = _FEWEST <= self._mean(_HALF, 2 * _HALF) <= most
        return mean if has_fallen and is_no_rarer else None

    def _mean(self, start: int, stop: int) -> float:
        """How many were granted before a refusal, on average of some of the last ones."""
        return sum(self._granted(one.last, one.sent_at) for one in islice(self._seen, start, stop)) / (stop - start)
