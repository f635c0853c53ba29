"""Runs as text: a line each, one of them whole, or what a check of the store found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from panel.domain.listed import CheckedStore, ListedRun, ListedRuns, ShownRun
from panel.domain.run import RunFigures, Tally
from panel.report.columns import columns
from panel.report.figures import counted, known_cost, moment, span
from panel.report.printable import one_line
from panel.report.view import UNKNOWN

_SHOWN = 3
"""Tools or models that one line names."""

_UNFINISHED = "not finished"


def listed_runs_text(listed: ListedRuns) -> str:
    """A line for each run."""
    rows = [
        (
            run.id,
            run.job,
            moment(run.started_at),
            _took(run),
            _few(run.tools),
            _few(run.models),
            str(run.asked),
            str(run.failed),
            known_cost(run.cost_usd),
        )
        for run in listed.runs
    ]
    return columns([("ID", "JOB", "STARTED", "TOOK", "TOOLS", "MODELS", "ASKED", "FAILED", "COST"), *rows])


def shown_run_text(shown: ShownRun) -> str:
    """One run in full."""
    run, figures = shown.run, shown.figures
    facts = [
        ("job", run.job),
        ("started", moment(run.started_at)),
        ("finished", _UNFINISHED if run.finished_at is None else moment(run.finished_at)),
        ("took", _took(run)),
        ("tools", _all(run.tools)),
        ("personas", _all(run.personas)),
        ("models", _all(run.models)),
        ("samples", str(run.samples)),
        ("takes", _tallies(figures.takes) or "none asked for"),
        ("attempts", _tallies(figures.attempts) or "none"),
        ("tokens", f"{figures.prompt_tokens:,} in, {figures.completion_tokens:,} out"),
        ("cost", _cost(figures)),
        *([("held", _held(figures.held_usd))] if figures.held_usd else []),
    ]
    return columns([(run.id,)]) + columns(facts, indent="  ")


def checked_store_text(checked: CheckedStore) -> str:
    """That the store is sound, and a line for each run that has not finished."""
    count = len(checked.unfinished)
    unfinished = f"{count} of them {_UNFINISHED}" if count else "all finished"
    sentence = one_line(f"{checked.store} is sound: {counted(checked.runs, 'run')}, {unfinished}")
    rows = [(run.id, run.job, moment(run.started_at), _few(run.tools)) for run in checked.unfinished]
    return sentence + "\n" + (columns(rows, indent="  ") if rows else "")


def _cost(figures: RunFigures) -> str:
    priced = f" (${figures.priced_usd:f} of it worked out from listed prices)" if figures.priced_usd else ""
    return known_cost(figures.cost_usd) + priced


def _held(held: Decimal) -> str:
    return f"up to ${held:f} more, for calls whose outcome is not known"


def _took(run: ListedRun) -> str:
    return _UNFINISHED if run.seconds is None else span(run.seconds)


def _few(names: Sequence[str]) -> str:
    more = [f"{len(names) - _SHOWN:,} more"] if len(names) > _SHOWN else []
    return ", ".join([*names[:_SHOWN], *more]) or UNKNOWN


def _all(names: Iterable[str]) -> str:
    return ", ".join(names) or UNKNOWN


def _tallies(tallies: Iterable[Tally]) -> str:
    return ", ".join(f"{tally.count:,} {tally.what}" for tally in tallies)
