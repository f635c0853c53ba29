"""Sources: which rows of which feeds are which tool, by what rule, and what tools are known by.

``sources`` has a row for each entry of a feed, and ``rule`` says why it was taken for its tool, so every merge can be
found. An entry or identity that means a tool is never moved from here; an entry that somebody moves by hand means the
other tool from then on, whatever else the row shares with the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, case, exists, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from panel.domain.parts import AT_ONCE, parts
from panel.domain.source import Known, Taken, Wanted
from panel.domain.tool import Tool
from panel.store import rows
from panel.store.schema import aliases, identities, sources, tools
from panel.store.versions import put_tools

_Transaction = Callable[[], AbstractContextManager[Connection]]


class Sources:
    """The part of a store that knows where tools were found."""

    def __init__(self, reading: _Transaction, writing: _Transaction, path: Path, clock: Callable[[], datetime]) -> None:
        self._reading = reading
        self._writing = writing
        self._path = path
        self._clock = clock

    def known(self, wanted: Wanted) -> Known:
        """What is known of some rows, looked up all together."""
        with self._reading() as connection:
            return _known(connection, wanted, self._path)

    def take_in(self, wanted: Wanted, decide: Callable[[Known], Sequence[Taken]]) -> dict[str, int]:
        """Look up, decide and keep in one transaction, so that two processes never make two tools of one.

        Returns, by slug, the id of the tool's newest version for every row that was taken.
        """
        with self._writing() as connection:
            taken = decide(_known(connection, wanted, self._path))
            put_tools(connection, (one.tool for one in taken if one.tool is not None), self._path, self._clock())
            _put_sources(connection, taken, rows.time_text(self._clock()))
            _put_identities(connection, taken)
            return _newest_rows(connection, [*dict.fromkeys(one.slug for one in taken)])

    def unread(self) -> Iterator[Tool]:
        """The newest version of each tool whose identities are not kept, as after an import or a review."""
        after = ""
        while part := self._part(after):
            yield from (tool for tool in part.values() if tool is not None)
            after = [*part][-1]

    def names(self) -> Iterator[tuple[str, str]]:
        """Every identity that begins with ``name:``, with the slug it means, in their order."""
        after = "name:"
        while True:
            query = select(identities.c.identity, identities.c.tool).where(
                identities.c.identity > after, identities.c.identity < "name;"
            )
            with self._reading() as connection:
                found = connection.execute(query.order_by(identities.c.identity).limit(AT_ONCE * 10)).all()
            if not found:
                return
            yield from ((identity, slug) for identity, slug in found)
            after = found[-1][0]

    def _part(self, after: str) -> dict[str, Tool | None]:
        """The next few hundred tools by their slugs, in that order; None for those whose identities are kept."""
        newest = select(tools.c.slug, func.max(tools.c.id).label("id")).where(tools.c.slug > after)
        part = newest.group_by(tools.c.slug).order_by(tools.c.slug).limit(AT_ONCE).subquery()
        is_read = exists().where(identities.c.identity == "version:" + tools.c.version)
        unread = case((~is_read, tools.c.tool))
        query = select(part.c.slug, unread).join(tools, tools.c.id == part.c.id).order_by(part.c.slug)
        with self._reading() as connection:
            return {
                slug: None if line is None else rows.to_tool(line, self._path)
                for slug, line in connection.execute(query)
            }


def _known(connection: Connection, wanted: Wanted, path: Path) -> Known:
    entries = _entries(connection, wanted.entries)
    meant: dict[str, str] = {}
    for part in parts(wanted.identities):
        query = select(identities.c.identity, identities.c.tool).where(identities.c.identity.in_(part))
        meant.update((identity, slug) for identity, slug in connection.execute(query))
    names = dict.fromkeys((*wanted.names, *entries.values(), *meant.values()))
    return Known(entries, meant, _tools(connection, [*names], path))


def _entries(connection: Connection, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for part in parts(wanted):
        for feed in dict.fromkeys(feed for feed, _ in part):
            ids = {rows.storable(own): own for of, own in part if of == feed}
            query = select(sources.c.external_id, sources.c.tool).where(
                sources.c.feed == rows.storable(feed), sources.c.external_id.in_([*ids])
            )
            found.update(((feed, ids[own]), slug) for own, slug in connection.execute(query))
    return found


def _tools(connection: Connection, names: Sequence[str], path: Path) -> dict[str, Tool]:
    """The newest tool by each of the names that a tool goes by."""
    meant: dict[str, str] = {}
    for part in parts(names):
        query = select(aliases.c.alias, aliases.c.slug).where(aliases.c.alias.in_(part))
        meant.update((alias, slug) for alias, slug in connection.execute(query))
    lines: dict[str, str] = {}
    for part in parts([*dict.fromkeys((*names, *meant.values()))]):
        newest = select(func.max(tools.c.id)).where(tools.c.slug.in_(part)).group_by(tools.c.slug)
        query = select(tools.c.slug, tools.c.tool).where(tools.c.id.in_(newest))
        lines.update((slug, line) for slug, line in connection.execute(query))
    found = {slug: rows.to_tool(line, path) for slug, line in lines.items()}
    return found | {alias: found[slug] for alias, slug in meant.items() if slug in found}


def _put_sources(connection: Connection, taken: Iterable[Taken], now: str) -> None:
    seen = [
        {
            "tool": one.slug,
            "feed": rows.storable(one.source.feed),
            "external_id": rows.storable(one.entry),
            "url": None if one.source.url is None else rows.storable(one.source.url),
            "rule": one.rule.value,
            "first_seen": now,
            "last_seen": now,
        }
        for one in taken
        if one.source is not None
    ]
    if seen:
        statement = upsert(sources)
        again = {"last_seen": statement.excluded.last_seen, "url": statement.excluded.url}
        connection.execute(statement.on_conflict_do_update(["feed", "external_id"], set_=again), seen)


def _put_identities(connection: Connection, taken: Iterable[Taken]) -> None:
    known_by = {rows.storable(identity): one.slug for one in reversed([*taken]) for identity in one.identities}
    if known_by:
        found = [{"identity": identity, "tool": slug} for identity, slug in known_by.items()]
        connection.execute(upsert(identities).on_conflict_do_nothing(), found)


def _newest_rows(connection: Connection, slugs: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts(slugs):
        query = select(tools.c.slug, func.max(tools.c.id)).where(tools.c.slug.in_(part)).group_by(tools.c.slug)
        found.update((slug, row) for slug, row in connection.execute(query))
    return found
