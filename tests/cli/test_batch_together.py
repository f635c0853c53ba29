"""Two batches on one store: no cell is paid for twice, and what a killed one leaves the other takes over."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.nightly import Nightly, ended, killed, nightly, until

HELD = "being asked about by another run"
TOOLS = 70
"""Tools are claimed by 32, so that each of two runs gets some."""


@pytest.fixture
def job(project: Path) -> Iterator[Nightly]:
    """A job in an empty project."""
    with nightly(project) as made:
        yield made


def at_work(job: Nightly) -> int:
    """How many runs have claimed tools."""
    return len(job.rows("SELECT DISTINCT run FROM claims"))


@pytest.mark.parametrize("outs", [("out", "out"), ("one", "two")])
def test_two_that_start_together_bill_no_cell_twice_and_both_end_well(job: Nightly, outs: tuple[str, str]) -> None:
    cells = job.feed(TOOLS)
    job.answers.clear()
    with job.started(out=outs[0]) as first, job.started(out=outs[1]) as second:
        until(lambda: at_work(job) == 2)
        job.answers.set()
        assert [ended(first).code, ended(second).code] == [0, 0]
    assert (job.server.bill.completions, job.lost(), job.count("takes")) == (cells, 0, cells)
    summaries = [job.summary(out) for out in dict.fromkeys(outs)]
    assert [summary["cells"]["ok"] for summary in summaries] == [cells] * len(summaries)
    # What a job cost is what its own runs spent: of one job all of it, of two jobs each its part.
    spent = sum(Decimal(summary["money"]["spent_usd"]) for summary in summaries)
    assert spent == job.server.bill.dollars
    assert sum(len(summary["runs"]) for summary in summaries) == 2
    assert [summary["in_flight_at_kills"] for summary in summaries] == [0] * len(summaries)


@pytest.mark.parametrize("out", ["out", "other"])
def test_one_that_has_nothing_left_waits_and_takes_over_what_a_killed_one_held(job: Nightly, out: str) -> None:
    cells = job.feed(4)
    bill = job.server.bill
    job.answers.clear()
    with job.started() as first:
        until(lambda: bill.in_flight == job.places)
        with job.started(out=out) as second:
            second.heard(f"4 tools are {HELD}")
            killed(first)
            job.answers.set()
            said = ended(second)
    assert said.code == 0
    until(lambda: bill.in_flight == 0)
    summary = job.summary(out)
    assert (summary["cells"]["ok"], job.count("takes"), job.lost()) == (cells, cells, job.places)
    assert summary["in_flight_at_kills"] == (job.places if out == "out" else 0)
    assert Decimal(summary["money"]["spent_usd"]) == sum(job.stored().values())


def test_of_two_at_one_job_only_one_spends_its_budget(job: Nightly) -> None:
    cells = job.feed(TOOLS)
    half = ("--budget", "1")
    job.answers.clear()
    with job.started(*half) as first:
        until(lambda: job.server.bill.in_flight > 0)
        with job.started(*half) as second:
            second.heard("another run is spending this job's budget; this one waits until it is done")
            job.answers.set()
            assert [ended(first).code, ended(second).code] == [4, 4]
    summary = job.summary()
    assert job.server.bill.dollars == Decimal(summary["money"]["spent_usd"]) <= 1
    assert (summary["outcome"], len(summary["runs"])) == ("budget_reached", 2)
    assert job.run("--budget", "20").code == 0
    assert (job.server.bill.completions, job.summary()["cells"]["ok"]) == (cells, cells)


def test_one_that_waits_for_another_can_be_stopped(job: Nightly) -> None:
    job.feed(4)
    job.answers.clear()
    with job.started() as first:
        until(lambda: job.server.bill.in_flight == job.places)
        with job.started(out="other") as second:
            second.heard(HELD)
            second.interrupted(signal.SIGTERM)
            assert ended(second).code == 143
        job.answers.set()
        assert ended(first).code == 0
