"""Heard: what asking an endpoint about itself came to, a fault included, so that one hides no other."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Generic, TypeVar

from panel.domain.catalogue import Answered
from panel.errors import Cause, Mistake, WireFault

Value = TypeVar("Value")

REFUSALS = (Cause.KEY_REJECTED, Cause.FORBIDDEN)


@dataclass(frozen=True, slots=True)
class Heard(Generic[Value]):
    """A value and how long it took, or why there is none."""

    value: Value | None
    fault: WireFault | Mistake | None
    latency_ms: int | None = None

    @property
    def is_refused(self) -> bool:
        """Whether the endpoint answered, and would not tell without another key."""
        return isinstance(self.fault, WireFault) and self.fault.cause in REFUSALS

    @property
    def problem(self) -> str:
        """What is wrong, in words; nothing where a value was heard."""
        return self.fault.detail if isinstance(self.fault, WireFault) else str(self.fault or "")


async def hear(asking: Awaitable[Answered[Value]]) -> Heard[Value]:
    """Wait for an answer; raises nothing that an endpoint or a setting of the network can cause."""
    try:
        answered = await asking
    except (WireFault, Mistake) as fault:
        return Heard(None, fault)
    return Heard(answered.value, None, answered.latency_ms)
