"""Runs some cells through a line, with fakes around it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from decimal import Decimal

from panel.domain.cell import Cell
from panel.domain.take import Take
from panel.engine.asking import Asker
from panel.engine.claims import Claims
from panel.engine.line import Crew, Line
from panel.engine.opening import Opener, Work
from panel.engine.progress import Event, Progress, Settled, unwatched
from panel.engine.purse import Purse
from panel.engine.recorder import Recorder
from panel.engine.stop import Stop
from tests.fakes.engine import FakeStore, FakeTurns, no_money, noon


def a_line(
    cells: Sequence[Cell],
    store: FakeStore,
    asker: Asker,
    recorder: Recorder,
    *,
    places: int,
    progress: Progress = unwatched,
    stop: Stop | None = None,
    purse: Purse | None = None,
    worst: Callable[[Cell], Decimal | None] = lambda _: None,
    leads: bool = True,
    notes_departures: bool = False,
    run: str = "r",
) -> Line:
    """A line of some cells, without a budget when no purse is given; it waits for other runs without taking time."""
    claims = Claims(store, run, noon)
    crew = Crew(
        asker,
        recorder,
        FakeTurns(places),
        purse or no_money(),
        worst,
        claims,
        noon,
        leads=leads,
        notes_departures=notes_departures,
    )
    opener = Opener(Work.on(cells), store, recorder, claims, progress, sleep=a_moment)
    return Line(opener, crew, run=run, progress=progress, stop=stop)


async def a_moment(seconds: float) -> None:
    """Wait, but not for so long."""
    del seconds
    await asyncio.sleep(0.001)


async def taken(
    cells: Sequence[Cell],
    store: FakeStore,
    asker: Asker,
    recorder: Recorder,
    *,
    places: int,
    progress: Progress = unwatched,
    stop: Stop | None = None,
) -> list[Take]:
    """The takes of some cells, in their order."""
    takes: dict[str, Take] = {}

    def watched(event: Event) -> None:
        if isinstance(event, Settled):
            takes[event.cell.key] = event.take
        progress(event)

    await a_line(cells, store, asker, recorder, places=places, progress=watched, stop=stop).run()
    return [takes[cell.key] for cell in cells]
