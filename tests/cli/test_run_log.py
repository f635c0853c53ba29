"""The run's log: what is written down, what never is, and what becomes of a file that cannot be written."""

from __future__ import annotations

import json
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from panel.cli.run_log import RunLog, run_log
from panel.domain.waiting import Waiting
from panel.engine.progress import (
    Asking,
    AskingAgain,
    Event,
    HeldElsewhere,
    Planned,
    Settled,
    Stopping,
    TryingAgain,
    WaitingForRoom,
)
from panel.errors import AnswerFault, Cause, OutputUnusable, WireFault
from tests.builders import NOON, a_cell, a_model, a_take
from tests.fakes.engine import noon

KEY = "sk-or-v1-0123456789abcdef0123456789abcdef"
WORDS = "The words of a take that nobody but its reader should see."

TAKE = a_take(run="r1", cost_usd="0.0012", latency_ms=900, attempts=2, provider="acme", text=WORDS)
FAILED = a_take(
    run="r1", status="failed", score=None, decision=None, text=None, reason=f"request_rejected: no {KEY} {WORDS}"
)
EVENTS: list[Event] = [
    Planned(10, 2, 2, ((a_model(), 8),)),
    Asking(a_cell()),
    Settled(a_cell(), TAKE, is_reused=False),
    Settled(a_cell(), TAKE, is_reused=True),
    Settled(a_cell(), FAILED, is_reused=False),
    AskingAgain(a_cell(), AnswerFault(Cause.MALFORMED, f"not JSON: {WORDS} {KEY}")),
    TryingAgain(a_cell(), WireFault(Cause.RATE_LIMITED, f"slow {KEY}", is_retryable=True, status=429), 1.5),
    WaitingForRoom(a_cell()),
    Waiting(whom="openrouter:a/b", why=f"slow down, {KEY}\nsecond line", until=NOON),
    HeldElsewhere(3),
    Stopping(4, 10.0),
]


@contextmanager
def logging_to(path: Path, complaints: list[str] | None = None) -> Iterator[RunLog]:
    """A log on a clock that stands at noon."""
    heard: list[str] = [] if complaints is None else complaints
    with run_log(path, clock=noon, complain=heard.append) as log:
        yield log


def written(path: Path) -> list[dict[str, Any]]:
    """Every line, each of which is an object."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_every_line_is_an_object_with_its_time_and_event(tmp_path: Path) -> None:
    with logging_to(tmp_path / "log") as log:
        for event in EVENTS:
            log(event)
        log.finished("r1", exit_code=1, outcome="finished")
    lines = written(tmp_path / "log")
    assert {line["timestamp"] for line in lines} == {"2026-01-02T12:00:00.000Z"}
    assert [line["event"] for line in lines] == [
        "planned",
        "settled",
        "settled",
        "asking_again",
        "trying_again",
        "waiting_for_budget",
        "waiting",
        "held_elsewhere",
        "stopping",
        "finished",
    ]
    assert {line["run"] for line in lines[1:]} == {"r1"}


def test_a_take_is_written_with_what_it_came_to_and_cost(tmp_path: Path) -> None:
    with logging_to(tmp_path / "log") as log:
        log(Settled(a_cell(), TAKE, is_reused=False))
        log(Settled(a_cell(), FAILED, is_reused=False))
    well, failed = written(tmp_path / "log")
    assert well == {
        "timestamp": "2026-01-02T12:00:00.000Z",
        "level": "info",
        "event": "settled",
        "run": "r1",
        "tool": "alpha",
        "persona": "builder",
        "model": "openrouter:a/b",
        "sample": 1,
        "status": "ok",
        "score": 80,
        "decision": "ship",
        "attempts": 2,
        "cost_usd": "0.0012",
        "latency_ms": 900,
        "provider": "acme",
    }
    assert (failed["level"], failed["status"], failed["cause"]) == ("warning", "failed", "request_rejected")


def test_the_plan_names_the_run_where_it_is_told(tmp_path: Path) -> None:
    with logging_to(tmp_path / "log") as log:
        log(Planned(10, 2, 2, ((a_model(), 8),), run="r7"))
        log(HeldElsewhere(1))
    plan, held = written(tmp_path / "log")
    assert (plan["run"], held["run"]) == ("r7", "r7")
    assert (plan["cells"], plan["stored"], plan["to_ask"], plan["models"]) == (10, 2, 8, {"openrouter:a/b": 8})


def test_neither_a_key_nor_the_words_of_a_take_are_ever_written(tmp_path: Path) -> None:
    with logging_to(tmp_path / "log") as log:
        for event in EVENTS:
            log(event)
        log.ended("failed", exit_code=2, why=f"the key {KEY} is refused")
    text = (tmp_path / "log").read_text("utf-8")
    assert "0123456789abcdef" not in text
    assert WORDS[:20] not in text
    assert text.count("[redacted]") == 2


def test_a_log_is_appended_to(tmp_path: Path) -> None:
    for run in ("r1", "r2"):
        with logging_to(tmp_path / "log") as log:
            log.finished(run, exit_code=0)
    assert [line["run"] for line in written(tmp_path / "log")] == ["r1", "r2"]


def test_a_line_that_was_torn_off_by_a_crash_takes_no_other_with_it(tmp_path: Path) -> None:
    (tmp_path / "log").write_text('{"event":"sett', "utf-8")
    with logging_to(tmp_path / "log") as log:
        log(HeldElsewhere(1))
    first, second = (tmp_path / "log").read_text("utf-8").splitlines()
    assert (first, json.loads(second)["event"]) == ('{"event":"sett', "held_elsewhere")


def test_every_line_is_there_as_soon_as_it_happened(tmp_path: Path) -> None:
    with logging_to(tmp_path / "log") as log:
        log(HeldElsewhere(1))
        assert len(written(tmp_path / "log")) == 1


@pytest.mark.parametrize("name", ["gone/log", ".", "pipe"])
def test_a_log_that_cannot_be_written_is_a_mistake_at_once(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputUnusable, match="name another --log FILE"), logging_to(tmp_path / name):
        pass


def test_a_log_that_may_not_be_written_is_a_mistake(ordinary: Path) -> None:
    path = ordinary / "log"
    path.touch(mode=0o444)
    with pytest.raises(OutputUnusable, match="Permission denied"), logging_to(path):
        pass


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes, as on a disk that fills up."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_a_disk_that_fills_up_is_told_of_once_and_the_run_goes_on(tmp_path: Path) -> None:
    complaints: list[str] = []
    with logging_to(tmp_path / "log", complaints) as log:
        log(HeldElsewhere(1))
        size = (tmp_path / "log").stat().st_size
        # The second line is cut off in its middle, the third finds no room at all.
        with files_of_at_most(size + size // 2):
            log(HeldElsewhere(2))
            log(HeldElsewhere(3))
        log(HeldElsewhere(4))
    assert len(complaints) == 1
    assert "the run goes on" in complaints[0]
    lines = (tmp_path / "log").read_text("utf-8").splitlines()
    assert [len(lines), json.loads(lines[0])["tools"], json.loads(lines[2])["tools"]] == [3, 1, 4]
