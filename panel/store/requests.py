"""Requests: what a run sent for a cell is kept once, though some of it is on record before the cell's take is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from panel.domain.completion import Attempt
from panel.domain.finished import Departure, Finished
from panel.domain.take import Status, Take
from panel.store import rows
from panel.store.schema import attempts

_Row = dict[str, Any]


def put_attempts(connection: Connection, finished: Sequence[Finished], departures: Sequence[Departure]) -> None:
    """Keep every request for these cells that is not on record yet."""
    asked_again = (one for one in departures if one.attempts)
    new = [*_of_takes(connection, finished)]
    new += [row for one in asked_again for row in _not_on_record(connection, one.run, one.key, one.attempts)]
    if new:
        connection.execute(insert(attempts), new)


def _of_takes(connection: Connection, finished: Sequence[Finished]) -> Iterator[_Row]:
    for one in finished:
        run, key = one.take.run or "", one.take.key or ""
        if _may_be_on_record(one.take, one.attempts):
            yield from _not_on_record(connection, run, key, one.attempts)
        else:
            yield from (rows.of_attempt(attempt, run, key) for attempt in one.attempts)


def _may_be_on_record(take: Take, sent: Sequence[Attempt]) -> bool:
    """Whether a request left when others had been made: the one whose answer became a take is new in any case."""
    return len(sent) > 1 or (bool(sent) and take.status is Status.FAILED)


def _not_on_record(connection: Connection, run: str, key: str, sent: Sequence[Attempt]) -> list[_Row]:
    """The requests after those that end what is on record of the cell in this run."""
    asked = [rows.of_attempt(one, run, key) for one in sent]
    query = select(attempts.c.sent_at).where(attempts.c.key == rows.storable(key), attempts.c.run == rows.storable(run))
    known = [*connection.execute(query.order_by(attempts.c.id)).scalars()]
    times = [row["sent_at"] for row in asked]
    on_record = next(n for n in range(min(len(known), len(times)), -1, -1) if known[len(known) - n :] == times[:n])
    return asked[on_record:]
