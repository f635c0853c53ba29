"""Stopping a run: a signal cancels it, so that it winds down and keeps what was answered, however often it comes."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class Stopped(KeyboardInterrupt):
    """A run was stopped by a signal, after it had kept what was answered; ``exit_code`` follows from which."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number


def run_until_stopped(job: Coroutine[Any, Any, Result]) -> Result:
    """Run a job; raises Stopped when an interrupt or a termination ended it."""
    heard: list[int] = []

    async def watched() -> Result:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def stop(number: int) -> None:
            heard.append(number)
            if task is not None:
                task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            # Where loops cannot watch signals, an interrupt is raised in them instead.
            with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
                if signal.getsignal(number) is not signal.SIG_IGN:
                    loop.add_signal_handler(number, stop, number)
        return await job

    try:
        return asyncio.run(watched())
    except asyncio.CancelledError:
        raise Stopped(heard[0] if heard else signal.SIGINT) from None
