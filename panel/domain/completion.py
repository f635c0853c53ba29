"""Completion: what a model sent back, and every attempt it took to get it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime, NonNegativeInt

from panel.domain.frozen import Frozen


class Usage(Frozen):
    """Tokens, as the endpoint counted them; null where it did not say."""

    prompt_tokens: NonNegativeInt | None = None
    cached_tokens: NonNegativeInt | None = None
    completion_tokens: NonNegativeInt | None = None

    def can_be_of(self, said: str) -> bool:
        """Whether a request that led to these words can have used so little: no prompt is empty, nor what has words."""
        return self.prompt_tokens != 0 and (self.completion_tokens != 0 or not said)

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            prompt_tokens=_sum(self.prompt_tokens, other.prompt_tokens),
            cached_tokens=_sum(self.cached_tokens, other.cached_tokens),
            completion_tokens=_sum(self.completion_tokens, other.completion_tokens),
        )


COMPLETED = "completed"
"""The outcome of an attempt that was answered."""

CostBasis = Literal["billed", "priced", "held"]
"""Where a cost is from: the endpoint's own word, listed prices times tokens, or the most that a lost call may cost."""


class Attempt(Frozen):
    """One request that may have been billed. ``outcome`` is ``completed`` or the cause of the fault.

    ``cost_usd`` is in USD. On the basis ``held`` it is not known to have been spent at all.
    """

    outcome: str
    detail: str = ""
    status: int | None = None
    served_model: str | None = None
    provider: str | None = None
    generation_id: str | None = None
    usage: Usage = Usage()
    cost_usd: Decimal | None = None
    cost_basis: CostBasis | None = None
    latency_ms: int = 0
    text: str | None = None
    sent_at: AwareDatetime

    @property
    def may_cost(self) -> bool:
        """Whether it was billed, as far as is known, or may have been."""
        return bool(self.cost_usd)

    @property
    def is_completed(self) -> bool:
        """Whether a completion came, usable or not."""
        return self.outcome == COMPLETED


class Completion(Frozen):
    """The text a model sent, why it stopped, and who really served it.

    ``is_as_asked`` is false where the endpoint names another model than the one that was asked.
    """

    text: str
    finish_reason: str | None = None
    refusal: str | None = None
    is_as_asked: bool = True
    attempt: Attempt


def total_cost(attempts: tuple[Attempt, ...]) -> Decimal | None:
    """What the attempts are known to have cost together; None when that is known of none of them."""
    costs = [one.cost_usd for one in attempts if one.cost_usd is not None and one.cost_basis != "held"]
    return sum(costs, Decimal(0)) if costs else None


def total_usage(attempts: tuple[Attempt, ...]) -> Usage:
    """The tokens of all attempts together."""
    usages = [attempt.usage for attempt in attempts]
    return usages[0] if len(usages) == 1 else sum(usages, Usage())


def _sum(left: int | None, right: int | None) -> int | None:
    known = [count for count in (left, right) if count is not None]
    return sum(known) if known else None
