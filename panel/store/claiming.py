"""Claims on tools, and calls that are on their way: what other processes have to know of a run while it goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache, partial

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from panel.domain.finished import Departure, Finished
from panel.domain.parts import parts
from panel.store import rows
from panel.store.processes import Fate, fate_of, this_process
from panel.store.schema import claims, flights, reserves, runs
from panel.store.transactions import Transactions

HELD_UP = timedelta(minutes=10)
"""For how long after its lease a claim still stands whose process is there."""

_NEVER = "~"
"""After every time, as text."""


class Claiming(Transactions):
    """The part of a store that knows who works at what."""

    def claim(self, run: str, tools: Collection[str], *, now: datetime, until: datetime) -> frozenset[str]:
        """Claim those of the tools that no other living run has, and return them.

        A claim is another's until its lease ends or its process is seen to be gone. One whose process is seen to be
        there stands ``HELD_UP`` longer, since that may be held up with calls on their way.
        """
        with self._writing() as connection:
            taken = _others(connection, run, tools, now)
            free = [tool for tool in dict.fromkeys(tools) if tool not in taken]
            if free:
                values = [{"tool": tool, "run": rows.storable(run), "until": rows.time_text(until)} for tool in free]
                statement = upsert(claims)
                renewed = {"run": statement.excluded.run, "until": statement.excluded.until}
                connection.execute(statement.on_conflict_do_update(["tool"], set_=renewed), values)
        return frozenset(free)

    def renew(self, run: str, until: datetime) -> frozenset[str]:
        """Let all claims that a run still has stand until then, and return their tools."""
        with self._writing() as connection:
            mine = claims.c.run == rows.storable(run)
            renewed = update(claims).where(mine).values(until=rows.time_text(until)).returning(claims.c.tool)
            return frozenset(connection.execute(renewed).scalars())

    def release(self, run: str, tools: Collection[str]) -> None:
        """Let others have these tools."""
        with self._writing() as connection:
            for part in parts([*tools]):
                mine = (claims.c.run == rows.storable(run), claims.c.tool.in_(part))
                connection.execute(delete(claims).where(*mine))

    def take_back(self, departures: Sequence[Departure]) -> None:
        """Take calls off the record that did not leave after all."""
        with self._writing() as connection:
            _take_off(connection, [(rows.storable(one.run), one.key) for one in departures])

    def fate(self, run: str) -> Fate:
        """What is known of the process that works at a run, or did."""
        with self._reading() as connection:
            return _fate(connection, run)

    def in_flight_at_kills(self, of_runs: Sequence[str], *, unheld: bool = False) -> int:
        """How many calls, at most, were on their way when some of these runs died; those of living ones are not meant.

        With ``unheld`` those alone for which no money was ever held, so that nobody knows what they may have cost. A
        run that has calls on their way lives as long as it has a claim on their tools.
        """
        found = 0
        with self._reading() as connection:
            now = self._clock()
            for part in parts([run for run in of_runs if is_over(connection, run, now)]):
                query = select(func.count()).select_from(flights).where(flights.c.run.in_(part))
                if unheld:
                    query = query.where(~_is_held())
                found += connection.execute(query).scalar_one()
        return found


def _is_held() -> ColumnElement[bool]:
    """Whether money was held for a call that is on record."""
    return exists().where(reserves.c.run == flights.c.run, reserves.c.key == flights.c.key)


def put_departures(connection: Connection, departures: Iterable[Departure]) -> None:
    """Put calls on record; one that is on record already stays."""
    values = [{"run": rows.storable(one.run), "key": one.key, "sent_at": rows.time_text(one.at)} for one in departures]
    if values:
        connection.execute(insert(flights).prefix_with("OR IGNORE"), values)


def land(connection: Connection, finished: Iterable[Finished]) -> None:
    """Take calls off the record whose cell is finished."""
    _take_off(connection, [(rows.storable(one.take.run or ""), one.take.key) for one in finished])


def end_run(connection: Connection, run: str) -> None:
    """Give up all that a run has claimed, and that is on its way for it: what is to be known of it is stored.

    A call for which money is held still is one of which that is not so: it stays on record, since else its money would
    be taken for that of a seat for which nothing was sent.
    """
    connection.execute(delete(claims).where(claims.c.run == rows.storable(run)))
    of_seat = (reserves.c.run == flights.c.run, reserves.c.key == flights.c.key)
    holds_money = exists().where(*of_seat, reserves.c.settled_usd.is_(None))
    connection.execute(delete(flights).where(flights.c.run == rows.storable(run), ~holds_money))


def _fate(connection: Connection, run: str) -> Fate:
    """What is known of the process that works at a run."""
    line = connection.execute(select(runs.c.run).where(runs.c.id == rows.storable(run))).scalar()
    process = rows.process_of(line)
    # Of this process nothing is known by looking: an earlier run of it may have failed, and left its claims.
    return Fate.UNKNOWN if process is None or process == this_process() else fate_of(process)


def is_over(connection: Connection, run: str, now: datetime) -> bool:
    """Whether a run that holds money is finished, or has died: its process is gone, or it has no claim that stands.

    Of a run that was killed before a reboot, or in another container, nothing is seen but that nobody renews its
    claims. A run that lives has some whenever it holds money, since it claims a tool before it holds money for it; one
    that takes its feeds in, however long, holds none yet.
    """
    finished_at = connection.execute(select(runs.c.finished_at).where(runs.c.id == rows.storable(run))).scalar()
    if finished_at is not None:
        return True
    latest = connection.execute(select(func.max(claims.c.until)).where(claims.c.run == rows.storable(run))).scalar()
    return latest is None or latest <= _ends(now)[_fate(connection, run)]


def _ends(now: datetime) -> dict[Fate, str]:
    """Until when claims have to be leased so that they stand now, by what is known of their process."""
    return {Fate.THERE: rows.time_text(now - HELD_UP), Fate.UNKNOWN: rows.time_text(now), Fate.GONE: _NEVER}


def _take_off(connection: Connection, cells: Sequence[tuple[str, str | None]]) -> None:
    """Take calls off the record, by their runs and keys."""
    if cells:
        connection.exec_driver_sql("DELETE FROM flights WHERE run = ? AND key = ?", [*cells])


def _others(connection: Connection, run: str, tools: Collection[str], now: datetime) -> set[str]:
    """Those of the tools that another living run has."""
    fate = cache(partial(_fate, connection))
    ends = _ends(now)
    found: set[str] = set()
    for part in parts([*tools]):
        query = select(claims.c.tool, claims.c.run, claims.c.until).where(
            claims.c.tool.in_(part), claims.c.run != rows.storable(run)
        )
        found.update(tool for tool, holder, until in connection.execute(query) if until > ends[fate(holder)])
    return found
