"""A batch that is killed, wherever it is: nothing stored is lost or doubled, and the same command finishes the job."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from panel.jobs.batch.out_folder import OUTPUTS, RECORD, SUMMARY
from panel.report.memory import MEMORY
from tests.cli.children import WAIT
from tests.cli.nightly import Nightly, killed, nightly, until

ENDS = (".html", ".editor.html")
DYING = str(Path(__file__).with_name("dying.py"))
LASTING = {*OUTPUTS, SUMMARY, RECORD, MEMORY, "tools", *(f"tools/tool-{n}{end}" for n in (0, 1) for end in ENDS)}


@pytest.fixture
def job(project: Path) -> Iterator[Nightly]:
    """A job in an empty project."""
    with nightly(project) as made:
        yield made


def has_billed(job: Nightly, completions: int) -> bool:
    """Whether the server has made so many."""
    return job.server.bill.completions >= completions


def in_flight(job: Nightly) -> int:
    """How many calls are on record as being on their way."""
    return job.count("flights")


def require_whole(job: Nightly, cells: int) -> None:
    """Every cell has one take in the store and a line in the outputs, and the sums are the server's own."""
    summary = job.summary()
    assert (summary["outcome"], summary["cells"]["ok"], summary["cells"]["unasked"]) == ("finished", cells, 0)
    keys = [key for (key,) in job.rows("SELECT key FROM takes")]
    assert len(keys) == len(set(keys)) == cells
    lines = [json.loads(line) for line in (job.folder / "out" / "takes.jsonl").read_text("utf-8").splitlines()]
    assert sorted(line["key"] for line in lines) == sorted(keys)
    assert Decimal(summary["money"]["spent_usd"]) == sum(job.stored().values())


def left_behind(job: Nightly) -> set[str]:
    """What is in the output folder that belongs to no set."""
    return {path.relative_to(job.folder / "out").as_posix() for path in (job.folder / "out").rglob("*")} - LASTING


def test_a_job_that_is_killed_again_and_again_while_it_asks_pays_for_nothing_stored_again(job: Nightly) -> None:
    cells = job.feed(20)
    bill, in_flight_at_kills, lost_before = job.server.bill, 0, 0
    for completions in (3, 30, 60):
        with job.started() as child:
            until(partial(has_billed, job, completions))
            killed(child)
        until(lambda: bill.in_flight == 0)
        assert not (job.folder / "out" / SUMMARY).exists()
        # Of this run alone: what was on record as sent is all that can be lost.
        flying = in_flight(job) - in_flight_at_kills
        assert job.lost() - lost_before <= flying <= job.places
        in_flight_at_kills, lost_before = in_flight_at_kills + flying, job.lost()
    said = job.run()
    assert (said.code, in_flight(job)) == (0, in_flight_at_kills)
    require_whole(job, cells)
    assert job.lost() == bill.completions - cells == lost_before
    summary = job.summary()
    assert (len(summary["runs"]), summary["in_flight_at_kills"]) == (4, in_flight_at_kills)
    assert left_behind(job) == set()


def test_a_kill_while_a_feed_is_taken_in_leaves_tools_that_are_whole(job: Nightly) -> None:
    cells = job.feed(1_200)
    with job.started() as child:
        until(lambda: job.count("tools") > 0)
        killed(child)
    kept = job.count("tools")
    assert (kept % 500, job.server.bill.requests) in ((0, 0), (200, 0))
    assert not (job.folder / "out").exists()
    with job.started() as child:
        until(lambda: job.server.bill.completions > 0)
        killed(child)
    assert job.count("tools") == cells // 5


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ("os.rename", ".panel-batch.json"),
        ("os.remove", "summary.json"),
        ("os.rename", "tool-1.html"),
        ("os.rename", "takes.jsonl"),
        ("os.rename", "verdicts.parquet"),
        ("os.rename", "index.html"),
        ("os.rename", ".panel-written.json"),
        ("os.rename", "summary.json"),
    ],
)
def test_a_kill_between_two_steps_of_writing_leaves_no_summary_and_then_no_trace(
    job: Nightly, event: str, name: str
) -> None:
    cells, wanted = job.feed(2), ("--parquet", "--html")
    with job.started(*wanted, python=(DYING, event, name)) as child:
        assert child.process.wait(WAIT) == -signal.SIGKILL
    assert not (job.folder / "out" / SUMMARY).exists()
    said = job.run(*wanted)
    assert said.code == 0
    require_whole(job, cells)
    assert (job.lost(), job.count("flights")) == (0, 0)
    assert left_behind(job) == set()
