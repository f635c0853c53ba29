"""Claims on tools, and calls that are on their way: what other processes have to know of a run while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from panel.domain.finished import Departure, Finished
from panel.domain.parts import parts
from panel.store import rows
from panel.store.processes import is_alive, is_dead
from panel.store.schema import claims, flights, runs
from panel.store.transactions import Transactions

IsDead = Callable[[str], bool]
"""Whether the process that a run names is known to be gone."""


class Claiming(Transactions):
    """The part of a store that knows who works at what."""

    def claim(self, run: str, tools: Collection[str], *, now: datetime, until: datetime) -> frozenset[str]:
        """Claim those of the tools that no other living run has, and return them.

        A claim is another's until its lease ends, or its process is seen to be gone.
        """
        with self._writing() as connection:
            taken = _others(connection, run, tools, rows.time_text(now))
            free = [tool for tool in dict.fromkeys(tools) if tool not in taken]
            if free:
                values = [{"tool": tool, "run": rows.storable(run), "until": rows.time_text(until)} for tool in free]
                statement = upsert(claims)
                renewed = {"run": statement.excluded.run, "until": statement.excluded.until}
                connection.execute(statement.on_conflict_do_update(["tool"], set_=renewed), values)
        return frozenset(free)

    def renew(self, run: str, until: datetime) -> None:
        """Let all claims of a run stand until then."""
        with self._writing() as connection:
            mine = claims.c.run == rows.storable(run)
            connection.execute(update(claims).where(mine).values(until=rows.time_text(until)))

    def release(self, run: str, tools: Collection[str]) -> None:
        """Let others have these tools."""
        with self._writing() as connection:
            for part in parts([*tools]):
                mine = (claims.c.run == rows.storable(run), claims.c.tool.in_(part))
                connection.execute(delete(claims).where(*mine))

    def in_flight_at_kills(self, of_runs: Sequence[str]) -> int:
        """How many calls, at most, were on their way when some of these runs died; one that lives still has none."""
        with self._reading() as connection:
            count = select(flights.c.run, func.count()).group_by(flights.c.run)
            found = [row for part in parts(of_runs) for row in connection.execute(count.where(flights.c.run.in_(part)))]
            return sum(calls for run, calls in found if not _is_at_work(connection, run))


def put_departures(connection: Connection, departures: Iterable[Departure]) -> None:
    """Put calls on record; one that is on record already stays."""
    values = [{"run": rows.storable(one.run), "key": one.key, "sent_at": rows.time_text(one.at)} for one in departures]
    if values:
        connection.execute(insert(flights).prefix_with("OR IGNORE"), values)


def land(connection: Connection, finished: Iterable[Finished]) -> None:
    """Take calls off the record whose cell is finished."""
    values = [{"of_run": rows.storable(one.take.run or ""), "of_key": one.take.key} for one in finished]
    if values:
        connection.exec_driver_sql(
            "DELETE FROM flights WHERE run = ? AND key = ?", [(one["of_run"], one["of_key"]) for one in values]
        )


def end_run(connection: Connection, run: str) -> None:
    """Give up all that a run has claimed, and that is on its way for it: what is to be known of it is stored."""
    connection.execute(delete(claims).where(claims.c.run == rows.storable(run)))
    connection.execute(delete(flights).where(flights.c.run == rows.storable(run)))


def has_died(connection: Connection, run: str) -> bool:
    """Whether the process that works at a run is known to be gone."""
    process = _process(connection, run)
    return process is not None and is_dead(process)


def is_over(connection: Connection, run: str) -> bool:
    """Whether a run is finished, or has died."""
    finished_at = connection.execute(select(runs.c.finished_at).where(runs.c.id == rows.storable(run))).scalar()
    return finished_at is not None or has_died(connection, run)


def _is_at_work(connection: Connection, run: str) -> bool:
    process = _process(connection, run)
    return process is not None and is_alive(process)


def _process(connection: Connection, run: str) -> str | None:
    return rows.process_of(connection.execute(select(runs.c.run).where(runs.c.id == rows.storable(run))).scalar())


def _others(connection: Connection, run: str, tools: Collection[str], now: str) -> set[str]:
    """Those of the tools that another living run has."""

    @cache
    def is_gone(holder: str) -> bool:
        return has_died(connection, holder)

    found: set[str] = set()
    for part in parts([*tools]):
        query = select(claims.c.tool, claims.c.run).where(
            claims.c.tool.in_(part), claims.c.run != rows.storable(run), claims.c.until > now
        )
        found.update(tool for tool, holder in connection.execute(query) if not is_gone(holder))
    return found
