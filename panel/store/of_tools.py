"""What is stored on tools: their takes, the editors' decisions on them and votes, for many tools with few queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, RowMapping, Select, select

from panel.domain.document import Votes
from panel.domain.hold import Hold
from panel.domain.parts import parts
from panel.domain.take import Take
from panel.store import rows
from panel.store.schema import holds, takes, votes

_Value = TypeVar("_Value")


def takes_of(connection: Connection, slugs: Sequence[str], path: Path) -> dict[str, list[Take]]:
    """Every take on each tool, in the order in which they were stored; a tool without any has none."""
    query = select(takes).order_by(takes.c.tool, takes.c.id)
    return _of(connection, slugs, query, takes.c.tool, lambda row: rows.to_take(row, path))


def holds_of(connection: Connection, slugs: Sequence[str], path: Path) -> dict[str, list[Hold]]:
    """Every decision to withhold or release takes on each tool, in the order in which they were made."""
    columns = (holds.c.tool, holds.c.persona, holds.c.action, holds.c.reason, holds.c.at)
    query = select(*columns).order_by(holds.c.tool, holds.c.id)
    return _of(connection, slugs, query, holds.c.tool, lambda row: rows.to_hold(row, path))


def votes_on(connection: Connection, slug: str, path: Path) -> Votes | None:
    """What readers voted on a tool, if anything is known."""
    row = connection.execute(select(votes).where(votes.c.tool == rows.storable(slug))).mappings().one_or_none()
    return None if row is None else rows.to_votes(row, path)


def _of(
    connection: Connection,
    slugs: Sequence[str],
    query: Select[Any],
    tool: Column[Any],
    read: Callable[[RowMapping], _Value],
) -> dict[str, list[_Value]]:
    found: dict[str, list[_Value]] = {rows.storable(slug): [] for slug in slugs}
    for part in parts([*found]):
        for row in connection.execute(query.where(tool.in_(part))).mappings():
            found[row["tool"]].append(read(row))
    return {slug: found[rows.storable(slug)] for slug in slugs}
