"""How a batch is run from the command line: watched, written down, summed up, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panel.cli import console
from panel.cli.stopping import Stopped, run_until_stopped

if TYPE_CHECKING:
    from panel.cli.run_log import RunLog
    from panel.domain.batch_plan import BatchPlan
    from panel.engine.progress import Event, Progress
    from panel.jobs.batch.options import BatchOptions
    from panel.jobs.batch.outcome import BatchOutcome

Job = Callable[["BatchOptions"], Coroutine[Any, Any, "BatchOutcome"]]
Planning = Callable[["BatchOptions"], Coroutine[Any, Any, "BatchPlan"]]


def run_batch(job: Job, options: BatchOptions, flags: dict[str, Any]) -> int:
    """Run the job and print its summary; returns the exit code."""
    from panel.cli.watching_batch import watching_batch
    from panel.engine.stop import Stop

    options["stop"] = stop = Stop()
    with (
        _written_down(flags["log"]) as log,
        watching_batch(quiet=flags["quiet"], verbose=flags["verbose"]) as screen,
    ):
        options["progress"] = screen if log is None else _both(screen, log)
        outcome = run_until_stopped(job(options), stop)
        if log is not None:
            log.finished(outcome.run, exit_code=outcome.exit_code, **_facts(outcome))
    try:
        _print_summary(outcome, as_json=flags["as_json"])
    finally:
        report(outcome, flags)
    return outcome.exit_code


def print_plan(planning: Planning, options: BatchOptions, *, as_json: bool) -> int:
    """Print what a batch would do; returns the exit code that the batch would end with where it could do nothing."""
    from panel.jobs.outcome import ALL_WELL, NO_INPUT
    from panel.report.batch.account import left_out
    from panel.report.batch.plan_text import plan_json, plan_text

    plan = run_until_stopped(planning(options))
    console.result(plan_json(plan) if as_json else plan_text(plan))
    if plan.has_no_input:
        console.complain(f"No tool: {left_out(plan.rejected, plan.unread)}, and no other; there is nothing to ask")
    if plan.lacks:
        console.complain(f"The batch itself needs this first: {plan.lacks}")
    if plan.refused:
        console.complain(f"Without --dry-run this would be refused: {plan.refused}")
    if plan.has_no_input or plan.refused:
        return NO_INPUT
    if plan.tools:
        named = "the same command without --dry-run"
        console.talk(f"Next: {named if options.get('out') else f'{named}, and with --out DIR'}")
    return ALL_WELL


def report(outcome: BatchOutcome, flags: dict[str, Any]) -> None:
    """Say on stderr what is missing, what was kept, where the files are and what to do next."""
    from panel.cli.following_batch import following
    from panel.report.batch.account import left_out
    from panel.report.figures import counted

    for feed in outcome.summary.feeds:
        if feed.moved_to is not None:
            console.complain(f"{feed.name} is at {feed.moved_to} for good now; name that address")
    for missing in outcome.missing_feeds:
        console.complain(f"Not read: {missing.feed}: {missing.reason}")
    for kept in outcome.kept_edits:
        console.complain(f"{kept.edited} was edited and is left as it is; the new page is {kept.new.name} beside it")
    _report_cleared(outcome, has_pages=flags["html"])
    if outcome.has_no_input:
        left = left_out(outcome.summary.rejected, outcome.summary.unread)
        console.complain(f"No tool: {left}, and no other; {outcome.out / 'rejected.jsonl'} says why")
    if outcome.why_unasked:
        unasked = counted(len(outcome.summary.unasked), "tool")
        console.complain(f"Not asked: {unasked}. {outcome.why_unasked[:1].upper()}{outcome.why_unasked[1:]}.")
    if outcome.written:
        pages = f" and {counted(outcome.pages, 'page')}" if outcome.pages else ""
        console.talk(f"Wrote {counted(len(outcome.written), 'file')}{pages} to {outcome.out}")
    if flags["html"]:
        console.talk(f"Page: {outcome.index}")
    console.talk(f"Next: {following(outcome)}")


def _report_cleared(outcome: BatchOutcome, *, has_pages: bool) -> None:
    """Say which pages of earlier runs are gone, and which are still there."""
    from panel.report.figures import counted

    for path in outcome.cleared.edited:
        console.complain(f"{path} was edited and is left as it is; it is no part of what this run wrote")
    if outcome.cleared.removed:
        why = "of tools that have none now" if has_pages else "of an earlier run; --html makes them again"
        console.talk(f"Removed {counted(outcome.cleared.removed, 'page')} {why}")


def _print_summary(outcome: BatchOutcome, *, as_json: bool) -> None:
    from panel.report.values import value_json

    if as_json:
        console.result(value_json(outcome.summary))
        return
    from panel.report.batch.text import summary_text

    console.result(summary_text(outcome.summary))


@contextmanager
def _written_down(file: str | None) -> Iterator[RunLog | None]:
    """The log, if one was asked for; however the run ends, the log says so."""
    if file is None:
        yield None
        return
    from panel.cli.run_log import run_log
    from panel.errors import PanelError

    with run_log(Path(file), clock=lambda: datetime.now(UTC), complain=console.complain) as log:
        try:
            yield log
        except Stopped as stopped:
            log.ended("stopped", exit_code=stopped.exit_code)
            raise
        except PanelError as error:
            log.ended("failed", exit_code=getattr(error, "exit_code", 3), why=str(error))
            raise
        except BaseException as error:
            log.ended("crashed", exit_code=1, why=type(error).__name__)
            raise


def _both(screen: Progress, log: RunLog) -> Progress:
    def watch(event: Event) -> None:
        screen(event)
        log(event)

    return watch


def _facts(outcome: BatchOutcome) -> dict[str, object]:
    """What a log says of a run that came to its end."""
    summary = outcome.summary
    return {
        "outcome": summary.outcome,
        "out": str(outcome.out),
        "tools": summary.tools,
        "rejected": summary.rejected,
        "unread": summary.unread,
        **summary.cells.model_dump(),
        "failures": {tally.what: tally.count for tally in summary.failures},
        "spent_usd": f"{summary.money.spent_usd:f}",
        "completions": outcome.completions,
    }
