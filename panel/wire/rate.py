"""Rate: how many requests a second an endpoint takes, learnt from the requests that it refuses.

A refusal means that the limiter has nothing left, so what it granted between two refusals, over the time between them,
is what it allows. Sending goes on a little below that and grows while nothing is refused, slowly at first and then ever
faster, so that a limit that was raised is found within seconds, but not beyond twice what is granted, which the places
may hold back. Refusals that are no rarer for it, however much was taken back, say nothing of the rate, which stays as
it is then. While nothing is granted, one request at a time sees whether that is over. No request has to be answered
for any of this: one that was not refused, for as long as refusals take to be heard, was granted.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import deque
from dataclasses import dataclass

from panel.wire.chance import Chance

MOST = 2_000.0
"""Requests a second where no limit is known: it spreads the first wave, and a refusal can be heard before the next."""

_LEAST = 0.05
_OF_THE_FIRST_SECOND = 0.6
_LONG_AGO = 10.0
_BELOW = 0.985
_MOST_FALL = 0.5
_SMALL_FALL = 0.96
_SPAN = 0.25
_SHORTEST_SPAN = 0.08
_LONGEST_SPAN = 4.0
_PAUSE = 0.03
_LONGEST_PAUSE = 5.0
_SURELY_HEARD = 1.5
_CATCH_UP = 0.05
_BUNCH = 0.01
_CAUTION = 0.4
_QUICK = 8.0
_BURST_FALL = 0.9
_FEW = 4.0
_LATELY = 2.0
_NEARLY_ALL = 0.8
_REMEMBERED = int(MOST * _LONGEST_SPAN)


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What a refusal is measured by: the ``last`` before it, one that is ``earlier`` enough, and what was sent then.

    Requests that are in flight count as granted, so it is measured again as each of them is refused.
    """

    sent_at: float
    last: float
    earlier: float
    rate: float
    burst: float
    is_in_burst: bool


