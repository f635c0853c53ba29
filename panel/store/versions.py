"""Versions of tools: one row for each, the newest counts, and a slug or alias means one tool only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select

from panel.domain.parts import AT_ONCE, parts
from panel.domain.tool import Tool
from panel.errors import Mistake
from panel.store import rows
from panel.store.schema import aliases, tools


def put_tools(connection: Connection, new_tools: Iterable[Tool], path: Path, now: datetime) -> list[Tool]:
    """Keep each tool as a new version if it differs from the newest; returns them as they are stored.

    Raises Mistake when a slug or an alias means another tool, be it one of the same call.
    """
    kept: list[Tool] = []
    remaining = iter(new_tools)
    while group := tuple(islice(remaining, AT_ONCE)):
        kept += _put_group(connection, group, path, now)
    return kept


def newest_tool(connection: Connection, slug: str, path: Path) -> Tool | None:
    """The newest version of the tool by that slug or alias."""
    named = rows.storable(slug)
    own = connection.execute(select(aliases.c.slug).where(aliases.c.alias == named)).scalar()
    query = select(tools.c.tool).where(tools.c.slug == (own or named)).order_by(tools.c.id.desc()).limit(1)
    line = connection.execute(query).scalar()
    return None if line is None else rows.to_tool(line, path)


def _put_group(connection: Connection, group: Sequence[Tool], path: Path, now: datetime) -> list[Tool]:
    known = _Known(connection, group, path)
    before = dict(known.aliases)
    kept = [known.put(tool) for tool in group]
    if known.new:
        connection.execute(insert(tools), [rows.of_tool(tool, now) for tool in known.new])
    _put_aliases(connection, before, known.aliases)
    return kept


def _put_aliases(connection: Connection, before: dict[str, str], after: dict[str, str]) -> None:
    """Write what changed: what is taken back goes first, since another tool may have it now."""
    if gone := before.items() - after.items():
        own = (aliases.c.alias == bindparam("of_alias"), aliases.c.slug == bindparam("of_slug"))
        connection.execute(delete(aliases).where(*own), [{"of_alias": alias, "of_slug": slug} for alias, slug in gone])
    if added := after.items() - before.items():
        connection.execute(insert(aliases), [{"alias": alias, "slug": slug} for alias, slug in added])


class _Known:
    """What is stored under the names of a group of tools, and what putting them one after another adds to it."""

    def __init__(self, connection: Connection, group: Sequence[Tool], path: Path) -> None:
        self.new: list[Tool] = []
        names = dict.fromkeys(name for tool in group for name in (tool.slug, *tool.aliases))
        self.aliases = _meanings(connection, [*names])
        self._lines = _newest_lines(connection, [*names | dict.fromkeys(self.aliases.values())])
        self._newest: dict[str, Tool] = {}
        self._path = path

    def put(self, tool: Tool) -> Tool:
        """Take note of a tool; returns it as it is stored, and raises Mistake for a name of another's."""
        for alias in tool.aliases:
            holder = self._holder(alias)
            if holder is not None and holder.slug != tool.slug:
                raise Mistake(f"{tool.slug}: the alias {alias} means {holder.slug} already; take it out of aliases")
        holder = self._holder(tool.slug)
        if holder is not None and holder.slug != tool.slug:
            raise Mistake(f"{tool.slug} is an alias of {holder.slug}; give the tool another slug")
        if holder is not None and holder.version == tool.version:
            return holder
        self._add(tool, holder)
        return tool

    def _add(self, tool: Tool, holder: Tool | None) -> None:
        self.new.append(tool)
        self._newest[tool.slug] = tool
        for alias in holder.aliases if holder is not None else ():
            if alias not in tool.aliases and self.aliases.get(alias) == tool.slug:
                del self.aliases[alias]
        for alias in tool.aliases:
            self.aliases.setdefault(alias, tool.slug)

    def _holder(self, name: str) -> Tool | None:
        slug = self.aliases.get(name, name)
        if slug not in self._newest and slug in self._lines:
            self._newest[slug] = rows.to_tool(self._lines[slug], self._path)
        return self._newest.get(slug)


def _meanings(connection: Connection, names: Sequence[str]) -> dict[str, str]:
    """The stored aliases among some names, and those of the tools that are named so, with the slugs they mean."""
    found: dict[str, str] = {}
    for part in parts(names):
        query = select(aliases.c.alias, aliases.c.slug).where(or_(aliases.c.alias.in_(part), aliases.c.slug.in_(part)))
        found.update((alias, slug) for alias, slug in connection.execute(query))
    return found


def _newest_lines(connection: Connection, slugs: Sequence[str]) -> dict[str, str]:
    """The newest version of each tool that is stored, as its row holds it."""
    found: dict[str, str] = {}
    for part in parts(slugs):
        newest = select(func.max(tools.c.id)).where(tools.c.slug.in_(part)).group_by(tools.c.slug)
        query = select(tools.c.slug, tools.c.tool).where(tools.c.id.in_(newest))
        found.update((slug, line) for slug, line in connection.execute(query))
    return found
