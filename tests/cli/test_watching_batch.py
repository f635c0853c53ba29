"""What a person sees of a batch under way: a line for each interval, or a board that is drawn anew."""

from __future__ import annotations

import errno
import io
from contextlib import redirect_stderr
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from panel.cli.batch_figures import BatchFigures
from panel.cli.batch_words import MODELS, done, line, lines_below
from panel.cli.watching_batch import Ticker, drawing_of, watching_batch
from panel.domain.waiting import Waiting
from panel.engine.progress import Asking, AskingAgain, Event, HeldElsewhere, Planned, Stopping
from panel.errors import AnswerFault, Cause
from tests.builders import NOON, a_cell, a_model
from tests.cli.test_batch_figures import ONE, OTHER, heard, seen, settled

PLAN = Planned(100, 10, 20, ((ONE, 60), (OTHER, 30)))


class Seconds:
    """Two clocks that show the same moment; ``now`` is in seconds after noon."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return self.now

    def clock(self) -> datetime:
        """The time."""
        return NOON + timedelta(seconds=self.now)


def ticking(*, verbose: bool = False) -> tuple[Ticker, Seconds, list[str]]:
    """A ticker of every half minute, its clock, and what it says."""
    seconds, said = Seconds(), list[str]()
    ticker = Ticker(said.append, verbose=verbose, interval=30, monotonic=seconds.monotonic, clock=seconds.clock)
    return ticker, seconds, said


def busy() -> BatchFigures:
    """A batch with something of everything."""
    until = NOON + timedelta(seconds=90)
    return heard(
        (0, PLAN),
        *((0, Asking(a_cell(model=model, sample=sample))) for model in (ONE, OTHER) for sample in (1, 2)),
        *((10, settled(cost="0.01")) for _ in range(3)),
        (10, settled(model="b/other", cost="0.02", status="failed", reason="blank: nothing")),
        (11, Waiting(whom=str(OTHER), why="slow down", until=until)),
        (11, Waiting(whom="openrouter", why="shared limit", rate=0.5)),
        (11, AskingAgain(a_cell(), AnswerFault(Cause.BLANK, "nothing"))),
        (12, HeldElsewhere(3)),
    )


def test_one_line_has_every_fact() -> None:
    # 4 takes in 20 s. 57 left at 3 in 20 s are 380 s, 29 at 1 in 20 s are 580 s; 0.05 + 57 × 0.01 + 29 × 0.02 = 1.20.
    assert line(seen(busy(), 20)) == (
        "14 of 100 cells (14%), one in 5.0 s, 9 min 40 s left; 0 of 20 tools; 1 failed in this run; 2 on the way; "
        "1 asked again; $0.050 spent in this run, about $1.20 by its end; 3 tools with another run; "
        "openrouter:a/one 3 of 60, one in 6.7 s; "
        "openrouter:b/other 1 of 30, one in 20.0 s, 1 failed, waits until 12:01:30 UTC: slow down; "
        "openrouter limited to one in 2.0 s: shared limit"
    )


def test_a_single_model_has_the_rate_of_all_and_says_it_once() -> None:
    figures = heard((0, Planned(10, 0, 0, ((ONE, 10),))), (0, Asking(a_cell(model=ONE))), (1, settled()))
    assert line(seen(figures, 1)).count("a second") == 1


def test_lines_on_a_terminal_have_the_same_facts() -> None:
    below = "; ".join([done(seen(busy(), 20)), *lines_below(seen(busy(), 20))])
    told = below.replace(" · ", "; ").replace(";     ", ", ").replace("  ", "")
    assert told == line(seen(busy(), 20))


def test_only_some_of_many_models_have_a_line() -> None:
    models = tuple((a_model(id=f"m/{number}"), 5) for number in range(MODELS + 3))
    lines = lines_below(seen(heard((0, Planned(75, 0, 0, models))), 1))
    assert sum("m/" in words for words in lines) == MODELS
    assert lines[-1] == "  and 3 more models"


def test_it_is_not_all_done_before_it_is() -> None:
    figures = heard((0, Planned(1_000, 999, 0, ((ONE, 1),))))
    assert "(99%)" in line(seen(figures, 1))
    figures.heard(settled(), 2)
    assert line(seen(figures, 2)).startswith("1,000 of 1,000 cells (100%), 1 a second on average; 0 failed in this run")


def test_what_an_endpoint_says_can_neither_steer_the_terminal_nor_break_the_line() -> None:
    wait = Waiting(whom=str(ONE), why="no\x1b[2Jw\r\nline two\u202e", until=NOON + timedelta(days=1), is_too_long=True)
    figures = heard((0, PLAN), (1, wait))
    assert "no[2Jw line two" in line(seen(figures, 2))
    for words in (line(seen(figures, 2)), *lines_below(seen(figures, 2))):
        assert not set(words) & {"\x1b", "\r", "\n", "\u202e"}


def test_the_first_line_comes_at_once_and_then_one_for_each_interval() -> None:
    ticker, seconds, said = ticking()
    ticker.tick()
    assert said == []
    ticker(PLAN)
    assert said == ["20 tools, 100 cells: 10 stored, 90 to ask"]
    for half_seconds in range(121):
        seconds.now = half_seconds / 2
        ticker.tick()
    # At 0, 30 and 60 s.
    assert len(said) == 1 + 3


def test_the_last_line_comes_at_the_end_unless_it_was_said() -> None:
    ticker, seconds, said = ticking()
    ticker(PLAN)
    ticker.tick()
    ticker.end()
    assert len(said) == 2
    seconds.now = 5
    ticker(settled())
    ticker.end()
    assert said[-1].startswith("11 of 100 cells (11%), 1 a second")


def test_a_run_that_never_had_a_plan_has_no_last_line() -> None:
    ticker, _, said = ticking()
    ticker.end()
    assert said == []


EVENTS: list[Event] = [
    settled(status="failed", reason="blank: nothing"),
    AskingAgain(a_cell(), AnswerFault(Cause.BLANK, "nothing")),
    Waiting(whom="x", why="slow down", rate=2.0),
]


@pytest.mark.parametrize(("verbose", "lines"), [(False, 0), (True, 3)])
def test_only_who_wants_to_hear_more_hears_of_single_seats(verbose: bool, lines: int) -> None:  # noqa: FBT001 - a parameter of the test
    ticker, _, said = ticking(verbose=verbose)
    for event in EVENTS:
        ticker(event)
    assert len(said) == lines


def test_what_cannot_wait_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    ticker, _, said = ticking()
    ticker(Waiting(whom="x", why="come back tomorrow", until=datetime(2026, 1, 3, tzinfo=UTC), is_too_long=True))
    ticker(HeldElsewhere(2))
    assert [words.partition(" ")[0] for words in said] == ["x", "2"]
    ticker(Stopping(3, 10.0))
    said_of_it = capsys.readouterr().err
    assert "Stopping: nothing more is sent, and 3 answers" in said_of_it
    assert "Interrupt again" in said_of_it


def test_a_stop_that_nobody_interrupted_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    ticker, _, _ = ticking()
    ticker(Stopping(1, 10.0, "2 cells failed (--max-failures 2)"))
    assert capsys.readouterr().err.splitlines() == [
        (
            "Stopping: 2 cells failed (--max-failures 2); nothing more is sent, and 1 answer on the way, which may be "
            "billed, may arrive within 10 s."
        )
    ]


def test_a_run_that_is_not_watched_by_a_person_says_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with watching_batch(quiet=False, verbose=False) as progress:
        progress(Planned(1, 0, 1, ((ONE, 1),)))
        progress(settled())
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "1 tool, 1 cell: 0 stored, 1 to ask"
    assert said[-1].startswith("1 of 1 cell (100%)")
    assert "\x1b" not in "".join(said)


def test_quiet_says_nothing_but_that_a_stop_is_heeded(capsys: pytest.CaptureFixture[str]) -> None:
    with watching_batch(quiet=True, verbose=True) as progress:
        for event in (PLAN, *EVENTS):
            progress(event)
        assert capsys.readouterr().err == ""
        progress(Stopping(1, 10.0))
    assert "Stopping" in capsys.readouterr().err


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of a terminal of 100 columns."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def watched() -> str:
    """All that is written to a terminal of a small batch."""
    stream = Terminal()
    with redirect_stderr(stream), watching_batch(quiet=False, verbose=False) as progress:
        progress(Planned(1, 0, 1, ((ONE, 1),)))
        progress(settled())
    return stream.getvalue()


def test_on_a_terminal_the_last_figures_stay(terminal: pytest.MonkeyPatch) -> None:
    del terminal
    shown = watched()
    assert "1 of 1 cell (100%)" in shown
    assert "\x1b[3" in shown


def test_no_color_has_none(terminal: pytest.MonkeyPatch) -> None:
    terminal.setenv("NO_COLOR", "1")
    shown = watched()
    assert "\x1b[3" not in shown
    assert "1 of 1 cell (100%)" in shown


def test_a_dumb_terminal_gets_plain_lines(terminal: pytest.MonkeyPatch) -> None:
    terminal.setenv("TERM", "dumb")
    assert "\x1b" not in watched()


class GoneTerminal(Terminal):
    """A terminal whose window was closed."""

    def write(self, text: str) -> int:
        """Fail as the system does."""
        del text
        raise OSError(errno.EIO, "Input/output error")


def test_a_terminal_that_is_gone_takes_no_run_with_it(terminal: pytest.MonkeyPatch) -> None:
    del terminal
    with redirect_stderr(GoneTerminal()), watching_batch(quiet=False, verbose=True) as progress:
        for event in (PLAN, *EVENTS, Stopping(1, 10.0)):
            progress(event)


def test_what_is_drawn_is_cut_at_the_edge_of_the_terminal() -> None:
    console = Console(width=30, file=io.StringIO(), force_terminal=False)
    console.print(drawing_of(seen(busy(), 20)))
    stream = console.file
    assert isinstance(stream, io.StringIO)
    assert max(map(len, stream.getvalue().splitlines())) <= 30


def drawn(figures: BatchFigures, width: int) -> str:
    """What stands on a terminal of that width."""
    console = Console(width=width, file=io.StringIO(), force_terminal=False)
    console.print(drawing_of(seen(figures, 20)))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [8, 20, 40, 80, 200])
def test_time_left_and_projected_spend_are_whole_on_a_narrow_terminal(width: int) -> None:
    plan = Planned(100_000, 10, 20_000, ((ONE, 99_990),))
    figures = heard((0, plan), *((10, settled(cost="0.01")) for _ in range(3)))
    words = " ".join(drawn(figures, width).split())
    assert done(seen(figures, 20)) in words
    assert "$0.030 spent in this run, about $999.90 by its end" in words


def test_what_a_run_that_is_stopping_or_over_has_not_done_takes_no_time_and_no_money() -> None:
    stopping = heard((0, PLAN), (10, settled(cost="0.01")), (11, Stopping(1, 10.0)))
    over = heard((0, PLAN), (10, settled(cost="0.01")))
    over.end()
    assert line(seen(stopping, 20)) == (
        "11 of 100 cells (11%), one in 10.0 s; 0 of 20 tools; 0 failed in this run; $0.010 spent in this run; "
        "stopping; openrouter:a/one 1 of 60, one in 10.0 s; openrouter:b/other 0 of 30"
    )
    assert line(seen(over, 20)) == (
        "11 of 100 cells (11%), 1 a second on average; 0 of 20 tools; 0 failed in this run; $0.010 spent in this run; "
        "openrouter:a/one 1 of 60, 1 a second; openrouter:b/other 0 of 30"
    )


def test_the_last_line_of_a_run_that_ends_early_promises_nothing() -> None:
    ticker, seconds, said = ticking()
    ticker(PLAN)
    ticker.tick()
    seconds.now = 5
    ticker(settled(cost="0.01"))
    ticker.end()
    assert " left" not in said[-1]
    assert "by its end" not in said[-1]
