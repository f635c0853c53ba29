"""Calling: what whoever asks for a completion and whoever gets it need of each other."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

from panel.domain.completion import Attempt
from panel.domain.deadline import Deadline
from panel.errors import WireFault


class Turn(Protocol):
    """A call's place in the line of requests."""

    @property
    def is_taken(self) -> bool:
        """Whether it holds a place in flight."""

    async def take(self) -> None:
        """Wait until a request may leave; raises WireFault once none will."""

    async def rest(self, seconds: float) -> None:
        """Let time pass before another try; raises WireFault as soon as there can be none."""

    def give_back(self) -> None:
        """Let somebody else leave meanwhile."""

    def heard(self, fault: WireFault | None) -> None:
        """Say what came of the request."""


class Call(Protocol):
    """A call as whoever makes it sees it."""

    @property
    def turn(self) -> Turn:
        """Its place in line."""

    @property
    def deadline(self) -> Deadline:
        """Its time, which requests and waits spend."""

    async def allow(self, worst_usd: Decimal | None, waits: Callable[[], None]) -> None:
        """Set aside what one more request may cost; raises WireFault where there is not that much left.

        ``waits`` is called before it waits for what other calls may free, so that nothing holds those up.
        """

    async def departs(self) -> None:
        """Return when it is on record that a request is about to be sent; its turn is taken by then."""

    def record(self, attempt: Attempt) -> None:
        """Take note of a request that was made, whatever came of it, before the next is made."""

    def waits(self, seconds: float, fault: WireFault) -> None:
        """Take note that the next request is made after so many seconds, because of a fault."""
