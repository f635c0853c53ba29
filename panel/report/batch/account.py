"""A batch's account: its summary in sentences, the same on a terminal as on its index page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC
from decimal import Decimal

from panel.domain.batch_summary import BatchSummary, CellCounts, JobCounts, Money
from panel.domain.quality import LookFirst
from panel.domain.run import Tally
from panel.domain.verdict import Outcome
from panel.report.batch.rows import short
from panel.report.figures import counted, dollars

_OUTCOMES = {
    "finished": "finished",
    "budget_reached": "stopped at the budget; a higher --budget goes on with exactly what is missing",
    "held_elsewhere": "another run took tools over; the same command goes on with what is missing",
    "too_many_failures": "stopped, too many seats failed; the same command goes on with what is missing",
}
_LABELS = {one.value: one.label for one in Outcome}
_NAMED = 5


def outcome(summary: BatchSummary) -> str:
    """How it ended, and what goes on with it."""
    return _OUTCOMES[summary.outcome]


def verdicts(summary: BatchSummary) -> str:
    """How many tools got which verdict."""
    return ", ".join(f"{tally.count:,} {verdict_label(tally.what)}" for tally in summary.verdicts if tally.count) or (
        "none yet"
    )


def verdict_label(name: str) -> str:
    """The word that pages print for a verdict; one that is not known by its own name."""
    return _LABELS.get(name, name)


def tools(summary: BatchSummary) -> str:
    """What became of the feeds' rows."""
    rows = sum(feed.rows for feed in summary.feeds)
    repeated = sum(feed.repeated for feed in summary.feeds)
    odd = [
        *([f"{summary.rejected:,} rejected"] if summary.rejected else []),
        *([f"{repeated:,} of a tool that was there already"] if repeated else []),
    ]
    feeds = counted(len(summary.feeds) - summary.unread, "feed")
    said = f"{counted(summary.tools, 'tool')} of {counted(rows, 'row')} in {feeds}"
    said = f"{said} ({', '.join(odd)})" if odd else said
    return f"{said}; {left_out(0, summary.unread)}" if summary.unread else said


def left_out(rejected: int, unread: int) -> str:
    """What of the feeds is no tool: rows, and feeds that could not be read; empty with none."""
    said = [
        *([f"{counted(rejected, 'row')} rejected"] if rejected else []),
        *([f"{counted(unread, 'feed')} not read"] if unread else []),
    ]
    return ", ".join(said)


def cells(summary: BatchSummary) -> str:
    """What became of the cells, however many runs it took."""
    cells = summary.cells
    named = [
        f"{cells.ok:,} ok",
        *([f"{cells.abstained:,} abstained"] if cells.abstained else []),
        *([f"{cells.withheld:,} withheld"] if cells.withheld else []),
        *([f"{cells.failed:,} failed"] if cells.failed else []),
        *([f"{cells.unasked:,} not asked"] if cells.unasked else []),
    ]
    return f"{cells.cells:,}: {', '.join(named)}"


def this_run(summary: BatchSummary) -> str:
    """What the latest run did about them."""
    cells = summary.cells
    runs = f" (run {len(summary.runs):,} of this job)" if len(summary.runs) > 1 else ""
    others = f", {cells.elsewhere:,} by another run" if cells.elsewhere else ""
    return f"{cells.reused:,} reused, {_asked(cells)}{others}{runs}"


def all_runs(summary: BatchSummary) -> str:
    """What all runs of the job asked; empty where there is only one."""
    return f"{_asked(summary.cells.of_job)}{_in_runs(summary, ', in')}" if len(summary.runs) > 1 else ""


def failures(summary: BatchSummary) -> str:
    """Failed seats by cause; empty with none."""
    return tallied(summary.failures)


def spent(summary: BatchSummary) -> str:
    """What the takes cost, what all runs of the job did, and what is not known of that."""
    money = summary.money
    job = f"{dollars(money.spent_usd)}{_in_runs(summary, ' in')}"
    takes = _takes_cost(summary)
    said = [takes, f"this job {job}"] if takes else [job]
    if money.priced_usd:
        said.append(f"{dollars(money.priced_usd)} of it worked out from listed prices")
    if money.held_usd:
        said.append(f"up to {dollars(money.held_usd)} more, for calls whose outcome is not known")
    if calls := summary.unheld_at_kills:
        their = "its" if calls == 1 else "their"
        said.append(f"and up to {counted(calls, 'call')} on {their} way at kills, whose cost is not known")
    return "; ".join(said)


def caching(summary: BatchSummary) -> str:
    """What came from providers' caches, and what that saved."""
    money = summary.money
    if not money.cached_tokens:
        return f"none of {money.prompt_tokens:,} prompt tokens were cached"
    share = f" ({round(100 * money.cached_tokens / money.prompt_tokens)}%)" if money.prompt_tokens else ""
    return f"{money.cached_tokens:,} of {money.prompt_tokens:,} prompt tokens were cached{share}, {_saved(money)}"


def in_flight(summary: BatchSummary) -> str:
    """What kills may have cost; empty where none was lost."""
    calls = summary.in_flight_at_kills
    return f"at most {counted(calls, 'call')} on the way when earlier runs died" if calls else ""


def unasked(summary: BatchSummary) -> str:
    """The tools that have an unasked seat, and so no verdict; empty with none."""
    return f"{counted(len(summary.unasked), 'tool')}: {few(summary.unasked)}" if summary.unasked else ""


def days(summary: BatchSummary) -> str:
    """When it was worked at, by day."""
    first, last = (one.astimezone(UTC).date().isoformat() for one in (summary.started_at, summary.finished_at))
    return f"{first} (UTC)" if first == last else f"{first} to {last} (UTC)"


def named_tool(one: LookFirst) -> str:
    """The tool of a take to look at, by the name that the table of tools has."""
    return short(one.tool_name) or one.take.tool


def seat(one: LookFirst, persona: str, summary: BatchSummary) -> str:
    """Whose take it is, by persona; by model and sample too where a batch has several."""
    sample = [f"sample {one.take.sample}"] if summary.samples > 1 else []
    return ", ".join([persona, *([one.take.model] if len(summary.models) > 1 else []), *sample])


def tallied(tallies: Iterable[Tally]) -> str:
    """Counts with what they are of, in their order."""
    return ", ".join(f"{one.count:,} {one.what}" for one in tallies)


def few(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = [f"{len(names) - _NAMED:,} more"] if len(names) > _NAMED else []
    return ", ".join([*names[:_NAMED], *more])


def _takes_cost(summary: BatchSummary) -> str:
    """What whole panels cost, and each of them, whoever paid for it; empty where that is not known of any."""
    each = summary.cost_per_tool
    whose = "the takes of whole panels" if summary.unasked else "these takes"
    return f"{whose} cost {dollars(summary.money.takes_usd)}, {dollars(each)} a tool" if each else ""


def _asked(counts: CellCounts | JobCounts) -> str:
    again = f", with {counted(counts.re_asked, 're-ask')}" if counts.re_asked else ""
    return f"{counts.asked:,} asked{again}"


def _in_runs(summary: BatchSummary, lead: str) -> str:
    """In how many runs, where it was more than one."""
    return f"{lead} {counted(len(summary.runs), 'run')}" if len(summary.runs) > 1 else ""


def _saved(money: Money) -> str:
    if money.saved_usd is None:
        return "what that saved is not known"
    return f"{dollars(max(money.saved_usd, Decimal(0)))} saved"
