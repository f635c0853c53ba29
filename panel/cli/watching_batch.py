"""Watching a batch: figures that are drawn anew on a terminal, one plain line for each interval elsewhere."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from panel.cli import console
from panel.cli.batch_figures import BatchFigures, Seen
from panel.cli.batch_words import done, first_line, line, lines_below
from panel.cli.watching import came_to, quiet_watch, seat, stopping, waits
from panel.domain.take import Status
from panel.domain.waiting import Waiting
from panel.engine.progress import AskingAgain, Event, HeldElsewhere, Planned, Progress, Settled, Stopping
from panel.report.figures import counted

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

INTERVAL = 30.0
"""Seconds from one plain line to the next."""

_BAR = 24
"""Cells that the bar is wide."""

_DRAWINGS = 4
"""How often the figures are drawn in a second."""

_LOOKS = 0.5
"""Seconds from one look at the clock to the next, where lines are plain."""


@contextmanager
def watching_batch(*, quiet: bool, verbose: bool) -> Iterator[Progress]:
    """Yield a watcher for a batch; at the end the last figures stay."""
    if quiet:
        yield quiet_watch
    elif console.is_terminal() and os.environ.get("TERM") != "dumb":
        with _drawn(Board(verbose=verbose)) as board:
            yield board
    else:
        with _told(Ticker(console.talk, verbose=verbose)) as ticker:
            yield ticker


class Board:
    """The figures of a batch, safe to be looked at while events come in from another thread.

    ``monotonic`` and ``clock`` give the same moment: seconds that never go back, and the time in UTC.
    """

    def __init__(
        self,
        say: Callable[[str], None] = console.talk,
        *,
        verbose: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._say = say
        self._verbose = verbose
        self._monotonic = monotonic
        self._clock = clock
        self._figures = BatchFigures()
        self._lock = threading.Lock()
        self.is_planned = False

    def __call__(self, event: Event) -> None:
        """Take an event in, and say at once what cannot wait for the next figures."""
        with self._lock:
            self._figures.heard(event, self._monotonic())
        match event:
            case Settled():
                if self._verbose and event.take.status is Status.FAILED and not event.is_reused:
                    self._say(f"{seat(event.cell)}: {came_to(event.take, verbose=True)}")
            case AskingAgain():
                if self._verbose:
                    self._say(f"{seat(event.cell)}: asking again, {event.fault.cause}")
            case Planned():
                self.is_planned = True
                self._say(first_line(event))
            case HeldElsewhere(tools=tools) if tools:
                held = f"{counted(tools, 'tool')} {'is' if tools == 1 else 'are'} being asked about by another run"
                self._say(f"{held}; this one waits, and takes over what that leaves")
            case Waiting() if event.is_too_long or self._verbose:
                self._say(waits(event))
            case Stopping():
                console.complain(stopping(event))
            case _:
                pass

    def seen(self) -> Seen:
        """How far the batch is."""
        with self._lock:
            return self._figures.seen(self._monotonic(), self._clock())

    def end(self) -> None:
        """Nothing more comes: what is not done by now stays so."""
        with self._lock:
            self._figures.end()


class Ticker(Board):
    """A board that says its figures in one line for each interval: the first when they are planned, one at the end."""

    def __init__(
        self,
        say: Callable[[str], None],
        *,
        verbose: bool = False,
        interval: float = INTERVAL,
        monotonic: Callable[[], float] = time.monotonic,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(say, verbose=verbose, monotonic=monotonic, clock=clock)
        self._interval = interval
        self._said_at: float | None = None
        self._said: Seen | None = None

    def tick(self) -> None:
        """Say a line if it is time."""
        now = self._monotonic()
        if self.is_planned and (self._said_at is None or now - self._said_at >= self._interval):
            self._said_at = now
            self._tell()

    def end(self) -> None:
        """Say the last line, unless it was said."""
        is_said = self.seen() == self._said
        super().end()
        if self.is_planned and not is_said:
            self._tell()

    def _tell(self) -> None:
        self._said = self.seen()
        self._say(line(self._said))


@contextmanager
def _told(ticker: Ticker) -> Iterator[Ticker]:
    """Look at the clock beside the run, which may be busy, until it ends."""
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_LOOKS):
            ticker.tick()

    thread = threading.Thread(target=look, name="panel-progress", daemon=True)
    thread.start()
    try:
        yield ticker
    finally:
        ended.set()
        thread.join()
        ticker.end()


@contextmanager
def _drawn(board: Board) -> Iterator[Progress]:
    """Draw the figures on the terminal again and again, once there are some; what is said meanwhile stands above."""
    from rich.console import Console
    from rich.live import Live

    drawing = Live(
        get_renderable=lambda: drawing_of(board.seen()),
        console=Console(stderr=True),
        refresh_per_second=_DRAWINGS,
    )

    def watch(event: Event) -> None:
        board(event)
        if isinstance(event, Planned):
            with suppress(OSError):
                drawing.start()

    try:
        yield watch
    finally:
        board.end()
        # A terminal that is gone takes no run with it.
        with suppress(OSError):
            drawing.stop()


def drawing_of(seen: Seen) -> RenderableType:
    """The figures as they stand on a terminal.

    Those of all models together are whole, in more lines where it is narrow; each model has a line, cut at the edge.
    """
    from rich.columns import Columns
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.text import Text

    together, *of_each = lines_below(seen)
    bar = ProgressBar(total=max(seen.cells, 1), completed=seen.done, width=_BAR)
    return Group(Columns([bar, Text(done(seen))], padding=(0, 1)), Text(together), *map(_cut, of_each))


def _cut(words: str) -> Text:
    from rich.text import Text

    return Text(words, no_wrap=True, overflow="ellipsis")
