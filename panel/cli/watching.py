"""Watching a run: a live line for each seat on a terminal, one plain line for each take elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from panel.cli import console
from panel.domain.cell import Cell
from panel.domain.take import Status, Take
from panel.domain.waiting import Waiting
from panel.engine.progress import (
    Asking,
    AskingAgain,
    Event,
    Planned,
    Progress,
    Settled,
    Stopping,
    TryingAgain,
    WaitingForRoom,
)

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

LINES = 30
"""Seats that get a live line of their own; a larger run has one line for all."""


@contextmanager
def watching(*, quiet: bool, verbose: bool) -> Iterator[Progress]:
    """Yield a watcher for a job and take the live lines down afterwards."""
    if quiet:
        yield quiet_watch
    elif console.is_terminal() and os.environ.get("TERM") != "dumb":
        with _bars() as bars:
            yield _Live(bars, verbose=verbose)
    else:
        yield _Plain(verbose=verbose)


def quiet_watch(event: Event) -> None:
    """Say nothing but that a stop is heeded, to whoever just asked for it."""
    if isinstance(event, Stopping):
        console.complain(stopping(event))


class _Plain:
    """One line on stderr for each take that was asked, as it comes."""

    def __init__(self, *, verbose: bool) -> None:
        self._verbose = verbose

    def __call__(self, event: Event) -> None:
        match event:
            case Planned():
                console.talk(summary(event))
            case AskingAgain():
                console.talk(f"{seat(event.cell)}: asking again, {event.fault.cause}")
            case TryingAgain() | WaitingForRoom() if self._verbose:
                console.talk(f"{seat(event.cell)}: {pauses(event)}")
            case Waiting():
                console.talk(waits(event))
            case Stopping():
                console.complain(stopping(event))
            case Settled(is_reused=False):
                console.talk(f"{seat(event.cell)}: {came_to(event.take, verbose=self._verbose)}")
            case _:
                pass


class _Live:
    """A line for each seat, which says what it waits for and then what it came to."""

    def __init__(self, bars: Bars, *, verbose: bool) -> None:
        self._bars = bars
        self._verbose = verbose
        self._lines: dict[str, TaskID] = {}
        self._all: TaskID | None = None

    def __call__(self, event: Event) -> None:
        match event:
            case Planned():
                self._all = self._bars.add_task(summary(event), total=event.cells)
            case Asking():
                if len(self._lines) < LINES and event.cell.key not in self._lines:
                    self._lines[event.cell.key] = self._bars.add_task(f"  {seat(event.cell)}", total=1)
            case AskingAgain():
                self._say(event.cell, f"asking again, {event.fault.cause}")
            case TryingAgain() | WaitingForRoom():
                self._say(event.cell, pauses(event))
            case Waiting():
                self._bars.console.print(waits(event), markup=False, highlight=False)
            case Stopping():
                self._bars.console.print(stopping(event), markup=False, highlight=False)
            case Settled():
                self._say(event.cell, came_to(event.take, verbose=self._verbose), is_done=True)
                if self._all is not None:
                    self._bars.advance(self._all)

    def _say(self, cell: Cell, words: str, *, is_done: bool = False) -> None:
        line = self._lines.get(cell.key)
        if line is not None:
            description = f"  {seat(cell)}: {words}"
            self._bars.update(line, description=description, completed=1 if is_done else 0)


def _bars() -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    return Progress(
        SpinnerColumn(finished_text="•"),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=12),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )


def summary(event: Planned) -> str:
    """The plan in a sentence."""
    seats = f"{event.cells} seat" + ("s" if event.cells != 1 else "")
    return f"{seats}, {event.stored} stored, {event.cells - event.stored} to ask"


def pauses(event: TryingAgain | WaitingForRoom) -> str:
    """What a seat waits for, in a few words."""
    if isinstance(event, WaitingForRoom):
        return "waits for money of the budget that other seats hold"
    return f"{event.fault.cause}, again in {event.seconds:.3g} s"


def waits(event: Waiting) -> str:
    """What a model or an endpoint wants, and what the run does about it."""
    if event.until is not None and event.is_too_long:
        until = f"{event.until:%Y-%m-%d %H:%M} UTC"
        return f"{event.whom} is not waited for: it wants nothing until {until}, past a seat's time: {event.why}"
    if event.until is not None:
        return f"{event.whom} is waited for until {event.until:%H:%M:%S} UTC, the rest goes on: {event.why}"
    rate = "fewer at once" if event.rate is None else f"about {_pace(event.rate)}"
    return f"{event.whom} limits requests, and is sent {rate}: {event.why}"


def _pace(rate: float) -> str:
    return f"{rate:.3g} requests a second" if rate >= 1 else f"one request in {1 / rate:.3g} s"


def stopping(event: Stopping) -> str:
    """Why a run is stopped, unless somebody interrupted it, and what it still waits for."""
    answers = "1 answer" if event.in_flight == 1 else f"{event.in_flight} answers"
    rest = (
        f"nothing more is sent, and {answers} on the way, which may be billed, may arrive within {event.seconds:g} s."
    )
    return f"Stopping: {event.why}; {rest}" if event.why else f"Stopping: {rest} Interrupt again to leave at once."


def seat(cell: Cell) -> str:
    """A cell as a person would name it."""
    sample = f" #{cell.sample}" if cell.sample > 1 else ""
    return f"{cell.tool.slug} · {cell.persona.name} · {cell.model.id}{sample}"


def came_to(take: Take, *, verbose: bool) -> str:
    """A take in a few words."""
    why = take.cause if take.status is Status.FAILED else take.reason
    words = f"{take.score} {take.decision}" if take.status is Status.OK else f"{take.status}, {why}"
    if not verbose:
        return words
    usage = take.usage
    facts = [
        f"{take.attempts} attempts" if take.attempts != 1 else "1 attempt",
        f"served by {take.served_model}" if take.served_model else "",
        f"{usage.prompt_tokens} + {usage.completion_tokens} tokens" if usage and usage.prompt_tokens else "",
        f"${take.cost_usd:f}" if take.cost_usd is not None else "",
    ]
    return f"{words} ({', '.join(fact for fact in facts if fact)})"
