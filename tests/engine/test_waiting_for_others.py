"""How a run goes on when another one is at work on some of its tools."""

from __future__ import annotations

import asyncio

import pytest

from panel.domain.cell import Cell
from panel.engine.asking import Asker
from panel.engine.recorder import Recorder
from tests.builders import a_cell, a_take, a_tool
from tests.engine.running import a_line
from tests.fakes.engine import FakeCompleter, FakePrompts, FakeReader, FakeStore, a_check, noon

MOST_LOOKS = 1_000


def an_asker(completer: FakeCompleter) -> Asker:
    """An asker with fakes around it."""
    return Asker(completer, FakePrompts(), FakeReader(), a_check, noon, ship_at=60, seat_timeout=600)


class OtherRun:
    """Has the tools of some cells, and lets go of them when every cell of ``waits_for`` is stored."""

    def __init__(self, store: FakeStore, has: list[Cell], *, waits_for: list[Cell], answers: bool) -> None:
        self._store = store
        self._has = has
        self._waits_for = {cell.key for cell in waits_for}
        self._answers = answers
        self._looks = 0
        store.claimed |= {cell.tool.slug: "other" for cell in has}

    async def goes_on(self, seconds: float) -> None:
        """What happens there while this run waits; it does not wait for ever."""
        del seconds
        self._looks += 1
        assert self._looks < MOST_LOOKS, "each run waits for the other"
        if self._waits_for <= {take.key for take in self._store.takes}:
            if self._answers:
                self._store.takes += [a_take(key=cell.key) for cell in self._has]
            self._store.release("other", [cell.tool.slug for cell in self._has])
        await asyncio.sleep(0)


@pytest.mark.parametrize(("answers", "asked"), [(True, 1), (False, 2)])
async def test_what_is_claimed_is_asked_before_others_are_waited_for(answers: bool, asked: int) -> None:  # noqa: FBT001 - a table's column
    mine, theirs = a_cell(tool=a_tool(slug="mine")), a_cell(tool=a_tool(slug="theirs"))
    store, completer = FakeStore(), FakeCompleter("70")
    other = OtherRun(store, [theirs], waits_for=[mine], answers=answers)
    async with Recorder(store) as recorder:
        line = a_line([theirs, mine], store, an_asker(completer), recorder, places=1, sleep=other.goes_on)
        await line.run()
    # What the other run has stored is not asked again; what it only gave up is.
    assert len(completer.asked) == asked
    assert {take.key for take in store.takes} == {mine.key, theirs.key}
