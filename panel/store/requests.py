"""Requests: what a run sent for a cell is kept once, though some of it is on record before the cell's take is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from panel.domain.completion import Attempt
from panel.domain.finished import Departure, Finished
from panel.domain.take import Status
from panel.store import rows
from panel.store.schema import attempts

_Row = dict[str, Any]

_TELLING = "sent_at", "outcome", "generation_id"
"""What tells one request for a cell from another."""


def put_attempts(connection: Connection, finished: Sequence[Finished], departures: Sequence[Departure]) -> None:
    """Keep every request for these cells that is not on record yet; of one cell there is one of either at most."""
    new: list[_Row] = []
    for one in finished:
        seat = one.take.run or "", one.take.key or "", one.attempts
        new += _not_on_record(connection, *seat) if _may_be_on_record(one) else _rows(*seat)
    for departure in departures:
        if departure.attempts:
            new += _not_on_record(connection, departure.run, departure.key, departure.attempts)
    if new:
        connection.execute(insert(attempts), new)


def _may_be_on_record(finished: Finished) -> bool:
    """Whether a request left when others had been made: the one whose answer became a take is new in any case."""
    return len(finished.attempts) > 1 or (bool(finished.attempts) and finished.take.status is Status.FAILED)


def _rows(run: str, key: str, sent: Sequence[Attempt]) -> list[_Row]:
    return [rows.of_attempt(one, run, key) for one in sent]


def _not_on_record(connection: Connection, run: str, key: str, sent: Sequence[Attempt]) -> list[_Row]:
    """The requests after those that end what is on record of the cell in this run."""
    asked = _rows(run, key, sent)
    query = select(*(attempts.c[name] for name in _TELLING))
    of_cell = query.where(attempts.c.key == rows.storable(key), attempts.c.run == rows.storable(run))
    known = [tuple(row) for row in connection.execute(of_cell.order_by(attempts.c.id))]
    told = [tuple(row[name] for name in _TELLING) for row in asked]
    on_record = next(n for n in range(min(len(known), len(told)), -1, -1) if known[len(known) - n :] == told[:n])
    return asked[on_record:]
