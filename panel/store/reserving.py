"""Reserves: the money that jobs hold for seats, what it was settled at, and calls that are still to be settled.

What is not settled counts as spent, so a crash between a hold and its settlement overstates a job's spending, never
the other way round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from panel.domain.completion import Usage
from panel.domain.finished import Finished
from panel.domain.money import Found, LostCall, Reserve
from panel.store import rows
from panel.store.schema import attempts, flights, reserves, takes


def put_reserves(connection: Connection, held: Sequence[Reserve]) -> None:
    """Hold money for seats; a seat that holds some already holds the new sum instead."""
    statement = upsert(reserves)
    raised = statement.on_conflict_do_update(["run", "key"], set_={"held_usd": statement.excluded.held_usd})
    connection.execute(raised, [rows.of_reserve(one) for one in held])


def committed_to(connection: Connection, job: str, its_runs: Collection[str], path: Path) -> Decimal:
    """What a job has spent, or holds still, with what those of its runs cost that held nothing."""
    query = select(func.coalesce(reserves.c.settled_usd, reserves.c.held_usd))
    found = connection.execute(query.where(reserves.c.job == rows.storable(job))).scalars()
    return _sum(found, path) + sum((_unreserved(connection, run, path) for run in its_runs), Decimal(0))


def held_by_runs(connection: Connection, path: Path, run: str | None = None) -> dict[str, Decimal]:
    """What runs hold for seats that have not come to their end, as after a crash, beside what these are known to cost.

    One run alone where one is named; a run that holds nothing is not there.
    """
    of_seat = (attempts.c.run == reserves.c.run, attempts.c.key == reserves.c.key)
    query = select(reserves.c.id, reserves.c.run, reserves.c.held_usd, attempts.c.cost_usd).where(
        reserves.c.settled_usd.is_(None), *(() if run is None else (reserves.c.run == rows.storable(run),))
    )
    left: dict[tuple[int, str], Decimal] = {}
    for seat, its_run, held, paid in connection.execute(query.outerjoin_from(reserves, attempts, and_(*of_seat))):
        rest = left.get((seat, its_run), rows.to_cost(held, path))
        left[seat, its_run] = rest if paid is None else rest - rows.to_cost(paid, path)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for (_, its_run), rest in left.items():
        sums[its_run] += max(rest, Decimal(0))
    return dict(sums)


def settle_finished(connection: Connection, finished: Iterable[Finished]) -> None:
    """Settle the reserve of every seat that has a charge."""
    charges = [
        {"of_run": rows.storable(one.take.run or ""), "of_key": one.take.key, "charge": rows.cost_text(one.charge)}
        for one in finished
        if one.charge is not None
    ]
    if charges:
        of_cell = (reserves.c.run == bindparam("of_run"), reserves.c.key == bindparam("of_key"))
        connection.execute(update(reserves).where(*of_cell).values(settled_usd=bindparam("charge")), charges)


def free_unasked(connection: Connection, run: str) -> None:
    """Settle at nothing what a run holds for seats of which no call is on record."""
    connection.execute(update(reserves).where(reserves.c.run == rows.storable(run), *_unsent()).values(settled_usd="0"))


def free_unsent(connection: Connection, job: str, is_over: Callable[[str], bool]) -> None:
    """The same of a job's runs that are over.

    Every call of a job with a budget is on record before it is sent, until its seat is finished.
    """
    unused = (reserves.c.job == rows.storable(job), *_unsent())
    for run in connection.execute(select(reserves.c.run).where(*unused).distinct()).scalars().all():
        if is_over(run):
            connection.execute(update(reserves).where(*unused, reserves.c.run == run).values(settled_usd="0"))


def lost_calls(connection: Connection, run: str, path: Path) -> list[LostCall]:
    """A run's requests of unknown outcome that their endpoints have an id for, the oldest first."""
    return _lost(connection, attempts.c.run == rows.storable(run), path)


