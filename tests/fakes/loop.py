"""An event loop whose time passes at once: where it would sleep, it only says that it has slept."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

Value = TypeVar("Value")


class _Sleepless(selectors.DefaultSelector):
    """Looks for what is ready, and notes the time that was to pass."""

    slept = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Ready files, at once; waiting for ever would be a test that hangs."""
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "everybody waits, and nothing is due"
            self.slept += max(timeout, 0)
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """Starts at second 0. For what happens inside one process; what comes over sockets needs real time."""

    def __init__(self) -> None:
        self._sleepless = _Sleepless()
        super().__init__(self._sleepless)

    def time(self) -> float:
        """Seconds that were slept."""
        return self._sleepless.slept

    @property
    def due(self) -> list[asyncio.TimerHandle]:
        """The timers that are set."""
        scheduled: list[asyncio.TimerHandle] = vars(self)["_scheduled"]
        return [timer for timer in scheduled if not timer.cancelled()]


def run(main: Coroutine[Any, Any, Value]) -> Value:
    """Run it in such a loop, and see that neither a task nor a timer is left behind."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        value = runner.run(main)
        loop = runner.get_loop()
        assert isinstance(loop, JumpingLoop)
        assert not asyncio.all_tasks(loop)
        assert not loop.due
        return value
