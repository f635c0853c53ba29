"""One run in detail: its takes by model, its failures by cause, what was on its way when it died, and how it ended."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, distinct, exists, func, or_, select, update

from panel.domain.completion import COMPLETED, Usage
from panel.domain.run import Ending, ModelFigures, RunDetails, Tally, tallies
from panel.domain.take import Status
from panel.errors import OF_ENDING
from panel.store import rows
from panel.store.counting import HELD
from panel.store.rows import ASKED
from panel.store.schema import attempts, flights, runs, takes


@dataclass(slots=True)
class _OfModel:
    """One model's figures while they are gathered."""

    takes: Counter[str] = field(default_factory=Counter)
    attempts: int = 0
    tokens: Counter[str] = field(default_factory=Counter)
    cost_usd: Decimal | None = None
    latency_ms: int = 0
    waited: int = 0

    def figures(self, model: str) -> ModelFigures:
        return ModelFigures(
            model=model,
            takes=tuple(Tally(what=status, count=count) for status, count in sorted(self.takes.items())),
            attempts=self.attempts,
            **{name: self.tokens[name] for name in Usage.model_fields},
            cost_usd=self.cost_usd,
            latency_ms=round(self.latency_ms / self.waited) if self.waited else None,
        )


def details_of_run(connection: Connection, run: str, path: Path) -> RunDetails:
    """What is told of one run beyond its figures; its takes are read one by one, and none is kept in memory."""
    models, failures = _takes(connection, run, path)
    return RunDetails(
        failures=tallies(failures.items()),
        models=tuple(models[model].figures(model) for model in sorted(models)),
        **_tokens(connection, run),
        re_asked=_re_asked(connection, run),
        given_up=_given_up(connection, run),
        in_flight=_in_flight(connection, run),
    )


def put_ending(connection: Connection, run: str, ending: Ending, path: Path) -> None:
    """Keep how a run ended; one that is not stored has no ending."""
    row = connection.execute(select(runs).where(runs.c.id == rows.storable(run))).mappings().one_or_none()
    if row is not None:
        ended = rows.to_run(row, path).model_copy(update={"ending": ending})
        connection.execute(update(runs).where(runs.c.id == rows.storable(run)).values(run=rows.of_run(ended)["run"]))


def _takes(connection: Connection, run: str, path: Path) -> tuple[dict[str, _OfModel], Counter[str]]:
    models: dict[str, _OfModel] = defaultdict(_OfModel)
    failures: Counter[str] = Counter()
    query = select(
        takes.c.endpoint,
        takes.c.model,
        takes.c.status,
        _inside("reason"),
        _inside("latency_ms"),
        _inside("attempts"),
    ).where(takes.c.run == rows.storable(run), takes.c.origin == ASKED)
    try:
        for endpoint, model, status, reason, latency, sent in connection.execute(query):
            one = models[f"{endpoint}:{model}"]
            one.takes[status] += 1
            one.attempts += int(sent or 0)
            if latency is not None:
                one.latency_ms += int(latency)
                one.waited += 1
            if status == Status.FAILED:
                failures[str(reason or "").partition(":")[0]] += 1
    except (TypeError, ValueError):
        raise rows.unreadable("count", path) from None
    _add_requests(connection, run, path, models)
    return models, failures


def _add_requests(connection: Connection, run: str, path: Path, models: dict[str, _OfModel]) -> None:
    """What the requests for a run's takes came to; of one that was lost only its endpoint's later word is known."""
    seats = select(takes.c.key, takes.c.endpoint, takes.c.model).distinct()
    asked = seats.where(takes.c.run == rows.storable(run), takes.c.origin == ASKED).subquery()
    is_known = or_(attempts.c.cost_basis.is_(None), attempts.c.cost_basis != HELD)
    query = select(
        asked.c.endpoint,
        asked.c.model,
        case((is_known, attempts.c.cost_usd)),
        *(attempts.c[name] for name in Usage.model_fields),
    ).join_from(attempts, asked, attempts.c.key == asked.c.key)
    for endpoint, model, cost, *tokens in connection.execute(query.where(attempts.c.run == rows.storable(run))):
        one = models[f"{endpoint}:{model}"]
        one.tokens.update({name: count or 0 for name, count in zip(Usage.model_fields, tokens, strict=True)})
        if cost is not None:
            one.cost_usd = (one.cost_usd or Decimal(0)) + rows.to_cost(cost, path)


def _inside(name: str) -> ColumnElement[Any]:
    """A field of the take that a row holds."""
    return func.json_extract(takes.c.take, f"$.{name}")


def _tokens(connection: Connection, run: str) -> dict[str, int]:
    query = select(*(func.total(attempts.c[name]).label(name) for name in Usage.model_fields))
    row = connection.execute(query.where(attempts.c.run == rows.storable(run))).mappings().one()
    return {name: int(total) for name, total in row.items()}


def _re_asked(connection: Connection, run: str) -> int:
    """Answers beyond the first of a seat: what came before could not be used."""
    query = select(func.count(), func.count(distinct(attempts.c.key)))
    row = connection.execute(query.where(attempts.c.run == rows.storable(run), attempts.c.outcome == "completed")).one()
    return int(row[0]) - int(row[1])


def _given_up(connection: Connection, run: str) -> int:
    """Seats that failed since the run was stopped or had no money left, before anybody answered."""
    reason = _inside("reason")
    causes = [one for cause in sorted(OF_ENDING) for one in (reason == cause, reason.startswith(f"{cause}:"))]
    was_answered = exists().where(
        attempts.c.run == takes.c.run, attempts.c.key == takes.c.key, attempts.c.outcome == COMPLETED
    )
    query = select(func.count()).select_from(takes)
    of_run = (takes.c.run == rows.storable(run), takes.c.origin == ASKED, takes.c.status == Status.FAILED)
    return int(connection.execute(query.where(*of_run, or_(*causes), ~was_answered)).scalar_one())


def _in_flight(connection: Connection, run: str) -> int:
    query = select(func.count()).select_from(flights).where(flights.c.run == rows.storable(run))
    return int(connection.execute(query).scalar_one())
