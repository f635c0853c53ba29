"""Runs as text: a line each, one of them whole, or what a check of the store found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from panel.domain.listed import CheckedStore, ListedRun, ListedRuns, ShownRun
from panel.domain.run import Ending, ModelFigures, RunFigures, Tally
from panel.report.batch.account import left_out
from panel.report.columns import columns
from panel.report.figures import counted, known_cost, moment, span
from panel.report.printable import one_line
from panel.report.view import UNKNOWN

_SHOWN = 3
"""Tools or models that one line names."""

_MANY = 50
"""Names that are all written out."""

_UNFINISHED = "not finished"
_STATES = {"there": "still runs", "gone": "died", "unknown": "died or still runs"}
"""A run that has not finished, by what is known of its process."""

_MODEL_HEAD = ("MODEL", "TAKES", "ATTEMPTS", "TOKENS IN", "CACHED", "OUT", "COST", "A TAKE")


def listed_runs_text(listed: ListedRuns) -> str:
    """A line for each run."""
    rows = [
        (
            run.id,
            run.job,
            moment(run.started_at),
            _took(run),
            _ended(run),
            _few(run.tools or run.feeds),
            _few(run.models),
            str(run.asked),
            str(run.failed),
            known_cost(run.cost_usd),
        )
        for run in listed.runs
    ]
    return columns([("ID", "JOB", "STARTED", "TOOK", "ENDED", "TOOLS", "MODELS", "ASKED", "FAILED", "COST"), *rows])


def shown_run_text(shown: ShownRun) -> str:
    """One run in full."""
    run, figures = shown.run, shown.figures
    details = shown.details
    facts = [
        ("job", run.job),
        *([("feeds", _many(run.feeds))] if run.feeds else []),
        ("started", moment(run.started_at)),
        ("finished", _finished(run) if run.finished_at is None else moment(run.finished_at)),
        ("took", _took(run)),
        *(_ending(run.ending) if run.ending else _without_ending(run)),
        ("personas", _all(run.personas)),
        ("models", _all(run.models)),
        ("samples", str(run.samples)),
        ("takes", _tallies(figures.takes) or "none asked for"),
        *([("failed", _tallies(details.failures))] if details.failures else []),
        ("attempts", _tallies(figures.attempts) or "none"),
        *([("re-asked", counted(details.re_asked, "answer"))] if details.re_asked else []),
        ("tokens", f"{figures.prompt_tokens:,} in{_cached(shown)}, {figures.completion_tokens:,} out"),
        ("cost", _cost(figures)),
        *_lost(shown),
        *([("held", _held(figures.held_usd))] if figures.held_usd else []),
        *([("in flight", _in_flight(run, details.in_flight))] if details.in_flight else []),
    ]
    by_model = [_MODEL_HEAD, *map(_of_model, details.models)] if details.models else []
    return columns([(run.id,)]) + columns(facts, indent="  ") + (columns(by_model, indent="  ") if by_model else "")


def checked_store_text(checked: CheckedStore) -> str:
    """That the store is sound, and a line for each run that has not finished."""
    count = len(checked.unfinished)
    unfinished = f"{count} of them {_UNFINISHED}" if count else "all finished"
    sentence = one_line(f"{checked.store} is sound: {counted(checked.runs, 'run')}, {unfinished}")
    rows = [
        (run.id, run.job, moment(run.started_at), _ended(run), _few(run.tools or run.feeds))
        for run in checked.unfinished
    ]
    return sentence + "\n" + (columns(rows, indent="  ") if rows else "")


def _ending(ending: Ending) -> list[tuple[str, str]]:
    """What a batch came to beyond its own takes."""
    unasked = f", {ending.unasked:,} of them not asked" if ending.unasked else ""
    left = f"; {left_out(ending.rejected, ending.unread)}" if ending.rejected or ending.unread else ""
    saved = [("saved", f"${ending.saved_usd:f} by cached tokens")] if ending.saved_usd else []
    return [
        ("outcome", ending.outcome.replace("_", " ")),
        *([("why", ending.why)] if ending.why else []),
        *([] if ending.tools is None else [("tools", f"{ending.tools:,}{unasked}{left}")]),
        *([] if ending.tools is None else [("reused", counted(ending.reused, "cell"))]),
        *saved,
    ]


def _without_ending(run: ListedRun) -> list[tuple[str, str]]:
    """What there is to say of a job that is no batch, and of a batch that did not come to say it."""
    is_batch = run.job == "batch"
    return [
        *([("outcome", "ended before its files were written")] if is_batch and run.finished_at is not None else []),
        *([("tools", _many(run.tools))] if run.tools or not is_batch else []),
    ]


def _finished(run: ListedRun) -> str:
    """Why there is no time at which a run finished."""
    state = _STATES[run.process or "unknown"]
    return "not yet, it still runs" if run.process == "there" else f"did not finish ({state})"


def _ended(run: ListedRun) -> str:
    """How a run ended, in a word or two; a dash where it ended and no more is kept."""
    if run.finished_at is None:
        return _STATES[run.process or "unknown"]
    return run.ending.outcome.replace("_", " ") if run.ending else UNKNOWN


def _of_model(one: ModelFigures) -> tuple[str, ...]:
    return (
        one.model,
        _tallies(one.takes),
        f"{one.attempts:,}",
        f"{one.prompt_tokens:,}",
        f"{one.cached_tokens:,}",
        f"{one.completion_tokens:,}",
        known_cost(one.cost_usd),
        UNKNOWN if one.latency_ms is None else span(one.latency_ms / 1_000),
    )


def _lost(shown: ShownRun) -> list[tuple[str, str]]:
    """What was billed beyond what the models' lines say: for requests of seats that this run has no take of."""
    takes = sum((one.cost_usd or Decimal(0) for one in shown.details.models), Decimal(0))
    lost = (shown.figures.cost_usd or Decimal(0)) - takes
    words = f"${lost:f} of that for requests that no take came of; no line below has it"
    return [("lost", words)] if shown.details.models and lost > 0 else []


