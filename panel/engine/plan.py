"""The plan: which cells a run consists of, and which of them the store holds already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from panel.domain.cell import Cell
from panel.domain.current import stands
from panel.domain.take import Take
from panel.engine.ports import TakeStore


@dataclass(frozen=True, slots=True)
class Plan:
    """Cells in the order they are asked, and the stored takes that stand for some of them, by key."""

    cells: tuple[Cell, ...]
    stored: dict[str, Take]

    @property
    def to_ask(self) -> tuple[Cell, ...]:
        """The cells that have to be asked."""
        return tuple(cell for cell in self.cells if cell.key not in self.stored)


def plan(
    cells: Iterable[Cell],
    store: TakeStore,
    *,
    since: datetime | None = None,
    asks_failed_again: bool = False,
) -> Plan:
    """Drop repeated cells and look up what is stored; takes older than ``since`` are ignored."""
    unique = tuple({cell.key: cell for cell in cells}.values())
    found = store.takes_by_key([cell.key for cell in unique], since=since)
    return Plan(unique, {key: take for key, take in found.items() if stands(take, asks_failed_again)})
