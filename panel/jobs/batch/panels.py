"""Panels: a batch's tools with what is stored of them, some at a time, in the order of the feeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from panel.assembly import Workshop
from panel.domain.hold import after_holds
from panel.domain.panel import Panel
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.jobs.batch.scanning import stored_tools


def panels(shop: Workshop, numbers: Sequence[int], *, since: datetime | None) -> Iterator[Panel]:
    """Each tool with the takes that stand for its cells, made at or after ``since``; nothing is kept in memory."""
    for tools in stored_tools(shop, numbers):
        cells = {cell.key: cell for cell in shop.cells(tuple(tools))}
        found = shop.store.takes_by_key([*cells], since=since)
        takes: dict[str, list[Take]] = {tool.slug: [] for tool in tools}
        seats: dict[str, int] = {tool.slug: 0 for tool in tools}
        for key, cell in cells.items():
            seats[cell.tool.slug] += 1
            if key in found and not found[key].is_given_up:
                takes[cell.tool.slug].append(found[key])
        holds = shop.store.holds_by_tool([tool.slug for tool in tools])
        for tool in tools:
            yield _panel(shop, tool, after_holds(takes[tool.slug], holds[tool.slug]), seats[tool.slug])


def _panel(shop: Workshop, tool: Tool, takes: tuple[Take, ...], seats: int) -> Panel:
    return Panel(tool=tool, takes=takes, verdict=shop.verdict(tool, takes), seats=seats)