def _cached(shown: ShownRun) -> str:
    cached, read = shown.details.cached_tokens, shown.figures.prompt_tokens
    return f" ({cached:,} of them cached, {cached / read:.0%})" if cached and read else ""


def _in_flight(run: ListedRun, count: int) -> str:
    """Requests on record of a run: those of one that goes on are being answered, others may have been billed."""
    calls = f"up to {counted(count, 'request')}"
    when = {"there": "now", "gone": "when it died", "unknown": "now, or when it died"}.get(run.process or "")
    return f"{calls} {when}; what was answered of them is not stored" if when else calls


def _cost(figures: RunFigures) -> str:
    priced = f" (${figures.priced_usd:f} of it worked out from listed prices)" if figures.priced_usd else ""
    return known_cost(figures.cost_usd) + priced


def _held(held: Decimal) -> str:
    return f"up to ${held:f} more, for calls whose outcome is not known"


def _took(run: ListedRun) -> str:
    return UNKNOWN if run.seconds is None else span(run.seconds)


def _few(names: Sequence[str]) -> str:
    more = [f"{len(names) - _SHOWN:,} more"] if len(names) > _SHOWN else []
    return ", ".join([*names[:_SHOWN], *more]) or UNKNOWN


def _all(names: Iterable[str]) -> str:
    return ", ".join(names) or UNKNOWN


def _many(names: Sequence[str]) -> str:
    """All of them, or the first of very many and how many there are."""
    return _all(names) if len(names) <= _MANY else f"{_few(names)} ({len(names):,} in all)"


def _tallies(tallies: Iterable[Tally]) -> str:
    return ", ".join(f"{tally.count:,} {tally.what}" for tally in tallies)
