"""Run: one invocation, what it set out to do and what became of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, PlainSerializer

from panel.domain.frozen import Frozen
from panel.domain.seat import Model

Dollars = Annotated[Decimal, PlainSerializer(lambda cost: f"{cost:f}", when_used="json")]
"""A sum that JSON holds as a plain decimal string."""


class Run(Frozen):
    """One invocation. Ids sort by time; ``finished_at`` is null while it runs and after a crash.

    ``templates`` and ``contract`` are the hashes that its cells have, and ``process`` names the process that it is,
    where the system gives processes names.
    """

    id: str
    job: str
    tools: tuple[str, ...]
    personas: tuple[str, ...] = ()
    models: tuple[Model, ...] = ()
    samples: int = 1
    templates: str | None = None
    contract: str | None = None
    process: str | None = None
    started_at: AwareDatetime
    finished_at: AwareDatetime | None = None


class Tally(Frozen):
    """How often something was met."""

    what: str
    count: int


class RunFigures(Frozen):
    """What a run's takes and attempts come to.

    ``takes`` are those it asked for, by status, and ``attempts`` its requests, by outcome. ``cost_usd`` is what it is
    known to have spent, null where that is known of nothing; ``priced_usd`` is the part of it that was worked out from
    listed prices. ``held_usd`` is what its calls of unknown outcome may have cost beside that. The tokens are those
    that endpoints counted.
    """

    takes: tuple[Tally, ...] = ()
    attempts: tuple[Tally, ...] = ()
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: Dollars | None = None
    priced_usd: Dollars = Decimal(0)
    held_usd: Dollars = Decimal(0)

    @property
    def asked(self) -> int:
        """How many takes it asked for."""
        return sum(tally.count for tally in self.takes)

    @property
    def failed(self) -> int:
        """How many of those failed."""
        return sum(tally.count for tally in self.takes if tally.what == "failed")
