"""The index page of a batch: what it came to, the takes to look at first, and a table with a row for each panel.

The table is plain HTML that works without a script. With it, rows are sorted, filtered and shown a slice at a time.
The page allows itself that one script, and no address to load from.
"""

from __future__ import annotations

from panel.domain.batch_summary import BatchSummary
from panel.domain.frozen import Frozen
from panel.domain.quality import LookFirst, Quality
from panel.domain.run import Tally
from panel.report.batch import account
from panel.report.batch.quality_tables import quality_lines, quality_tables
from panel.report.batch.rows import HEADS, editor_page_name
from panel.report.figures import counted
from panel.report.html import rendered
from panel.report.inlined import script, style
from panel.report.view import House, TableRow, persona_name

ROWS = "<!--rows-->"
"""Where the rows go; no value can hold it, since all are escaped."""


class Look(Frozen):
    """A take to look at early: its tool with the way to its editor's page, whose it is, and why."""

    tool: str
    page: str
    seat: str
    why: str


def index_frame(summary: BatchSummary, house: House) -> tuple[str, str]:
    """The page before and after its rows."""
    whole = summary.tools - len(summary.unasked)
    title = f"Batch of {whole:,} tools" if whole != 1 else "Batch of one tool"
    quality = summary.quality if summary.quality and summary.quality.takes else None
    page = rendered(
        "batch",
        **style("page.css", "batch.css"),
        **script("batch.js"),
        views=(),
        house=house,
        title=title,
        summary=f"{title}: {account.verdicts(summary)}.",
        byline=" · ".join([account.days(summary), f"job {summary.job}", ", ".join(summary.models)]),
        is_by_people=False,
        is_private=True,
        draft=None,
        data=None,
        whole=whole,
        verdicts=[Tally(what=one.what, count=one.count) for one in summary.verdicts],
        label=account.verdict_label,
        account=_account(summary),
        failures=summary.failures,
        unasked=summary.unasked,
        doubts=summary.doubts,
        has_more_doubts=summary.has_more_doubts,
        feeds=summary.feeds,
        unread=summary.unread,
        looks=[_look(one, summary, house) for one in quality.look_first] if quality else [],
        flags=quality.flags if quality else (),
        calm=_calm(quality) if quality else "",
        lines=quality_lines(quality) if quality else (),
        tables=quality_tables(quality, house.personas) if quality else (),
        heads=HEADS,
    )
    head, _, tail = page.partition(ROWS)
    return head, tail


def _account(summary: BatchSummary) -> tuple[TableRow, ...]:
    """What was done and what it cost, by label; what there is nothing to say about is left out."""
    rows = {
        "Ended": account.outcome(summary),
        "Tools": account.tools(summary),
        "Cells": account.cells(summary),
        "Latest run": account.this_run(summary),
        "All runs": account.all_runs(summary),
        "Failed, by cause": account.failures(summary),
        "Spent": account.spent(summary),
        "Caching": account.caching(summary) if summary.money.prompt_tokens else "",
        "In flight": account.in_flight(summary),
        "Samples a seat": str(summary.samples) if summary.samples > 1 else "",
    }
    return tuple(TableRow(label=label, values=(value,)) for label, value in rows.items() if value)


def _calm(quality: Quality) -> str:
    """What is said where nothing is flagged: whether anything could have been."""
    decided = quality.overall.ok
    if decided < quality.firm:
        return f"{counted(decided, 'take')} with a score: a flag needs {quality.firm}, so nothing can be flagged yet."
    return "Nothing is flagged."


def _look(one: LookFirst, summary: BatchSummary, house: House) -> Look:
    return Look(
        tool=account.named_tool(one),
        page=editor_page_name(one.take.tool),
        seat=account.seat(one, persona_name(one.take.persona, house.personas), summary),
        why="; ".join(one.reasons),
    )
