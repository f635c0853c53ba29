"""A batch's summary as text: one screen that says what was done, what it cost and where to look first."""

from __future__ import annotations

from panel.domain.batch_summary import BatchSummary
from panel.domain.quality import LookFirst
from panel.report.batch import account
from panel.report.columns import columns

_LOOKED = 5
_FLAGS = 4


def summary_text(summary: BatchSummary) -> str:
    """The summary of a batch, a line for each thing that there is to say."""
    facts = [
        ("verdicts", account.verdicts(summary)),
        ("tools", account.tools(summary)),
        ("cells", account.cells(summary)),
        ("this run", account.this_run(summary)),
        ("all runs", account.all_runs(summary)),
        ("failed", account.failures(summary)),
        ("spent", account.spent(summary)),
        ("caching", account.caching(summary) if summary.money.prompt_tokens else ""),
        ("in flight", account.in_flight(summary)),
        ("not asked", account.unasked(summary)),
        *_doubts(summary),
        *_quality(summary),
    ]
    head = columns([(f"Batch {summary.job}: {account.outcome(summary)}",)])
    return head + columns([fact for fact in facts if fact[1]], indent="  ")


def _doubts(summary: BatchSummary) -> list[tuple[str, str]]:
    """Tools that a person should tell apart."""
    pairs = [f"{doubt.tool} and {doubt.other}" for doubt in summary.doubts]
    more = ", and others" if summary.has_more_doubts else ""
    return [("may be one", f"{account.few(pairs)}{more}")] if pairs else []


def _quality(summary: BatchSummary) -> list[tuple[str, str]]:
    """What is flagged over the whole feed, and the takes to look at first, each on a line of its own."""
    if summary.quality is None:
        return []
    flags, looked = summary.quality.flags, summary.quality.look_first
    more = [f"{len(flags) - _FLAGS:,} more flags"] if len(flags) > _FLAGS else []
    lines = [*flags[:_FLAGS], *more]
    return [
        *_under("quality", lines),
        *_under("look first", [_look(one, summary) for one in looked[:_LOOKED]]),
    ]


def _under(label: str, lines: list[str]) -> list[tuple[str, str]]:
    return [(label if at == 0 else "", line) for at, line in enumerate(lines)]


def _look(one: LookFirst, summary: BatchSummary) -> str:
    seat = account.seat(one, one.take.persona, summary)
    return f"{account.named_tool(one)}, {seat}: {'; '.join(one.reasons)}"
