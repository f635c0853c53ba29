"""Versions of tools: one row for each, the newest counts, and a slug or alias means one tool only."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from panel.domain.tool import Tool
from panel.errors import Mistake
from panel.store import rows
from panel.store.schema import aliases, tools


def put_tool(connection: Connection, tool: Tool, path: Path, now: datetime) -> Tool:
    """Keep the tool as a new version if it differs from the newest; returns it as it is stored.

    Raises Mistake when its slug or an alias means another tool.
    """
    for alias in tool.aliases:
        holder = newest_tool(connection, alias, path)
        if holder is not None and holder.slug != tool.slug:
            raise Mistake(f"{tool.slug}: the alias {alias} means {holder.slug} already; take it out of aliases")
    holder = newest_tool(connection, tool.slug, path)
    if holder is not None and holder.slug != tool.slug:
        raise Mistake(f"{tool.slug} is an alias of {holder.slug}; give the tool another slug")
    if holder is not None and holder.version == tool.version:
        return holder
    connection.execute(insert(tools), rows.of_tool(tool, now))
    connection.execute(delete(aliases).where(aliases.c.slug == tool.slug, aliases.c.alias.not_in(tool.aliases)))
    for alias in tool.aliases:
        values = {"alias": alias, "slug": tool.slug}
        connection.execute(upsert(aliases).values(values).on_conflict_do_nothing())
    return tool


def newest_tool(connection: Connection, slug: str, path: Path) -> Tool | None:
    """The newest version of the tool by that slug or alias."""
    named = rows.storable(slug)
    own = connection.execute(select(aliases.c.slug).where(aliases.c.alias == named)).scalar()
    query = select(tools.c.tool).where(tools.c.slug == (own or named)).order_by(tools.c.id.desc()).limit(1)
    line = connection.execute(query).scalar()
    return None if line is None else rows.to_tool(line, path)
