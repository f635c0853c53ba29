"""A batch that is told to stop, whatever it is at: what was paid for is stored, and the same command goes on."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from panel.jobs.batch.out_folder import SUMMARY
from tests.cli.children import Child
from tests.cli.nightly import Ended, Nightly, ended, nightly, until

INTERRUPTS = pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
GOES_ON = "the same command goes on from there"


@pytest.fixture
def job(project: Path) -> Iterator[Nightly]:
    """A job in an empty project."""
    with nightly(project) as made:
        yield made


def stopped(child: Child, number: signal.Signals) -> Ended:
    """Stop a process, which has to say so and print no result."""
    child.interrupted(number)
    said = ended(child)
    assert (said.out, GOES_ON in said.err) == ("", True)
    return said


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Hold an output folder, as a process does that writes there."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def a_pipe(path: Path) -> Iterator[None]:
    """A pipe to which somebody could write, and nobody does."""
    os.mkfifo(path)
    descriptor = os.open(path, os.O_RDWR)
    try:
        yield
    finally:
        os.close(descriptor)


@INTERRUPTS
def test_what_is_answered_within_the_grace_is_stored_and_not_paid_for_again(
    job: Nightly, number: signal.Signals, code: int
) -> None:
    cells = job.feed(4)
    job.answers.clear()
    with job.started() as child:
        until(lambda: job.server.bill.in_flight == job.places)
        child.interrupted(number)
        child.heard(f"{job.places} answers on the way")
        job.answers.set()
        said = ended(child)
    assert (said.code, said.out, GOES_ON in said.err) == (code, "", True)
    assert (job.count("takes"), job.lost(), job.count("flights")) == (job.places, 0, 0)
    (ending,) = [json.loads(run)["ending"] for (run,) in job.rows("SELECT run FROM runs")]
    assert (ending["outcome"], ending["tools"]) == ("interrupted" if number == signal.SIGINT else "terminated", 4)
    assert not (job.folder / "out" / SUMMARY).exists()
    assert job.run().code == 0
    assert (job.server.bill.completions, job.summary()["in_flight_at_kills"]) == (cells, 0)


def test_a_second_signal_ends_it_at_once_and_what_was_sent_is_on_record(job: Nightly) -> None:
    cells = job.feed(4)
    job.answers.clear()
    with job.started() as child:
        until(lambda: job.server.bill.in_flight == job.places)
        child.interrupted(signal.SIGTERM)
        child.heard("on the way")
        assert stopped(child, signal.SIGTERM).code == 143
    job.answers.set()
    assert [row for (row,) in job.rows("SELECT DISTINCT outcome FROM attempts")] == ["stopped"]
    assert job.run().code == 0
    assert job.server.bill.completions == cells + job.places
    assert job.summary()["cells"]["ok"] == cells


@INTERRUPTS
def test_one_that_waits_for_a_feed_from_a_pipe_stops(
    job: Nightly, project: Path, number: signal.Signals, code: int
) -> None:
    with a_pipe(project / "feed.jsonl"), job.started("--log", "log") as child:
        child.reached(lambda: job.count("runs") == 1, "began")
        assert stopped(child, number).code == code
    assert json.loads((project / "log").read_text("utf-8").splitlines()[-1])["exit_code"] == code
    assert (job.server.bill.requests, (project / "out").exists()) == (0, False)
    assert job.rows("SELECT finished_at IS NULL FROM runs") == [(0,)]


def test_one_that_waits_to_write_its_outputs_stops_and_they_are_written_later(job: Nightly, project: Path) -> None:
    cells = job.feed(2)
    job.answers.clear()
    with job.started() as child:
        until(lambda: job.server.bill.in_flight == job.places)
        with holding(project / "out"):
            job.answers.set()
            child.heard("another run is writing its files here; this one waits")
            assert job.count("takes") == cells
            assert stopped(child, signal.SIGTERM).code == 143
    assert not (project / "out" / SUMMARY).exists()
    assert job.run().code == 0
    assert (job.server.bill.completions, job.summary()["cells"]["ok"]) == (cells, cells)


def test_one_reader_who_has_read_enough_changes_nothing(job: Nightly, project: Path) -> None:
    job.feed(1)
    with (project / "feed.jsonl").open("a") as feed:
        feed.write("{broken\n")
    reading, writing = os.pipe()
    os.close(reading)
    with job.started(stdout=writing) as child:
        os.close(writing)
        said = ended(child)
    # A row was rejected.
    assert said.code == 1
    assert "Wrote 4 files to out" in said.err
    assert job.summary()["rejected"] == 1


def test_no_standard_output_and_a_full_one_are_met_when_all_is_written(job: Nightly) -> None:
    job.feed(1)
    full = os.open("/dev/full", os.O_WRONLY)
    with job.started(stdout=full) as child:
        os.close(full)
        said = ended(child)
    assert (said.code, job.summary()["outcome"]) == (5, "finished")
    assert "Wrote 4 files to out" in said.err
    assert "the result cannot be printed (No space left on device); send it elsewhere" in said.err


def test_a_feed_on_standard_input_is_read_to_its_end(job: Nightly, project: Path) -> None:
    cells = job.feed(2)
    with (project / "feed.jsonl").open("rb") as feed, job.started(feed="-", stdin=feed) as child:
        assert ended(child).code == 0
    assert (job.server.bill.completions, job.summary()["feeds"][0]["name"]) == (cells, "-")


def test_a_feed_on_standard_input_that_breaks_off_in_a_row_loses_that_row_alone(job: Nightly, project: Path) -> None:
    job.feed(2)
    with job.started(feed="-", stdin=subprocess.PIPE) as child:
        assert child.process.stdin is not None
        child.process.stdin.write((project / "feed.jsonl").read_bytes()[:-20])
        child.process.stdin.close()
        assert ended(child).code == 1
    assert (job.summary()["tools"], job.summary()["rejected"]) == (1, 1)


def test_no_standard_input_is_said_with_the_fix(job: Nightly) -> None:
    nothing = ("-c", "import os, sys; os.close(0); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])")
    said = job.run(feed="-", python=nothing)
    assert (said.code, said.out) == (2, "")
    assert "there is no standard input to read; name a path or a web address" in said.err
