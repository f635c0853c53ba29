"""Restoring: a whole backup put into a store that holds nothing, all of it or none of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.exc import IntegrityError

from panel.domain.backup import (
    StoredAlias,
    StoredAttempt,
    StoredFlight,
    StoredIdentity,
    StoredReserve,
    StoredSource,
    StoredVersion,
)
from panel.domain.document import Votes
from panel.domain.frozen import Frozen
from panel.domain.hold import Hold
from panel.domain.parts import AT_ONCE
from panel.domain.run import Run
from panel.domain.take import Take
from panel.errors import Mistake
from panel.store import rows
from panel.store.schema import (
    aliases,
    attempts,
    flights,
    holds,
    identities,
    reserves,
    runs,
    sources,
    takes,
    tools,
    votes,
)

_FILLED = (tools, takes, runs, attempts, reserves, votes, holds, aliases, identities, sources, flights)
_Row = dict[str, Any]
_Value = TypeVar("_Value", bound=Frozen)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup puts back, each read once and in the order in which it was stored."""

    versions: Iterable[StoredVersion]
    takes: Iterable[Take]
    votes: Iterable[Votes]
    holds: Iterable[Hold]
    aliases: Iterable[StoredAlias]
    identities: Iterable[StoredIdentity]
    sources: Iterable[StoredSource]
    runs: Iterable[Run]
    attempts: Iterable[StoredAttempt]
    reserves: Iterable[StoredReserve]
    flights: Iterable[StoredFlight]


def require_empty(connection: Connection, path: Path) -> None:
    """Raise Mistake for a store that holds anything but its own secret."""
    for table in _FILLED:
        if connection.execute(select(table).limit(1)).first() is not None:
            raise Mistake(f"{path}: holds {table.name} already; restore into a new store, with --store FILE")


def put_back(connection: Connection, contents: Contents, path: Path) -> None:
    """Put a backup into an empty store. Raises Mistake for one that says something twice."""
    require_empty(connection, path)
    filling = _Filling(connection)
    filling.put("versions", contents.versions, tools, lambda one: rows.of_tool(one.tool, one.stored_at))
    filling.put("takes", contents.takes, takes, _of_take)
    filling.put("votes", contents.votes, votes, _columns)
    filling.put("holds", contents.holds, holds, rows.of_hold)
    filling.put("aliases", contents.aliases, aliases, lambda one: {"alias": one.alias, "slug": one.tool})
    filling.put("identities", contents.identities, identities, _columns)
    filling.put("sources", contents.sources, sources, _columns)
    filling.put("runs", contents.runs, runs, rows.of_run)
    filling.put("attempts", contents.attempts, attempts, _of_attempt)
    filling.put("reserves", contents.reserves, reserves, _columns)
    filling.put("flights", contents.flights, flights, _columns)


class _Filling:
    """Fills tables some hundred rows at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, name: str, values: Iterable[_Value], table: Table, row: Callable[[_Value], _Row]) -> None:
        """Put all values into a table; ``name`` is what the backup calls them."""
        start = 0
        for part in _parts(values):
            try:
                self._connection.execute(insert(table), [row(one) for one in part])
            except IntegrityError:
                end = start + len(part) - 1
                raise Mistake(f"{name}[{start}…{end}]: one of these stands twice; a backup has each once") from None
            start += len(part)


def _parts(values: Iterable[_Value]) -> Iterator[Sequence[_Value]]:
    remaining = iter(values)
    while part := list(islice(remaining, AT_ONCE)):
        yield part


def _of_take(take: Take) -> _Row:
    return rows.of_take(take, rows.IMPORTED if take.is_imported else rows.ASKED)


def _of_attempt(attempt: StoredAttempt) -> _Row:
    columns = _columns(attempt)
    return {**columns, **columns.pop("usage")}


def _columns(value: Frozen) -> _Row:
    """The fields of a value as columns of the same names hold them."""
    return {name: _column(item) for name, item in value.model_dump().items()}


def _column(item: Any) -> Any:  # noqa: ANN401 - whatever a value holds
    if isinstance(item, datetime):
        return rows.time_text(item)
    if isinstance(item, Decimal):
        return rows.cost_text(item)
    return rows.storable(str(item)) if isinstance(item, str) else item
