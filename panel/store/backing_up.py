"""Backing up: all that a store holds at one moment, read a part at a time.

Claims are left out, since they end with the process that made them; so is the secret.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection, Select, func, select

from panel.domain.backup import (
    StoredAlias,
    StoredAttempt,
    StoredFlight,
    StoredIdentity,
    StoredReserve,
    StoredSource,
    StoredVersion,
)
from panel.domain.completion import Usage
from panel.domain.document import Votes
from panel.domain.frozen import Frozen
from panel.domain.hold import Hold
from panel.domain.parts import AT_ONCE
from panel.domain.run import Run
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.store import of_tools, rows
from panel.store.schema import (
    aliases,
    attempts,
    flights,
    identities,
    reserves,
    runs,
    sources,
    tools,
    votes,
)

_Row = dict[str, Any]
_Stored = TypeVar("_Stored", bound=Frozen)


class Snapshot:
    """What a store held when it was asked for first; nothing that is written meanwhile is in it."""

    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection = connection.execution_options(yield_per=AT_ONCE)
        self._path = path

    def tools(self) -> Iterator[list[Tool]]:
        """The newest version of every tool, by slug, some hundred at a time."""
        last = ""
        while part := self._tools_after(last):
            yield part
            last = part[-1].slug

    def takes_of(self, slugs: Sequence[str]) -> dict[str, list[Take]]:
        """Every take on each of some tools, in the order in which they were stored."""
        return of_tools.takes_of(self._connection, slugs, self._path)

    def holds_of(self, slugs: Sequence[str]) -> dict[str, list[Hold]]:
        """Every decision on each of some tools, in the order in which they were made."""
        return of_tools.holds_of(self._connection, slugs, self._path)

    def votes_of(self, slugs: Sequence[str]) -> dict[str, Votes]:
        """What readers voted on each of some tools; one on which nobody did is left out."""
        found = self._connection.execute(select(votes).where(votes.c.tool.in_(slugs))).mappings()
        return {row["tool"]: rows.to_votes(row, self._path) for row in found}

    def runs_on(self, slugs: Sequence[str]) -> list[Run]:
        """The runs that may have asked models about some tools, the newest first, each as if it had named no others.

        A batch names none.
        """
        wanted, found = frozenset(slugs), []
        query = select(runs).order_by(runs.c.started_at.desc(), runs.c.id.desc())
        for row in self._connection.execute(query).mappings():
            run = rows.to_run(row, self._path)
            named = tuple(slug for slug in run.tools if slug in wanted)
            if run.models and (named or not run.tools):
                found.append(run.model_copy(update={"tools": named}))
        return found

    def versions(self) -> Iterator[StoredVersion]:
        """Every version of every tool, the oldest first."""
        for row in self._all(select(tools).order_by(tools.c.id)):
            tool = rows.to_tool(row["tool"], self._path)
            yield self._read(StoredVersion, tool=tool, stored_at=row["stored_at"])

    def aliases(self) -> Iterator[StoredAlias]:
        """Every alias, in their own order."""
        for row in self._all(select(aliases).order_by(aliases.c.alias)):
            yield self._read(StoredAlias, alias=row["alias"], tool=row["slug"])

    def identities(self) -> Iterator[StoredIdentity]:
        """All that tools are recognised by, in its own order."""
        for row in self._all(select(identities).order_by(identities.c.identity)):
            yield self._read(StoredIdentity, **row)

    def sources(self) -> Iterator[StoredSource]:
        """Every entry of a feed in which a tool was found, the first that was met first."""
        for row in self._all(select(sources).order_by(sources.c.id)):
            yield self._read(StoredSource, **_without_id(row))

    def runs(self) -> Iterator[Run]:
        """Every run, the oldest first."""
        for row in self._connection.execute(select(runs).order_by(runs.c.started_at, runs.c.id)).mappings():
            yield rows.to_run(row, self._path)

    def attempts(self) -> Iterator[StoredAttempt]:
        """Every request, the oldest first."""
        for row in self._all(select(attempts).order_by(attempts.c.id)):
            usage = {name: row.pop(name) for name in Usage.model_fields}
            yield self._read(StoredAttempt, **_without_id(row), usage=usage)

    def reserves(self) -> Iterator[StoredReserve]:
        """All that was held for seats, the oldest first."""
        for row in self._all(select(reserves).order_by(reserves.c.id)):
            yield self._read(StoredReserve, **_without_id(row))

    def flights(self) -> Iterator[StoredFlight]:
        """The calls that are on their way, or were when their run died, the oldest first."""
        for row in self._all(select(flights).order_by(flights.c.id)):
            yield self._read(StoredFlight, **_without_id(row))

    def _tools_after(self, slug: str) -> list[Tool]:
        newest = select(func.max(tools.c.id)).where(tools.c.slug > slug)
        newest = newest.group_by(tools.c.slug).order_by(tools.c.slug).limit(AT_ONCE)
        query = select(tools.c.tool).where(tools.c.id.in_(newest)).order_by(tools.c.slug)
        return [rows.to_tool(line, self._path) for line in self._connection.execute(query).scalars()]

    def _all(self, query: Select[Any]) -> Iterator[_Row]:
        return map(dict, self._connection.execute(query).mappings())

    def _read(self, kind: type[_Stored], **columns: Any) -> _Stored:  # noqa: ANN401 - whatever a column holds
        try:
            return kind.model_validate(columns)
        except ValidationError:
            raise rows.unreadable(kind.__name__.removeprefix("Stored").lower(), self._path) from None


def _without_id(row: _Row) -> _Row:
    return {name: value for name, value in row.items() if name != "id"}
