"""Work beside other work: it is waited for a little, given up then, and over in any case."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from panel.jobs.beside import beside

IN_TIME = 20
"""Seconds after which something has hung; nothing waits for them to pass."""


@dataclass
class Slow:
    """Work that goes on until ``gate`` is open, and takes a few turns of the loop to end when it is given up."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    ended: str = ""

    async def work(self) -> None:
        """Wait for the gate."""
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            for _ in range(5):
                await asyncio.sleep(0)
            self.ended = "given up"
            raise
        self.ended = "done"


async def test_work_that_is_done_soon_after_the_body_is_waited_for() -> None:
    slow = Slow()
    async with beside(slow.work()):
        slow.gate.set()
    assert slow.ended == "done"


async def test_work_that_hangs_is_given_up_and_over() -> None:
    slow = Slow()
    async with asyncio.timeout(IN_TIME), beside(slow.work(), patience=0):
        await asyncio.sleep(0)
    assert slow.ended == "given up"


async def test_a_body_that_fails_does_not_wait_and_its_failure_is_what_is_raised() -> None:
    slow = Slow()

    async def failing() -> None:
        async with beside(slow.work(), patience=IN_TIME):
            await asyncio.sleep(0)
            raise KeyError

    with pytest.raises(KeyError):
        await failing()
    assert slow.ended == "given up"


async def test_what_the_work_raises_is_raised_in_the_end() -> None:
    async def broken() -> None:
        raise KeyError

    async def fine() -> None:
        async with beside(broken()):
            await asyncio.sleep(0)

    with pytest.raises(KeyError):
        await fine()
