"""Figures of what is stored: the takes and attempts of runs, and the versions of tools."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Connection, func, select

from panel.domain.run import RunFigures, Tally
from panel.store import rows
from panel.store.rows import ASKED
from panel.store.schema import attempts, takes, tools


@dataclass(slots=True)
class _Sums:
    """The figures of one run while they are gathered."""

    takes: list[Tally] = field(default_factory=list)
    attempts: list[Tally] = field(default_factory=list)
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: Decimal | None = None

    def figures(self) -> RunFigures:
        return RunFigures(
            takes=tuple(self.takes),
            attempts=tuple(self.attempts),
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
            cost_usd=self.cost_usd,
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
    return {run: one.figures() for run, one in sums.items()}


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
    query = select(attempts.c.run, attempts.c.cost_usd).where(attempts.c.cost_usd.is_not(None))
    for run, cost in connection.execute(query):
        sums[run].cost_usd = (sums[run].cost_usd or Decimal(0)) + rows.to_cost(cost, path)
