"""A run that is stopped under a budget: seats that were never sent cost nothing, those that were stay counted."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from panel.store.store import Store
from tests.cli.children import Child, running
from tests.cli.kept_back import Held
from tests.fakes.engine import noon
from tests.wire.calls import CANARY

PLACES = 3
UNTIDY = ("Traceback", "Warning", "never retrieved", "destroyed", "Unclosed", "never awaited")


@contextmanager
def reviewing(project: Path, held: Held) -> Iterator[Child]:
    """A review of alpha and beta in a process that takes every warning for an error; three requests are on the way."""
    command = ("review", "alpha.md", "beta.md", "--budget", "5", "--concurrency", str(PLACES))
    environment = {
        "PYTHONASYNCIODEBUG": "1",
        "PANEL_BASE_URL": held.server.base_url,
        "PANEL_MODEL": "simulated/model",
        "OPENROUTER_API_KEY": CANARY,
    }
    with running(project, command, python=("-W", "error", "-X", "dev"), environment=environment) as child:
        held.until_in_flight(PLACES)
        yield child


def ended(child: Child) -> tuple[int, str]:
    """The exit code of a process and what it said, which has to be a tidy end without a page."""
    code, out, said = child.ended()
    assert out == ""
    assert not [word for word in UNTIDY if word in said], said
    return code, said


def money(project: Path) -> tuple[int, Decimal, Decimal, Decimal]:
    """How many takes are ok, and what the run spent, holds, and has committed of its budget."""
    with Store.open(str(project / "runs" / "panel.db"), announce=lambda _: None, clock=noon) as store:
        (run,) = store.runs()
        takes = [*store.takes_of("alpha"), *store.takes_of("beta")]
        return sum(take.is_ok for take in takes), store.spent(run.id), store.held(run.id), store.committed(run.id)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_what_arrives_within_the_grace_is_stored_and_nothing_else_stays_held(
    project: Path, held: Held, number: signal.Signals, code: int
) -> None:
    with reviewing(project, held) as child:
        child.interrupted(number)
        assert "Stopping: nothing more is sent, and 3 answers on the way" in child.heard("on the way")
        held.go.set()
        ending, said = ended(child)
    assert "the same command goes on from there" in said
    assert ending == code
    bill = held.server.bill
    assert bill.requests == bill.completions == PLACES
    assert money(project) == (PLACES, bill.dollars, Decimal(0), bill.dollars)


def test_a_second_interrupt_leaves_at_once_and_what_was_sent_stays_held(project: Path, held: Held) -> None:
    with reviewing(project, held) as child:
        child.interrupted()
        child.heard("Stopping")
        child.interrupted()
        code, _ = ended(child)
    assert code == 130
    held.go.set()
    ok, spent, still_held, committed = money(project)
    assert (held.server.bill.requests, ok, spent) == (PLACES, 0, Decimal(0))
    # Three requests at about three cents; the seven other seats would hold two such each.
    assert Decimal("0.06") < still_held == committed < Decimal("0.12")
