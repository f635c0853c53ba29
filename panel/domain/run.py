"""Run: one invocation, what it set out to do and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, PlainSerializer

from panel.domain.frozen import Frozen
from panel.domain.seat import Model

Dollars = Annotated[Decimal, PlainSerializer(lambda cost: f"{cost:f}", when_used="json")]
"""A sum that JSON holds as a plain decimal string."""


class Ending(Frozen):
    """How a batch ended, and what cannot be told from its own takes.

    ``outcome`` is the summary's word, or how it ended without one: interrupted, terminated, stopped or failed; its
    ``tools`` may not be known then. ``unread`` feeds could not be read, beside ``rejected`` rows. ``reused`` seats were
    stored before, ``unasked`` tools were not begun, and ``saved_usd`` is what cached tokens would have cost its job
    beyond what was billed, where that is known. ``why`` is the sentence that one which failed ended with, without
    secrets.
    """

    outcome: str
    tools: int | None = None
    rejected: int = 0
    unread: int = 0
    reused: int = 0
    unasked: int = 0
    saved_usd: Dollars | None = None
    why: str | None = None


class Run(Frozen):
    """One invocation. Ids sort by time; ``finished_at`` is null while it runs and after a crash.

    ``templates`` and ``contract`` are the hashes that its cells have, and ``process`` names the process that it is,
    where the system gives processes names. A batch names its ``feeds``, and its tools only as a number, in its
    ``ending``.
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
    feeds: tuple[str, ...] = ()
    ending: Ending | None = None


class Tally(Frozen):
    """How often something was met."""

    what: str
    count: int


def tallies(counts: Iterable[tuple[str, int]]) -> tuple[Tally, ...]:
    """Counts, the largest first; equal ones by name."""
    ordered = sorted(counts, key=lambda one: (-one[1], one[0]))
    return tuple(Tally(what=str(what), count=count) for what, count in ordered)


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


class ModelFigures(Frozen):
    """What one model's takes in a run come to, by status; tokens and cost are of every request for them.

    ``latency_ms`` is what one of its takes waited for answers, on average.
    """

    model: str
    takes: tuple[Tally, ...]
    attempts: int
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    cost_usd: Dollars | None = None
    latency_ms: int | None = None


class RunDetails(Frozen):
    """What is told of one run beyond its figures.

    ``failures`` are its failed takes by cause, the most frequent first. ``re_asked`` counts answers beyond the first of
    a seat, and ``given_up`` the takes of seats that nobody had answered when the run was stopped or had no money left.
    ``in_flight`` is how many requests, at most, were on their way when it died, or are on it now. Tokens are those of
    all its requests, also for seats that it has no take of.
    """

    failures: tuple[Tally, ...] = ()
    models: tuple[ModelFigures, ...] = ()
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    re_asked: int = 0
    given_up: int = 0
    in_flight: int = 0

    @property
    def asked(self) -> int:
        """How many seats it asked, of those that it has a take of."""
        return sum(tally.count for model in self.models for tally in model.takes) - self.given_up
