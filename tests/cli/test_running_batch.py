"""How a batch is run from the command line, around a job that is handed in."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from panel.cli import console
from panel.cli.batch_command import options_of
from panel.cli.main import main
from panel.cli.running_batch import print_plan, run_batch
from panel.cli.stopping import Stopped
from panel.domain.batch_plan import BatchPlan
from panel.domain.source import Rejected
from panel.engine.progress import Planned
from panel.errors import Mistake, OutputUnusable
from panel.jobs.batch.options import BatchOptions
from panel.jobs.batch.outcome import BatchOutcome
from panel.jobs.outcome import KeptEdit
from panel.report.clearing import Cleared
from tests.batches import a_summary
from tests.builders import a_model
from tests.cli.test_batch_figures import settled

PLAN = Planned(1, 0, 1, ((a_model(), 1),), run="r1")
FLAGS: dict[str, Any] = {"quiet": False, "verbose": False, "as_json": False, "log": None, "html": False, "out": "o"}


def an_outcome(**fields: Any) -> BatchOutcome:  # noqa: ANN401 - any field of an outcome
    """A job of ten seats that all came to a take."""
    whole: dict[str, Any] = {"run": "r1", "out": Path("o"), "summary": a_summary(), "completions": 10, "written": ()}
    return BatchOutcome(**{**whole, **fields})


class FakeJob:
    """Tells of a seat, and ends as it was told to."""

    def __init__(self, end: BatchOutcome | Exception) -> None:
        self._end = end
        self.options: BatchOptions = {}

    async def __call__(self, options: BatchOptions) -> BatchOutcome:
        """Remember what it was given, and go."""
        self.options = options
        options["progress"](PLAN)
        options["progress"](settled(run="r1"))
        if isinstance(self._end, Exception):
            raise self._end
        return self._end


def logged(path: Path) -> list[tuple[str, Any]]:
    """The events of a log and the exit codes in it."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [(line["event"], line.get("exit_code")) for line in lines]


def test_the_summary_is_the_result_and_all_else_is_talk(capsys: pytest.CaptureFixture[str]) -> None:
    code = run_batch(FakeJob(an_outcome(written=(Path("o/takes.jsonl"),))), {}, FLAGS)
    printed = capsys.readouterr()
    assert code == 0
    assert "finished" in printed.out
    assert "seat" not in printed.out.partition("\n")[0]
    assert "1 tool, 1 cell: 0 stored, 1 to ask" in printed.err
    assert "Wrote 1 file to o" in printed.err


def test_pages_of_tools_are_counted_beside_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    pages = {"name": "tools/", "sha256": "5e", "lines": 1_620}
    outcome = an_outcome(written=(Path("o/takes.jsonl"), Path("o/index.html")), summary=a_summary(files=[pages]))
    run_batch(FakeJob(outcome), {}, FLAGS)
    assert "Wrote 2 files and 1,620 pages to o\n" in capsys.readouterr().err


def test_json_is_the_summary_alone(capsys: pytest.CaptureFixture[str]) -> None:
    run_batch(FakeJob(an_outcome()), {}, FLAGS | {"as_json": True})
    assert json.loads(capsys.readouterr().out) == a_summary().model_dump(mode="json")


@pytest.mark.parametrize(
    ("outcome", "code", "advice"),
    [
        ("finished", 0, "panel runs show r1"),
        ("budget_reached", 4, "a larger --budget"),
        ("too_many_failures", 0, "see what failed"),
    ],
)
def test_what_comes_next_follows_from_how_it_ended(
    capsys: pytest.CaptureFixture[str], outcome: str, code: int, advice: str
) -> None:
    ended = an_outcome(summary=a_summary(outcome=outcome))
    assert run_batch(FakeJob(ended), {}, FLAGS) == code
    assert advice in capsys.readouterr().err


def test_quiet_leaves_the_result_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", "--help"]) == 0
    capsys.readouterr()
    console.hush(quiet=True)
    try:
        run_batch(FakeJob(an_outcome()), {}, FLAGS | {"quiet": True})
    finally:
        console.hush(quiet=False)
    printed = capsys.readouterr()
    assert (bool(printed.out), printed.err) == (True, "")


def test_a_feed_that_is_elsewhere_for_good_is_said_in_any_case(capsys: pytest.CaptureFixture[str]) -> None:
    feeds = (a_summary().feeds[0].model_copy(update={"name": "https://a.example", "moved_to": "https://b.example"}),)
    run_batch(FakeJob(an_outcome(summary=a_summary(feeds=feeds))), {}, FLAGS)
    assert "https://a.example is at https://b.example for good now; name that address" in capsys.readouterr().err


def test_a_feed_that_could_not_be_had_is_named_also_where_all_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    missing = Rejected(feed="https://b.example/feed", row=0, reason="nobody answers")
    console.hush(quiet=True)
    try:
        run_batch(FakeJob(an_outcome(missing_feeds=(missing,))), {}, FLAGS | {"quiet": True})
    finally:
        console.hush(quiet=False)
    assert capsys.readouterr().err == "Not read: https://b.example/feed: nobody answers\n"


def test_a_log_begins_with_the_plan_and_ends_with_the_outcome(tmp_path: Path) -> None:
    run_batch(FakeJob(an_outcome()), {}, FLAGS | {"log": str(tmp_path / "log")})
    assert logged(tmp_path / "log") == [("planned", None), ("settled", None), ("finished", 0)]
    last = json.loads((tmp_path / "log").read_text("utf-8").splitlines()[-1])
    assert (last["run"], last["ok"], last["spent_usd"]) == ("r1", 10, "0.01")


