"""Money: what is set aside for a seat before it is asked, what a run cost, and calls whose cost nobody knows yet."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, Field, NonNegativeInt

from panel.domain.frozen import Frozen

Sum = Annotated[Decimal, Field(ge=0)]


class Reserve(Frozen):
    """The most that a seat may cost, set aside in USD for a job. A later one for the same run and key replaces it."""

    job: str
    run: str
    key: str
    tool: str
    held_usd: Sum
    at: AwareDatetime


class Costs(Frozen):
    """What requests came to, in USD, by what is known of each.

    ``billed_usd`` is the endpoints' own word, ``priced_usd`` tokens at listed prices, and ``held_usd`` the most that
    calls of unknown outcome may have cost: it is not known to have been spent at all.
    """

    billed_usd: Decimal = Decimal(0)
    priced_usd: Decimal = Decimal(0)
    held_usd: Decimal = Decimal(0)

    @property
    def spent_usd(self) -> Decimal:
        """What is known to have been spent."""
        return self.billed_usd + self.priced_usd


class LostCall(Frozen):
    """A request of unknown outcome that its endpoint has an id for. ``attempt`` is its row in the store."""

    attempt: int
    run: str
    key: str
    endpoint: str
    generation_id: str
    held_usd: Decimal


class Found(Frozen):
    """What a lost call turned out to have cost, with its tokens where they were told."""

    call: LostCall
    cost_usd: Sum
    prompt_tokens: NonNegativeInt | None = None
    completion_tokens: NonNegativeInt | None = None
