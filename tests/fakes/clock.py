"""A clock that moves only when somebody sleeps on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


class FakeClock:
    """Call it for the time; ``sleep`` moves it on at once and notes the wait in ``slept``."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        """The time, aware, in UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Move the clock on."""
        self.slept.append(seconds)
        self._now += timedelta(seconds=seconds)
