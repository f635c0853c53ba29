"""Money: what is set aside for a seat before it is asked, what a run cost, and calls whose cost nobody knows yet."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, Field, NonNegativeInt

from panel.domain.frozen import Frozen

Sum = Annotated[Decimal, Field(ge=0)]

_DOLLARS = re.compile(r"\$?\s*(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})", re.ASCII)
_LONGEST_SHOWN = 40


def read_dollars(given: object) -> Decimal:
    """A sum above 0 as a person gives it, with or without a dollar sign; raises ValueError with an example."""
    text = str(given).strip()
    if isinstance(given, float) and text.lower().strip("-") not in ("inf", "nan"):
        text = f"{Decimal(text):f}"
    found = _DOLLARS.fullmatch(text)
    if isinstance(given, bool) or found is None or not Decimal(found[1]):
        raise ValueError(f"{text[:_LONGEST_SHOWN]!r} is no sum of US dollars above 0; give one such as 5 or 0.50")
    return Decimal(found[1])


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
    cached_tokens: NonNegativeInt | None = None
    completion_tokens: NonNegativeInt | None = None
