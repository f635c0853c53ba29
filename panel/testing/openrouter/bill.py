"""Bill: what a simulated OpenRouter was asked, what it refused, what it made, and what that cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from panel.testing.openrouter.completions import Completed
from panel.testing.openrouter.kinds import Kind
from panel.testing.openrouter.listing import plain
from panel.testing.openrouter.schedule import Schedule


@dataclass(slots=True)
class Second:
    """One second, counted from the first request: what was let through, and what a limit refused."""

    granted: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Charge:
    """One billed completion: the key of its request, and when that came and ended, in seconds since 1970."""

    id: str
    key: str
    came_at: float
    ended_at: float
    completed: Completed
    is_usable: bool

    def listed(self) -> dict[str, Any]:
        """The charge as JSON has it."""
        return {
            "id": self.id,
            "key": self.key,
            "came_at": self.came_at,
            "ended_at": self.ended_at,
            "dollars": plain(self.completed.cost),
            "prompt_tokens": self.completed.prompt_tokens,
            "cached_tokens": self.completed.cached_tokens,
            "completion_tokens": self.completed.completion_tokens,
            "is_usable": self.is_usable,
        }


@dataclass(slots=True)
class Bill:
    """The books. ``dollars`` is exact, and includes what was made and never reached the client.

    ``refused`` counts by status what was turned away before any model was asked, ``kinds`` what became of the rest.
    ``completions`` were made and billed; ``usable`` of them arrived whole and can be read, ``unusable`` are the others.
    ``usable_by_request`` counts by the key of a request, which is the same for its retries and re-asks. Times are in
    seconds from the first request. ``charges`` are kept where the conditions say so.
    """

    requests: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    granted: int = 0
    kinds: Counter[Kind] = field(default_factory=Counter)
    completions: int = 0
    usable: int = 0
    unusable: int = 0
    dollars: Decimal = Decimal(0)
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    usable_by_request: Counter[str] = field(default_factory=Counter)
    in_flight: int = 0
    most_in_flight: int = 0
    first_grant: float | None = None
    last_grant: float | None = None
    seconds: dict[int, Second] = field(default_factory=dict)
    charges: list[Charge] = field(default_factory=list)

    def refuse(self, status: int, second: float) -> None:
        """Note a request that is turned away; a second's figures are those of the limits alone."""
        self.refused[status] += 1
        if status in (402, 429):
            self._second(second).refused += 1

    def grant(self, second: float) -> None:
        """Note a request that is let through, and is in flight from now on."""
        self.granted += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        self.first_grant = second if self.first_grant is None else self.first_grant
        self.last_grant = second
        self._second(second).granted += 1

    def charge(self, key: str, completed: Completed, *, is_usable: bool) -> None:
        """Bill a completion."""
        self.completions += 1
        self.dollars += completed.cost
        self.prompt_tokens += completed.prompt_tokens
        self.cached_tokens += completed.cached_tokens
        self.completion_tokens += completed.completion_tokens
        if is_usable:
            self.usable += 1
            self.usable_by_request[key] += 1
        else:
            self.unusable += 1

    def surplus(self, samples: int = 1) -> int:
        """How many usable answers were billed beyond the samples that a prompt is asked for."""
        return sum(count - samples for count in self.usable_by_request.values() if count > samples)

    def share_used(self, schedule: Schedule, after: int = 5) -> float | None:
        """The share of what a schedule allows that was let through, in whole seconds from ``after`` on.

        The last second is left out, since a run does not end on the stroke. None for a run that was too short.
        """
        end = int(self.last_grant or 0)
        if end <= after:
            return None
        granted = sum(one.granted for second, one in self.seconds.items() if after <= second < end)
        return granted / schedule.allowed(after, end)

    def summary(self) -> dict[str, Any]:
        """The bill as JSON has it; dollars are a decimal string, and requests are counted, not listed."""
        return {
            "requests": self.requests,
            "refused": {str(status): count for status, count in sorted(self.refused.items())},
            "granted": self.granted,
            "kinds": {kind.value: count for kind, count in sorted(self.kinds.items())},
            "completions": self.completions,
            "usable": self.usable,
            "unusable": self.unusable,
            "surplus": self.surplus(),
            "prompts": len(self.usable_by_request),
            "dollars": plain(self.dollars),
            "prompt_tokens": self.prompt_tokens,
            "cached_tokens": self.cached_tokens,
            "completion_tokens": self.completion_tokens,
            "in_flight": self.in_flight,
            "most_in_flight": self.most_in_flight,
            "first_grant": self.first_grant,
            "last_grant": self.last_grant,
            "seconds": [[second, one.granted, one.refused] for second, one in sorted(self.seconds.items())],
        }

    def _second(self, second: float) -> Second:
        return self.seconds.setdefault(int(second), Second())
