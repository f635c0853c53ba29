"""A nightly job: ``panel batch`` in processes of its own, against a simulated OpenRouter that keeps its books."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from panel.testing.openrouter.conditions import Conditions
from panel.testing.openrouter.server import SimulatedOpenRouter
from tests.cli.children import WAIT, Child, running
from tests.cli.conftest import serving
from tests.wire.calls import CANARY

SEATS = 5
UNTIDY = ("Traceback", "Warning:", "never retrieved", "Unclosed", "never awaited")


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it printed."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Nightly:
    """The job in its folder: ``feed.jsonl`` is scored into ``out``, unless a call says otherwise.

    While ``answers`` is not set the server keeps every answer back.
    """

    folder: Path
    server: SimulatedOpenRouter
    answers: threading.Event
    store: Path
    places: int = 8

    def storing(self, store: Path) -> Nightly:
        """The same job with its store in another place."""
        return replace(self, store=store)

    def feed(self, tools: int, name: str = "feed.jsonl") -> int:
        """Write a feed of so many tools, and return how many cells they are."""
        lines = [json.dumps({"name": f"Tool {number}", "description": _about(number)}) for number in range(tools)]
        (self.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return SEATS * tools

    def started(
        self,
        *more: str,
        feed: str = "feed.jsonl",
        out: str = "out",
        python: Sequence[str] = (),
        **streams: Any,  # noqa: ANN401 - streams and user, as Popen takes them
    ) -> AbstractContextManager[Child]:
        """The command under way."""
        command = ("batch", feed, "--out", out, "--store", str(self.store), *more)
        return running(self.folder, command, python=python, environment=self.environment, **streams)

    @property
    def environment(self) -> dict[str, str]:
        """What names the server, its model and a key."""
        return {
            "PANEL_BASE_URL": self.server.base_url,
            "PANEL_MODEL": "simulated/model",
            "PANEL_CONCURRENCY": str(self.places),
            "OPENROUTER_API_KEY": CANARY,
        }

    def run(self, *more: str, **given: Any) -> Ended:  # noqa: ANN401 - what ``started`` takes
        """Run the command to its end, which has to be a tidy one."""
        with self.started(*more, **given) as child:
            return ended(child)

    def summary(self, out: str = "out") -> dict[str, Any]:
        """What a folder's summary says."""
        found: dict[str, Any] = json.loads((self.folder / out / "summary.json").read_text("utf-8"))
        return found

    def rows(self, query: str) -> list[Any]:
        """What the store's tables say, which another process may be writing; nothing while there are none."""
        try:
            with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=WAIT)) as connection:
                return connection.execute(query).fetchall()
        except sqlite3.OperationalError:
            return []

    def count(self, table: str) -> int:
        """How many rows a table has, none where there is no such table yet."""
        return sum(int(count) for (count,) in self.rows(f"SELECT COUNT(*) FROM {table}"))  # noqa: S608 - a test's own word

    def stored(self) -> dict[str, Decimal]:
        """What every stored completion cost, by the id that the server gave it."""
        found = self.rows("SELECT generation_id, cost_usd FROM attempts WHERE outcome = 'completed'")
        assert len(found) == len({one for one, _ in found}), "a completion is stored twice"
        return {one: Decimal(cost) for one, cost in found}

    def lost(self) -> int:
        """How many completions the server has billed that are not stored; what is stored it has billed at that cost."""
        billed = {charge.id: charge.completed.cost for charge in self.server.bill.charges}
        stored = self.stored()
        assert {one: billed[one] for one in stored} == stored
        return len(billed) - len(stored)


def a_job(folder: Path, *, places: int = 8, latency: float = 0.02) -> Nightly:
    """The job and its server, which is not there yet; its answers take so many seconds."""
    answers = threading.Event()
    answers.set()

    async def when_let(seconds: float) -> None:
        await asyncio.sleep(seconds)
        while not answers.is_set():  # noqa: ASYNC110 - set from another thread
            await asyncio.sleep(0.005)

    server = SimulatedOpenRouter(Conditions(latency=latency, keeps_charges=True), sleep=when_let)
    return Nightly(folder, server, answers, folder / "runs" / "panel.db", places)


@contextmanager
def nightly(folder: Path) -> Iterator[Nightly]:
    """The job while its server is there."""
    job = a_job(folder)
    with serving(job.server):
        try:
            yield job
        finally:
            job.answers.set()


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that has to be so soon, and look again and again without a pause worth the name."""
    deadline = time.monotonic() + WAIT
    while not is_so():
        assert time.monotonic() < deadline, "never came to be"
        time.sleep(0.001)


def ended(child: Child) -> Ended:
    """How a process ended, with nothing said that only a programmer understands."""
    code, out, err = child.ended()
    assert not [word for word in UNTIDY if word in err], err
    return Ended(code, out, err)


def killed(child: Child) -> None:
    """Kill a process as ``kill -9`` does, wherever it is."""
    child.process.kill()
    child.process.wait(WAIT)


def _about(number: int) -> str:
    return f"Keeps notes in plain files on your own disk, and shows {number} of them at a time. It runs offline."
