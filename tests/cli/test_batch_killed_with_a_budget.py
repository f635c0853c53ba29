"""A batch that is killed: what is stored stays, what was on its way is told and stays counted, the rest comes free."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from panel.store.store import Store
from tests.cli.children import Child, running
from tests.cli.conftest import Panel
from tests.cli.kept_back import Held
from tests.fakes.engine import noon
from tests.store.building import run_sql
from tests.wire.calls import CANARY

ABOUT = "It keeps notes in plain files, runs offline and needs no account."
PLACES = 3
TOOLS = 4
SEATS = 5


def a_command(project: Path, held: Held) -> tuple[str, ...]:
    """A batch of four tools with three requests in flight at most, under a budget that is far from spent."""
    rows = [{"slug": f"t{number}", "name": f"T{number}", "description": ABOUT} for number in range(TOOLS)]
    (project / "feed.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    model = ("--model", "simulated/model", "--base-url", held.server.base_url)
    return ("batch", "feed.jsonl", "--out", "o", "--budget", "5", "--concurrency", str(PLACES), *model)


@contextmanager
def batching(project: Path, held: Held) -> Iterator[Child]:
    """The batch in a process of its own; three requests are on their way."""
    with running(project, a_command(project, held), environment={"OPENROUTER_API_KEY": CANARY}) as child:
        held.until_in_flight(PLACES)
        yield child


def look(project: Path, query: str) -> list[Any]:
    """What the store holds, behind its back."""
    with Store.open(str(project / "runs" / "panel.db"), announce=lambda _: None, clock=noon) as store:
        return run_sql(store, query)


def total(project: Path, which: str) -> Decimal:
    """What some reserves hold together."""
    rows = look(project, f"select held_usd from reserves where settled_usd is null and {which}")  # noqa: S608 - our own words
    return sum((Decimal(row[0]) for row in rows), Decimal(0))


def test_what_never_left_is_free_for_the_next_run_and_what_did_stays_counted(
    panel: Panel, project: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", CANARY)
    with batching(project, held) as child:
        child.process.kill()
        child.process.wait(30)
    assert look(project, "select count(*) from flights") == [(PLACES,)]
    held_at_kill, of_calls = total(project, "1"), total(project, "key in (select key from flights)")
    assert held_at_kill >= 2 * of_calls
    held.go.set()
    said = panel(*a_command(project, held))
    summary = json.loads((project / "o" / "summary.json").read_text("utf-8"))
    assert (said.code, summary["outcome"], summary["in_flight_at_kills"]) == (0, "finished", PLACES)
    assert total(project, "1") == of_calls
    assert look(project, "select count(*), count(distinct key) from takes") == [(TOOLS * SEATS, TOOLS * SEATS)]
    # What was on its way at the kill was billed, and asked for again.
    assert held.server.bill.surplus() <= PLACES
    assert Decimal(summary["money"]["held_usd"]) == of_calls