class Rate:
    """The rate of one limiter. Times are seconds of a clock that never goes back; ``most`` is a rate never passed."""

    def __init__(self, most: float = MOST) -> None:
        self._most = most
        self._base: float | None = None
        self._grows_from = 0.0
        self._granted: list[float] = []
        self._refusals: deque[float] = deque(maxlen=16)
        self._heard_after = 0.0
        self._goes_alone = False
        self._alone_until = -math.inf
        self._changed_at = -math.inf
        self._pause = _PAUSE
        self._next_at = -math.inf
        self._spread_at = -math.inf
        self._held_until = -math.inf
        self._sent_at = -math.inf
        self._catch_up = _CATCH_UP
        self._burst = 1.0
        self._burst_until = -math.inf
        self._lesson: _Lesson | None = None
        self._chance = Chance(self._granted_between)

    def at(self, now: float) -> float:
        """Requests a second that are sent now."""
        if self._base is None:
            return self._most
        # That nothing is refused says something only of what left so long ago that a refusal would have been heard.
        known_until = now - self._heard_after
        quiet = max(known_until - self._grows_from, 0.0) * (1 if self._burst >= 0.5 else _CAUTION)
        quiet *= min(self._base / _QUICK, 1)
        grown = self._base * (1 + 0.012 * quiet + 0.02 * quiet**3)
        return min(max(min(grown, self._believed(known_until)), self._base), self._most)

    @property
    def held_until(self) -> float:
        """The time before which the endpoint asked for no more."""
        return self._held_until

    @property
    def soonest(self) -> float:
        """The time before which not even one request more may be tried, whatever was learnt from refusals."""
        return max(self._held_until, self._spread_at, self._sent_at + 1 / self._most)

    def ready_at(self) -> float:
        """The time of the next request; it never moves back, whatever is learnt meanwhile."""
        return max(self._next_at, self._held_until, self._spread_at, self._alone_until)

    def sent(self, now: float) -> None:
        """Count a request as sent, and as granted unless it is refused."""
        self._granted.append(now)
        self._sent_at = now
        if len(self._granted) > 2 * _REMEMBERED:
            del self._granted[:_REMEMBERED]
        self._spread_at = max(self._spread_at, now - _BUNCH) + 1 / MOST
        self._next_at = max(self._next_at, now - self._catch_up) + 1 / self.at(now)
        if self._goes_alone:
            # Nobody follows until a refusal of it would have been heard.
            self._goes_alone = False
            self._alone_until = max(self._alone_until, now + _SURELY_HEARD * self._heard_after)
        if self._catch_up > _CATCH_UP and self._next_at >= now:
            self._catch_up = _CATCH_UP
            self._burst_until = now
            self._burst = min(self._burst * 1.1 + 0.01, 1.0)

    def hold(self, until: float) -> None:
        """Send nothing before a time that the endpoint named."""
        self._held_until = max(self._held_until, until)

    def refused(self, sent_at: float, now: float, wait: float | None) -> None:
        """Learn from a refusal. ``wait`` is what the endpoint asked for, in seconds.

        Requests that were sent before the last lesson was learnt are one event with those it was learnt from.
        """
        self._not_granted(sent_at)
        self._heard_after = now - sent_at
        if wait is not None:
            self.hold(sent_at + wait)
        if sent_at < self._changed_at:
            if self._lesson is not None:
                self._measure(self._lesson)
        else:
            self._learn(sent_at, now)
            self._refusals.append(sent_at)
            if wait is None:
                self._catch_up = _CATCH_UP
                self._next_at = max(self._next_at, now + self._pause)
            else:
                self._grows_from = self._changed_at = max(now, self._held_until)
        if wait is not None:
            self._catch_up_after(wait)

    def _catch_up_after(self, wait: float) -> None:
        """While nothing is sent the limiter fills up, so the backlog may go at once; less of it where that was refused.

        Whether it is refused is heard only later, so until when it was sent is kept.
        """
        self._catch_up = max(min(wait, self._burst), _CATCH_UP)
        self._burst_until = math.inf if self._catch_up > _CATCH_UP else -math.inf
        self._next_at = max(self._next_at, self._held_until - self._catch_up)

    def _learn(self, sent_at: float, now: float) -> None:
        rate, last = self.at(now), self._refusals[-1] if self._refusals else -math.inf
        self._lesson = None
        if self._base is None:
            self._settle(_OF_THE_FIRST_SECOND * self._granted_at_first(sent_at, now), now)
        elif self._granted_between(last, sent_at) == 0:
            # The limiter has not opened again since: that says when, not how much, and one request is enough to see it.
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)
            self._grows_from = self._changed_at = now
            self._goes_alone = True
        else:
            is_in_burst = sent_at <= self._burst_until
            kept = None if is_in_burst else self._chance.rate_after(rate, last, sent_at)
            if not is_in_burst:
                self._pause = _PAUSE
                self._settle(kept or rate, now)
            if kept is None:
                self._lesson = _Lesson(sent_at, last, self._reference(sent_at), rate, self._burst, is_in_burst)
                self._measure(self._lesson)

    def _believed(self, known_until: float) -> float:
        """How far the rate may grow: to twice what was granted of late, also where the places held more back."""
        return _FEW + 2 * self._granted_between(known_until - _LATELY, known_until) / _LATELY

    def _granted_at_first(self, sent_at: float, now: float) -> float:
        """What a second took before the first refusal, or before what it refused, if that left more than one ago.

        Where that second took nothing, it is what left in the next, of which refusals are yet to be heard, or else a
        second's share of the last few.
        """
        end = sent_at if sent_at <= now - 1 else now
        second = self._granted_between(end - 1, end) or self._granted_between(end, end + 1)
        return second or self._granted_between(end - _LONG_AGO, end) / _LONG_AGO

    def _measure(self, lesson: _Lesson) -> None:
        """Cut the burst where it was refused, and the rate where it was not, or only at its end."""
        granted = self._granted_between(lesson.last, lesson.sent_at) / (lesson.burst * lesson.rate)
        if lesson.is_in_burst:
            self._burst = max(_BURST_FALL * lesson.burst * min(granted, 1), _CATCH_UP)
        if not lesson.is_in_burst or granted > _NEARLY_ALL:
            self._base = max(self._measured(lesson), _LEAST)

    def _measured(self, lesson: _Lesson) -> float:
        """What was granted since an earlier refusal over the time since; if that is short, a little less than now."""
        span = lesson.sent_at - lesson.earlier
        if span < _SHORTEST_SPAN:
            return _SMALL_FALL * lesson.rate
        granted = self._granted_between(lesson.earlier, lesson.sent_at) / span
        return min(max(_BELOW * granted, _MOST_FALL * lesson.rate), lesson.rate)

    def _reference(self, sent_at: float) -> float:
        """The latest refusal that lies far enough back to measure from, else the earliest of the same few seconds."""
        found = self._refusals[-1]
        for one in reversed(self._refusals):
            if sent_at - one > _LONGEST_SPAN:
                break
            found = one
            if sent_at - one >= _SPAN:
                break
        return found

    def _not_granted(self, sent_at: float) -> None:
        place = bisect_left(self._granted, sent_at)
        if place < len(self._granted) and self._granted[place] == sent_at:
            del self._granted[place]

    def _granted_between(self, start: float, end: float) -> int:
        """How many requests were sent after ``start``, up to ``end``, and not refused as far as is known."""
        return bisect_right(self._granted, end) - bisect_right(self._granted, start)

    def _settle(self, base: float, now: float) -> None:
        self._base = max(base, _LEAST)
        self._grows_from = self._changed_at = now
