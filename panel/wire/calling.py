"""Calling: what the wire needs of whoever asks for a completion, and how far one call has come."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from panel.domain.completion import Attempt
from panel.domain.deadline import Deadline
from panel.domain.prompt import Prompt
from panel.domain.seat import Model, Sampling
from panel.errors import WireFault
from panel.wire.endpoints import Endpoint
from panel.wire.pace import REFUSALS
from panel.wire.retry import RetryPolicy
from panel.wire.terms import Terms


class Turn(Protocol):
    """A call's place in line."""

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

    async def allow(self, worst_usd: Decimal | None) -> None:
        """Set aside what one more request may cost; raises WireFault where there is not that much left."""

    def record(self, attempt: Attempt) -> None:
        """Take note of a request that was made, whatever came of it, before the next is made."""

    def waits(self, seconds: float, fault: WireFault) -> None:
        """Take note that the next request is made after so many seconds, because of a fault."""


@dataclass
class Request:
    """One prompt on its way to one model, as often as it takes. ``failures`` are those that did not just come early."""

    endpoint: Endpoint
    model: Model
    terms: Terms
    prompt: Prompt
    sampling: Sampling
    call: Call
    policy: RetryPolicy
    failures: int = 0
    parked: float = 0.0

    @cached_property
    def worst_usd(self) -> Decimal | None:
        """The most that one request can cost; None where no price is known."""
        return self.terms.worst(self.prompt, self.sampling)

    @property
    def deadline(self) -> Deadline:
        """The call's time."""
        return self.call.deadline

    def failed(self, fault: WireFault) -> None:
        """Count a failure."""
        if fault.cause not in REFUSALS:
            self.failures += 1

    async def pause(self, seconds: float, fault: WireFault) -> None:
        """Let others leave before the next try, and spend the time of it unless the model is parked."""
        self.call.turn.give_back()
        self.call.waits(seconds, fault)
        if self.policy.parks(fault, self):
            self.parked += seconds
        else:
            self.deadline.spend(seconds)