@pytest.mark.parametrize(
    ("error", "event"), [(Mistake("mend it"), ("failed", 2)), (RuntimeError("a bug"), ("crashed", 1))]
)
def test_a_log_says_how_a_run_failed(tmp_path: Path, error: Exception, event: tuple[str, int]) -> None:
    with pytest.raises(type(error)):
        run_batch(FakeJob(error), {}, FLAGS | {"log": str(tmp_path / "log")})
    assert logged(tmp_path / "log")[-1] == event


def test_a_log_that_cannot_be_written_stops_the_run_before_it_begins(tmp_path: Path) -> None:
    job = FakeJob(an_outcome())
    with pytest.raises(OutputUnusable):
        run_batch(job, {}, FLAGS | {"log": str(tmp_path)})
    assert job.options == {}


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_termination_stops_it_as_an_interrupt_does(tmp_path: Path, number: signal.Signals, code: int) -> None:
    async def job(options: BatchOptions) -> BatchOutcome:
        with options["stop"].heeded() as wished:
            os.kill(os.getpid(), number)
            await wished
        raise asyncio.CancelledError

    # A shell may start what it puts in the background with interrupts ignored, and then nothing would hear this one.
    usual = signal.signal(number, signal.default_int_handler)
    try:
        with pytest.raises(Stopped) as stopped:
            run_batch(job, {}, FLAGS | {"log": str(tmp_path / "log")})
    finally:
        signal.signal(number, usual)
    assert stopped.value.exit_code == code
    assert logged(tmp_path / "log")[-1] == ("stopped", code)


def test_a_plan_is_printed_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    async def planning(options: BatchOptions) -> BatchPlan:
        del options
        return BatchPlan((), tools=3, rejected=0, doubts=(), cells=15, stored=5, void=(), price=None)

    assert print_plan(planning, {}, as_json=False) == 0
    assert "to ask  10, price unknown" in capsys.readouterr().out
    assert print_plan(planning, {}, as_json=True) == 0
    plan = json.loads(capsys.readouterr().out)
    assert (plan["cells"], plan["to_ask"], plan["price"]) == (15, 10, None)


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({}, 0, "Next: the same command without --dry-run, and with --out DIR"),
        ({"tools": 0, "cells": 0, "stored": 0}, 0, None),
        ({"tools": 0, "cells": 0, "stored": 0, "rejected": 2}, 2, "No tool: 2 rows rejected, and no other"),
        ({"refused": "o: holds another batch"}, 2, "Without --dry-run this would be refused: o: holds another batch"),
    ],
)
def test_a_plan_of_which_nothing_would_come_says_so_and_names_no_next_step(
    capsys: pytest.CaptureFixture[str], fields: dict[str, Any], code: int, words: str | None
) -> None:
    async def planning(options: BatchOptions) -> BatchPlan:
        del options
        whole: dict[str, Any] = {"tools": 3, "rejected": 0, "cells": 15, "stored": 5}
        return BatchPlan(feeds=(), doubts=(), void=(), price=None, **(whole | fields))

    assert print_plan(planning, {}, as_json=False) == code
    said = capsys.readouterr().err
    assert (words or "") in said
    assert ("Next:" in said) == (fields == {})


def test_a_plan_says_what_the_batch_needs_first_and_is_none_the_worse_for_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def planning(options: BatchOptions) -> BatchPlan:
        del options
        needs = "X_API_KEY is not set"
        return BatchPlan((), tools=3, rejected=0, doubts=(), cells=15, stored=5, void=(), price=None, lacks=needs)

    assert print_plan(planning, {"out": "nightly"}, as_json=False) == 0
    assert capsys.readouterr().err.splitlines() == [
        "The batch itself needs this first: X_API_KEY is not set",
        "Next: the same command without --dry-run",
    ]


def test_a_batch_without_a_folder_says_what_to_add(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", "feed.csv", "--model", "a/b"]) == 2
    assert "--out DIR" in capsys.readouterr().err


def test_every_flag_that_the_job_takes_reaches_it() -> None:
    from panel.cli.batch_command import command

    context = command.make_context("batch", ["feed.csv", "--out", "o", "--max-wait", "1h", "--column", "Title=name"])
    options = options_of(context.params)
    unset = {"folder", "progress", "stop"}
    assert set(options) == set(BatchOptions.__annotations__) - unset
    assert (options["max_wait"], options["columns"], options["out"]) == ("1h", {"Title": "name"}, "o")


def test_an_edited_page_is_named_with_the_new_one_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    kept = (
        KeptEdit(Path("o/tools/a.html"), Path("o/tools/a.new.html")),
        KeptEdit(Path("o/index.html"), Path("o/index.new2.html")),
    )
    run_batch(FakeJob(an_outcome(kept_edits=kept)), {}, {**FLAGS, "html": True})
    said = capsys.readouterr().err
    assert f"{kept[0].edited} was edited and is left as it is; the new page is a.new.html beside it" in said
    assert f"Page: {kept[1].new}\n" in said


def test_pages_that_went_are_counted_and_those_that_stay_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    run_batch(FakeJob(an_outcome(cleared=Cleared(3, (Path("o/tools/a.html"),)))), {}, FLAGS)
    said = capsys.readouterr().err
    assert "Removed 3 pages of an earlier run; --html makes them again\n" in said
    assert f"{Path('o/tools/a.html')} was edited and is left as it is; it is no part of what this run wrote" in said
