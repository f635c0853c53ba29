"""Room: what is left under a cap, who waits for some of it, and when waiting is in vain.

A seat may wait while another one is expected to end that does not wait itself, whether or not it has begun: its end may
free money, and nobody waits for what cannot come. So whoever waits has to hold up nobody: neither a place in line, nor
anything else without which others cannot begin or go on. The line is in the order in which seats began, and nobody goes
past one who may still be served.
"""

from __future__ import annotations

import asyncio
from bisect import insort
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(slots=True, eq=False)
class _Waiter:
    order: int
    wanted: Decimal
    is_served: asyncio.Future[bool]


class Room:
    """The room under a cap in USD, none where it is None; ``committed`` is what is taken of it."""

    def __init__(self, cap: Decimal | None, committed: Decimal) -> None:
        self.committed = committed
        self._cap = cap
        self._line: list[_Waiter] = []
        self._expected: set[Hashable] = set()
        self._orders: dict[Hashable, int] = {}
        self._begun = 0

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody waits."""
        return bool(self._line)

    def fits(self, wanted: Decimal) -> bool:
        """Whether there is so much room now, whoever waits for it."""
        return self._cap is None or self.committed + wanted <= self._cap

    def expect(self, seats: Iterable[Hashable]) -> None:
        """Count on seats to end."""
        self._expected.update(seats)

    def expect_no_more(self) -> None:
        """Count on no seat to end that has not begun: it will not begin any more."""
        self._expected.intersection_update(self._orders)
        self._serve()

    def begin(self, seat: Hashable) -> None:
        """Count a seat as begun; a second time does nothing."""
        if seat not in self._orders:
            self._begun += 1
            self._orders[seat] = self._begun

    async def take(self, seat: Hashable, wanted: Decimal, waits: Callable[[], None]) -> bool:
        """Commit room to a seat that has begun, in its place in line; False once it would wait in vain.

        ``waits`` is called before it waits, and has to give back whatever others may need.
        """
        waiter = _Waiter(self._orders[seat], wanted, asyncio.get_running_loop().create_future())
        insort(self._line, waiter, key=lambda one: one.order)
        self._serve()
        if not waiter.is_served.done():
            waits()
        try:
            return await waiter.is_served
        except asyncio.CancelledError:
            self._take_back(waiter)
            raise

    def end(self, seats: Iterable[Hashable]) -> None:
        """Expect nothing more of some seats. What they free has to be off ``committed`` by then."""
        for seat in seats:
            self._expected.discard(seat)
            self._orders.pop(seat, None)
        self._serve()

    @property
    def _is_somebody_active(self) -> bool:
        """Whether not all wait who are expected to end."""
        return len(self._expected) > len(self._line)

    def _serve(self) -> None:
        """Serve whoever is in turn; where nobody is active, whoever fits, and else the last in line goes without.

        What that one holds is free when it has ended, and until then it is active, so the others wait for it.
        """
        self._line = [one for one in self._line if not one.is_served.done()]
        for waiter in tuple(self._line):
            if self.fits(waiter.wanted):
                self.committed += waiter.wanted
                self._line.remove(waiter)
                waiter.is_served.set_result(True)
            elif self._is_somebody_active:
                return
        if self._line and not self._is_somebody_active:
            self._line.pop().is_served.set_result(False)

    def _take_back(self, waiter: _Waiter) -> None:
        """Leave the books as if it had not waited, also where it was cancelled just after it was served."""
        if not waiter.is_served.cancelled() and waiter.is_served.result():
            self.committed -= waiter.wanted
        self._serve()