def lost_calls_for(connection: Connection, job: str, its_runs: Collection[str], path: Path) -> list[LostCall]:
    """The same of every run that held money for a job, and of those of its runs that held none."""
    holding = select(reserves.c.run).where(reserves.c.job == rows.storable(job)).distinct()
    found = _lost(connection, attempts.c.run.in_(holding), path)
    for run in its_runs:
        if not _has_reserves(connection, run):
            found += lost_calls(connection, run, path)
    return sorted(found, key=lambda call: call.attempt)


def put_found(connection: Connection, found: Iterable[Found], path: Path) -> None:
    """Put what lost calls cost in the place of what was held for them; one that was found before stays as it is."""
    for one in found:
        call = one.call
        known = {"cost_usd": rows.cost_text(one.cost_usd), "cost_basis": "billed"}
        tokens = {name: getattr(one, name) for name in Usage.model_fields}
        still_lost = (attempts.c.id == call.attempt, attempts.c.cost_basis == "held")
        changed = connection.execute(
            update(attempts)
            .where(*still_lost)
            .values(known | {name: count for name, count in tokens.items() if count is not None})
        )
        if changed.rowcount:
            _settle_again(connection, call, one.cost_usd - call.held_usd, path)


def _has_reserves(connection: Connection, run: str) -> bool:
    query = select(reserves.c.id).where(reserves.c.run == rows.storable(run)).limit(1)
    return connection.execute(query).scalar() is not None


def _unreserved(connection: Connection, run: str, path: Path) -> Decimal:
    """What a run without a budget cost, with the most that its calls of unknown outcome may have cost."""
    if _has_reserves(connection, run):
        return Decimal(0)
    query = select(attempts.c.cost_usd).where(attempts.c.run == rows.storable(run), attempts.c.cost_usd.is_not(None))
    return _sum(connection.execute(query).scalars(), path)


def _unsent() -> tuple[ColumnElement[bool], ...]:
    """That a seat is not settled, and no call of it is stored or on its way."""
    is_of_seat = [(other.c.run == reserves.c.run, other.c.key == reserves.c.key) for other in (attempts, flights)]
    return (reserves.c.settled_usd.is_(None), *(~exists().where(*of_seat) for of_seat in is_of_seat))


def _lost(connection: Connection, is_meant: ColumnElement[bool], path: Path) -> list[LostCall]:
    of_cell = (takes.c.key == attempts.c.key, takes.c.run == attempts.c.run, takes.c.origin == rows.ASKED)
    endpoint = select(takes.c.endpoint).where(*of_cell, takes.c.endpoint.is_not(None)).limit(1).scalar_subquery()
    known = (attempts.c.id, attempts.c.run, attempts.c.key, attempts.c.generation_id, attempts.c.cost_usd)
    query = select(*known, endpoint.label("endpoint")).where(
        is_meant, attempts.c.cost_basis == "held", attempts.c.generation_id.is_not(None)
    )
    return [
        LostCall(
            attempt=row["id"],
            run=row["run"],
            key=row["key"],
            endpoint=row["endpoint"],
            generation_id=row["generation_id"],
            held_usd=rows.to_cost(row["cost_usd"], path),
        )
        for row in connection.execute(query.order_by(attempts.c.id)).mappings()
        if row["endpoint"] is not None
    ]


def _settle_again(connection: Connection, call: LostCall, difference: Decimal, path: Path) -> None:
    """Change what a seat was settled at, if it was."""
    of_cell = (reserves.c.run == call.run, reserves.c.key == call.key)
    settled = connection.execute(select(reserves.c.settled_usd).where(*of_cell)).scalar()
    if settled is not None:
        charge = max(rows.to_cost(settled, path) + difference, Decimal(0))
        connection.execute(update(reserves).where(*of_cell).values(settled_usd=rows.cost_text(charge)))


def _sum(costs: Iterable[str], path: Path) -> Decimal:
    return sum((rows.to_cost(cost, path) for cost in costs), Decimal(0))
