"""Stopping a run: a first signal lets it wait a little for what was sent, a second ends it at once.

Where a run is busy with something else than waiting for answers, or blocked, as by a pipe to which nobody writes, it
does not come round to a signal by itself; then it is broken off where it is, which is never worse than a kill.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine, Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

if TYPE_CHECKING:
    from panel.engine.stop import Stop

Result = TypeVar("Result")

PATIENCE = 1.0
"""Seconds that a run which sends nothing may take to come round to a signal."""

_NUMBERS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}
"""The signals that stop a run, and what it then was."""


class Stopped(KeyboardInterrupt):
    """A run was stopped by a signal, after it had kept what was answered; ``exit_code`` follows from which."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number


def run_until_stopped(job: Coroutine[Any, Any, Result], stop: Stop | None = None) -> Result:
    """Run a job; raises Stopped when an interrupt or a termination ended it.

    The first signal is put to ``stop`` while the job heeds it; any other cancels the job. One that comes as the job
    ends anyway changes nothing.
    """
    heard: list[int] = []

    async def watched() -> Result:
        with _Ear(heard, stop).listening():
            return await job

    try:
        return asyncio.run(watched())
    except asyncio.CancelledError:
        raise Stopped(heard[0] if heard else signal.SIGINT) from None


class _Ear:
    """Hears signals for the task that it is made in."""

    def __init__(self, heard: list[int], stop: Stop | None) -> None:
        self._heard = heard
        self._stop = stop
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Listen, unless signals are ignored, or this is no place to hear them."""
        with contextlib.ExitStack() as before:
            for number in _NUMBERS:
                if signal.getsignal(number) is not signal.SIG_IGN:
                    # Only the main thread hears signals.
                    with contextlib.suppress(ValueError):
                        before.callback(signal.signal, number, signal.signal(number, self._hear))
            if hasattr(signal, "setitimer"):
                with contextlib.suppress(ValueError):
                    before.callback(signal.signal, signal.SIGALRM, signal.signal(signal.SIGALRM, self._break_off))
                before.callback(_remind, 0)
            yield

    def _hear(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the signal module's signature
        if self._stop is not None and not self._heard:
            self._stop.ending = _NUMBERS[signal.Signals(number)]
        self._heard.append(number)
        if not self._is_heeded:
            _remind(PATIENCE)
        self._loop.call_soon_threadsafe(self._notice, len(self._heard))

    @property
    def _is_heeded(self) -> bool:
        return self._stop is not None and self._stop.is_heeded

    def _notice(self, nth: int) -> None:
        _remind(0)
        if self._stop is not None and self._stop.is_heeded and nth == 1:
            self._stop.wish()
        elif self._task is not None:
            self._task.cancel()

    def _break_off(self, number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG002 - as above
        raise asyncio.CancelledError


def _remind(seconds: float) -> None:
    """Have the job broken off after so many seconds, and again after as many; with 0 not at all."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
