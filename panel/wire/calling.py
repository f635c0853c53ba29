"""Calling: one prompt on its way to one model, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from panel.domain.calling import Call
from panel.domain.deadline import Deadline
from panel.domain.prompt import Prompt
from panel.domain.seat import Model, Sampling
from panel.errors import WireFault
from panel.wire.endpoints import Endpoint
from panel.wire.pace import REFUSALS
from panel.wire.retry import RetryPolicy
from panel.wire.terms import Terms


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
