"""What a person is told of limits while a run goes on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from panel.cli.watching import pauses, waits
from panel.domain.waiting import Waiting
from panel.engine.progress import TryingAgain, WaitingForRoom
from panel.errors import Cause, WireFault
from tests.builders import a_cell

UNTIL = datetime(2026, 1, 3, 9, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("waiting", "words"),
    [
        (
            Waiting(whom="a/b", why="slow down", until=UNTIL),
            "a/b is waited for until 09:05:07 UTC, the rest goes on: slow down",
        ),
        (
            Waiting(whom="a/b", why="slow down", until=UNTIL, is_too_long=True),
            "a/b is not waited for: it wants nothing until 2026-01-03 09:05 UTC, past a seat's time: slow down",
        ),
        (
            Waiting(whom="a/b", why="slow down", rate=2.44),
            "a/b limits requests, and is sent about 2.44 requests a second: slow down",
        ),
        (
            Waiting(whom="a/b", why="slow down", rate=0.05),
            "a/b limits requests, and is sent about one request in 20 s: slow down",
        ),
        (Waiting(whom="one", why="too many"), "one limits requests, and is sent fewer at once: too many"),
    ],
)
def test_a_limit_is_told_with_what_the_run_does_about_it(waiting: Waiting, words: str) -> None:
    assert waits(waiting) == words


def test_a_seat_that_pauses_is_told_with_what_it_waits_for() -> None:
    late = WireFault(Cause.TIMED_OUT, "late", is_retryable=True)
    assert pauses(TryingAgain(a_cell(), late, 1.25)) == "timed_out, again in 1.25 s"
    assert pauses(WaitingForRoom(a_cell())) == "waits for money of the budget that other seats hold"
