"""What is stored of cells, without their takes: whether each is answered, for as many as a feed has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, case, null, select

from panel.domain.current import prevailing, stands
from panel.domain.parts import parts
from panel.domain.take import Status, Take
from panel.domain.tool import Tool
from panel.store import rows
from panel.store.rows import ASKED
from panel.store.schema import takes, tools


def answered(
    connection: Connection, keys: Sequence[str], path: Path, *, since: datetime | None, asks_failed_again: bool
) -> set[str]:
    """The keys whose newest take made at or after ``since`` stands; only takes that failed are read."""
    found: dict[str, Take | None] = {}
    line = case((takes.c.status == Status.FAILED.value, takes.c.take), else_=null()).label("take")
    for part in parts(keys):
        query = select(takes.c.key, takes.c.origin, line).where(takes.c.key.in_(part), takes.c.origin == ASKED)
        if since is not None:
            query = query.where(takes.c.created_at >= rows.time_text(since))
        for row in connection.execute(query.order_by(takes.c.id)).mappings():
            _note(found, row["key"], None if row["take"] is None else rows.to_take(row, path))
    return {key for key, take in found.items() if take is None or stands(take, asks_failed_again)}


def tools_in(connection: Connection, numbers: Sequence[int], path: Path) -> list[Tool]:
    """The tools in some rows, in the order of the rows asked for."""
    found: dict[int, Tool] = {}
    for part in parts(numbers):
        query = select(tools.c.id, tools.c.tool).where(tools.c.id.in_(part))
        found.update((number, rows.to_tool(line, path)) for number, line in connection.execute(query))
    return [found[number] for number in numbers]


def versions_of(connection: Connection, slugs: Sequence[str], path: Path) -> dict[str, list[Tool]]:
    """Every stored version of some tools, the oldest first."""
    found: dict[str, list[Tool]] = {slug: [] for slug in slugs}
    for part in parts(slugs):
        query = select(tools.c.slug, tools.c.tool).where(tools.c.slug.in_(part)).order_by(tools.c.id)
        for slug, line in connection.execute(query):
            found[slug].append(rows.to_tool(line, path))
    return found


def _note(found: dict[str, Take | None], key: str, take: Take | None) -> None:
    """Note the newest take of a key, None for one that did not fail; a passing failure gives way to what was there."""
    earlier = found.get(key)
    if take is None or key not in found:
        found[key] = take
    elif earlier is None:
        found[key] = None if take.is_passing_failure else take
    else:
        found[key] = prevailing(earlier, take)
