"""Figures of what is stored: the takes, attempts and costs of runs, and the versions of tools."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Connection, func, select

from panel.domain.money import Costs
from panel.domain.run import RunFigures, Tally
from panel.store import rows
from panel.store.reserving import held_by_runs
from panel.store.rows import ASKED
from panel.store.schema import attempts, takes, tools

BILLED, PRICED, HELD = "billed", "priced", "held"
"""What a cost rests on, as a column holds it; an attempt of an older panel, with none, was billed."""


@dataclass(slots=True)
class _Sums:
    """The figures of one run while they are gathered."""

    takes: list[Tally] = field(default_factory=list)
    attempts: list[Tally] = field(default_factory=list)
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: Decimal | None = None
    priced_usd: Decimal = Decimal(0)
    held_usd: Decimal = Decimal(0)

    def figures(self) -> RunFigures:
        return RunFigures(
            takes=tuple(self.takes),
            attempts=tuple(self.attempts),
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
            cost_usd=self.cost_usd,
            priced_usd=self.priced_usd,
            held_usd=self.held_usd,
        )


def figures_of_runs(connection: Connection, path: Path) -> dict[str, RunFigures]:
    """What every run that asked anything came to, by its id."""
    sums: dict[str, _Sums] = defaultdict(_Sums)
    try:
        _add_takes(connection, sums)
        _add_attempts(connection, sums)
    except ValidationError:
        raise rows.unreadable("count", path) from None
    _add_costs(connection, path, sums)
    _add_reserves(connection, path, sums)
    return {run: one.figures() for run, one in sums.items()}


def costs_of_run(connection: Connection, run: str, path: Path) -> Costs:
    """What one run's requests cost; what it holds for seats that have not come to their end counts as held."""
    by_basis: dict[str, Decimal] = defaultdict(Decimal)
    query = select(attempts.c.cost_basis, attempts.c.cost_usd).where(attempts.c.run == rows.storable(run))
    for basis, cost in connection.execute(query.where(attempts.c.cost_usd.is_not(None))):
        by_basis[basis or BILLED] += rows.to_cost(cost, path)
    return Costs(
        billed_usd=by_basis[BILLED],
        priced_usd=by_basis[PRICED],
        held_usd=by_basis[HELD] + held_by_runs(connection, path, run).get(rows.storable(run), Decimal(0)),
    )


def versions_of_tools(connection: Connection) -> dict[str, int]:
    """How many versions of every tool are stored, by its slug."""
    query = select(tools.c.slug, func.count()).group_by(tools.c.slug)
    return {str(slug): int(count) for slug, count in connection.execute(query)}


def _add_takes(connection: Connection, sums: dict[str, _Sums]) -> None:
    query = select(takes.c.run, takes.c.status, func.count()).where(takes.c.origin == ASKED, takes.c.run.is_not(None))
    for run, status, count in connection.execute(query.group_by(takes.c.run, takes.c.status).order_by(takes.c.status)):
        sums[run].takes.append(Tally(what=status, count=count))


def _add_attempts(connection: Connection, sums: dict[str, _Sums]) -> None:
    tokens = func.total(attempts.c.prompt_tokens), func.total(attempts.c.completion_tokens)
    query = select(attempts.c.run, attempts.c.outcome, func.count(), *tokens)
    grouped = query.group_by(attempts.c.run, attempts.c.outcome).order_by(attempts.c.outcome)
    for run, outcome, count, prompt, completion in connection.execute(grouped):
        one = sums[run]
        one.attempts.append(Tally(what=outcome, count=count))
        one.prompt_tokens += int(prompt)
        one.completion_tokens += int(completion)


def _add_costs(connection: Connection, path: Path, sums: dict[str, _Sums]) -> None:
    query = select(attempts.c.run, attempts.c.cost_usd, attempts.c.cost_basis).where(attempts.c.cost_usd.is_not(None))
    for run, text, basis in connection.execute(query):
        one, cost = sums[run], rows.to_cost(text, path)
        if basis == HELD:
            one.held_usd += cost
            continue
        one.cost_usd = (one.cost_usd or Decimal(0)) + cost
        one.priced_usd += cost if basis == PRICED else 0


def _add_reserves(connection: Connection, path: Path, sums: dict[str, _Sums]) -> None:
    for run, held in held_by_runs(connection, path).items():
        sums[run].held_usd += held
