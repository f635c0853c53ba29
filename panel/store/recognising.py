"""Recognising an imported take that is stored already, so that the same document twice is no change."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select

from panel.domain.take import Take
from panel.store import rows
from panel.store.rows import IMPORTED
from panel.store.schema import takes


def is_known(connection: Connection, take: Take, path: Path) -> bool:
    """Whether the newest take like it, or the newest imported one, says the same, or any said it at that time."""
    query = (
        select(takes)
        .where(
            takes.c.tool == take.tool,
            takes.c.persona == take.persona,
            takes.c.model == rows.storable(take.model),
            takes.c.sample == take.sample,
        )
        .order_by(takes.c.id.desc())
    )
    newest, imported = query.limit(1), query.where(takes.c.origin == IMPORTED).limit(1)
    known = [*connection.execute(newest).mappings(), *connection.execute(imported).mappings()]
    then = query.where(takes.c.created_at == rows.time_text(take.created_at))
    known += connection.execute(then).mappings()
    return any(_says_the_same(rows.to_take(row, path), take) for row in known)


def _says_the_same(known: Take, take: Take) -> bool:
    """The same words, score and decision; a take that an editor withheld meanwhile still says what it said."""
    if (known.text, known.score, known.decision) != (take.text, take.score, take.decision):
        return False
    return (known.is_whole and take.is_whole) or (known.status, known.reason) == (take.status, take.reason)
