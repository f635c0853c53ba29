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
    from panel.engine.progress import Event, Progress
    from panel.jobs.batch.options import BatchOptions
    from panel.jobs.batch.outcome import BatchOutcome, BatchPlan

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
    except BrokenPipeError:
        # Who has read enough changes nothing about how the job ended.
        console.let_go()
    finally:
        report(outcome, flags)
    return outcome.exit_code


def print_plan(planning: Planning, options: BatchOptions, *, as_json: bool) -> int:
    """Print what a batch would do."""
    from panel.report.batch.plan_text import plan_json, plan_text

    plan = run_until_stopped(planning(options))
    console.result(plan_json(plan) if as_json else plan_text(plan))
    console.talk("Next: the same command without --dry-run")
    return 0


def report(outcome: BatchOutcome, flags: dict[str, Any]) -> None:
    """Say on stderr what was kept, where the files are and what to do next."""
    from panel.report.figures import counted

    for kept in outcome.kept_edits:
        console.complain(f"{kept.edited} was edited and is left as it is; the new page is {kept.new.name} beside it")
    _report_cleared(outcome, has_pages=flags["html"])
    if outcome.has_no_input:
        rejected = counted(outcome.summary.rejected, "row")
        console.complain(f"No tool: {rejected} rejected, and no other; {outcome.out / 'rejected.jsonl'} says why")
    if outcome.why_unasked:
        unasked = counted(len(outcome.summary.unasked), "tool")
        console.complain(f"Not asked: {unasked}. {outcome.why_unasked[:1].upper()}{outcome.why_unasked[1:]}.")
    if outcome.written:
        console.talk(f"Wrote {counted(len(outcome.written), 'file')} to {outcome.out}")
    if flags["html"]:
        console.talk(f"Page: {outcome.index}")
    console.talk(f"Next: {_following(outcome)}")


def _report_cleared(outcome: BatchOutcome, *, has_pages: bool) -> None:
    """Say which pages of earlier runs are gone, and which are still there."""
    from panel.report.figures import counted

    for path in outcome.cleared.edited:
        console.complain(f"{path} was edited and is left as it is; it is no part of what this run wrote")
    if outcome.cleared.removed:
        why = "of tools that have none now" if has_pages else "of an earlier run; --html makes them again"
        console.talk(f"Removed {counted(outcome.cleared.removed, 'page')} {why}")


def _following(outcome: BatchOutcome) -> str:
    summary = outcome.summary
    match summary.outcome:
        case "budget_reached":
            return "the same command with a larger --budget asks for the rest, and for nothing that is stored"
        case "held_elsewhere":
            return "the same command, which takes up what the other run has stored and asks for the rest"
        case "too_many_failures":
            return f"see what failed with panel runs show {outcome.run}, then the same command, which asks for the rest"
        case _ if outcome.has_no_input:
            return "the same command with --column COLUMN=FIELD, where columns have names of their own, and --dry-run"
        case _ if summary.cells.failed:
            return "the same command again asks the seats that failed in passing; --retry-failed asks all of them"
        case _:
            return f"panel runs show {outcome.run}"


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
        **summary.cells.model_dump(),
        "failures": {tally.what: tally.count for tally in summary.failures},
        "spent_usd": f"{summary.money.spent_usd:f}",
        "completions": outcome.completions,
    }
