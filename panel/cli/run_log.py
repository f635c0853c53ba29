"""The run's log: one JSON object a line for what happens, appended to a file that programs follow.

It says which seat, what became of it, what it cost and how long it took; never a take's words, a prompt or a key.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panel.domain.cell import Cell
from panel.domain.take import Status, Take
from panel.domain.waiting import Waiting
from panel.engine.progress import (
    AskingAgain,
    Event,
    HeldElsewhere,
    Planned,
    Settled,
    Stopping,
    TryingAgain,
    WaitingForRoom,
)
from panel.errors import OutputUnusable
from panel.wire.redact import redact

if TYPE_CHECKING:
    from structlog.types import EventDict, WrappedLogger

_Facts = dict[str, Any]


@contextmanager
def run_log(path: Path, *, clock: Callable[[], datetime], complain: Callable[[str], None]) -> Iterator[RunLog]:
    """Open a log, or make it, and close it at the end. Raises OutputUnusable where it cannot be written."""
    try:
        # Not waiting for a reader, where it is a pipe.
        number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise OutputUnusable(f"{path}: the log cannot be written ({error.strerror}); name another --log FILE") from None
    try:
        yield RunLog(_Lines(path, number, complain), clock)
    finally:
        os.close(number)


class RunLog:
    """A watcher that writes events down. The run's id is in every line once it is known."""

    def __init__(self, lines: _Lines, clock: Callable[[], datetime]) -> None:
        import orjson
        import structlog

        def stamped(logger: WrappedLogger, level: str, facts: EventDict) -> EventDict:
            del logger
            head = {"timestamp": _timestamp(clock()), "level": level, "event": facts.pop("event")}
            return {**head, **{name: value for name, value in facts.items() if value is not None}}

        render = structlog.processors.JSONRenderer(serializer=orjson.dumps)
        # Not the global configuration, which belongs to whoever uses the panel as a library.
        self._logger: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
            structlog.BytesLogger(lines),  # type: ignore[arg-type]  # it writes and flushes, which is all that is used
            processors=[stamped, render],
            wrapper_class=structlog.make_filtering_bound_logger(0),
            context_class=dict,
        ).bind()
        self._run = ""

    def __call__(self, event: Event) -> None:
        """Write an event down, if it is one of those that a log is read for."""
        match event:
            case Settled():
                if not event.is_reused:
                    self._know(event.take.run or "")
                    is_well = event.take.status is not Status.FAILED
                    (self._logger.info if is_well else self._logger.warning)("settled", **_take(event.take))
            case AskingAgain():
                self._logger.info("asking_again", **_seat(event.cell), cause=str(event.fault.cause))
            case TryingAgain():
                facts = {"cause": str(event.fault.cause), "http_status": event.fault.status, "seconds": event.seconds}
                self._logger.info("trying_again", **_seat(event.cell), **facts)
            case WaitingForRoom():
                self._logger.info("waiting_for_budget", **_seat(event.cell))
            case Waiting():
                self._logger.warning("waiting", **_waits(event))
            case Planned():
                self._know(event.run)
                self._logger.info("planned", **_plan(event))
            case HeldElsewhere():
                self._logger.info("held_elsewhere", tools=event.tools)
            case Stopping():
                self._logger.warning(
                    "stopping", in_flight=event.in_flight, seconds=event.seconds, why=event.why or None
                )
            case _:
                pass

    def finished(self, run: str, *, exit_code: int, **facts: object) -> None:
        """Write down that the run came to its end, and what it came to."""
        self._know(run)
        self._logger.info("finished", exit_code=exit_code, **facts)

    def ended(self, event: str, *, exit_code: int, why: str | None = None) -> None:
        """Write down that it was stopped or failed."""
        self._logger.error(event, exit_code=exit_code, why=why and redact(why))

    def _know(self, run: str) -> None:
        if run and run != self._run:
            self._run = run
            self._logger = self._logger.bind(run=run)


class _Lines:
    """The file: every line is there as soon as it is written. What cannot be written is complained about once."""

    def __init__(self, path: Path, number: int, complain: Callable[[str], None]) -> None:
        self._path = path
        self._number = number
        self._complain = complain
        self._has_complained = False
        self._is_torn = _ends_in_the_middle(path)

    def write(self, line: bytes) -> None:
        """Append a line, on a line of its own whatever became of the one before."""
        whole = b"\n" + line if self._is_torn else line
        try:
            written = os.write(self._number, whole)
        except OSError as error:
            self._fail(error.strerror or "not written")
            return
        if written < len(whole):
            self._is_torn = written > 0 or self._is_torn
            self._fail("no space left")
        else:
            self._is_torn = False

    def flush(self) -> None:
        """Nothing is kept back."""

    def _fail(self, why: str) -> None:
        if not self._has_complained:
            self._has_complained = True
            self._complain(f"{self._path}: the log has gaps, since it cannot be written ({why}); the run goes on")


def _ends_in_the_middle(path: Path) -> bool:
    """Whether a file that is there already does not end with its last line."""
    try:
        if not path.is_file() or not path.stat().st_size:
            return False
        with path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except OSError:
        return False


def _timestamp(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _plan(event: Planned) -> _Facts:
    to_ask = {str(model): count for model, count in event.to_ask}
    left = event.cells - event.stored
    return {"tools": event.tools, "cells": event.cells, "stored": event.stored, "to_ask": left, "models": to_ask}


def _seat(cell: Cell) -> _Facts:
    return {"tool": cell.tool.slug, "persona": cell.persona.id, "model": str(cell.model), "sample": cell.sample}


def _take(take: Take) -> _Facts:
    """What is said of a take: everything but its words."""
    usage = take.usage
    return {
        "tool": take.tool,
        "persona": take.persona,
        "model": f"{take.endpoint}:{take.model}",
        "sample": take.sample,
        "status": str(take.status),
        "cause": take.cause if take.status is Status.FAILED else None,
        "score": take.score,
        "decision": None if take.decision is None else str(take.decision),
        "attempts": take.attempts,
        "cost_usd": None if take.cost_usd is None else f"{take.cost_usd:f}",
        "prompt_tokens": usage and usage.prompt_tokens,
        "cached_tokens": usage and usage.cached_tokens,
        "completion_tokens": usage and usage.completion_tokens,
        "latency_ms": take.latency_ms,
        "served_model": take.served_model,
        "provider": take.provider,
        "generation_id": take.generation_id,
    }


def _waits(event: Waiting) -> _Facts:
    return {
        "whom": redact(event.whom),
        "until": None if event.until is None else _timestamp(event.until),
        "rate": event.rate,
        "is_too_long": event.is_too_long,
        "why": redact(event.why),
    }
