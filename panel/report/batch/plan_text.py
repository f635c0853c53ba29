"""A batch's plan as text: how its feeds were read, what would be rejected, and what it would ask and cost."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import TypeAdapter

from panel.domain.batch_plan import BatchPlan, FeedPlan, Repeated
from panel.domain.source import Rejected, Rule
from panel.domain.tool import Tool
from panel.report.columns import columns
from panel.report.figures import counted
from panel.report.prices import price_in_words
from panel.report.printable import one_line
from panel.report.values import safe_json
from panel.report.view import UNKNOWN

_SHOWN = 10
"""Rows and doubts of a kind that are written out."""

_LONGEST = 160
"""Characters of a feed's own words in one place."""

_REASONS: Mapping[Rule, str] = {
    Rule.ENTRY: "by its id in the feed",
    Rule.GIVEN_SLUG: "by the slug that its feed gives",
    Rule.NAME_AND_ADDRESS: "by its name and address",
    Rule.NAME: "by its name",
    Rule.ADDRESS: "by its address",
    Rule.REPOSITORY: "by its repository or package",
    Rule.NAME_AND_DOMAIN: "by its name and domain",
    Rule.SLUG: "by its slug",
    Rule.NEW: "",
}


def plan_text(plan: BatchPlan) -> str:
    """The plan for a person; whatever a feed says stands on a line of its own and can steer nothing."""
    parts = [_feed(feed) for feed in plan.feeds]
    if plan.rejected:
        parts.append(_rejected(plan))
    if plan.doubts:
        parts.append(_doubts(plan))
    return "\n".join([*parts, _sums(plan)])


def plan_json(plan: BatchPlan) -> str:
    """The plan for a program, with the number of cells to ask."""
    plain = TypeAdapter(BatchPlan).dump_python(plan, mode="json")
    return safe_json({**plain, "to_ask": plan.to_ask})


def _feed(feed: FeedPlan) -> str:
    """One feed: what was read of it, what its columns are taken for, and its first tools."""
    summary = feed.summary
    if not summary.format and not summary.rows:
        return f"{_short(summary.name)}: {_unread(feed)}\n"
    unchanged = ", unchanged since the last time" if summary.is_unchanged else ""
    read = f"{counted(summary.rows, 'row')}, {counted(summary.tools, 'tool')}, {summary.rejected:,} rejected"
    format_ = f" ({_short(summary.format)})" if summary.format else ""
    lines = [f"{_short(summary.name)}{format_}: {read}, {summary.repeated:,} repeated{unchanged}\n"]
    if feed.columns:
        lines.append("  columns\n")
        lines.append(
            columns([(_short(one.column), "→", one.field or "left out") for one in feed.columns], indent="    ")
        )
    if feed.first:
        lines.append("  first tools\n")
        lines.append(columns([_tool(tool) for tool in feed.first], indent="    "))
    if feed.repeated:
        lines.append("  repeated\n")
        lines.append(columns([_repeated(row) for row in feed.repeated[:_SHOWN]], indent="    "))
        more = summary.repeated - len(feed.repeated[:_SHOWN])
        lines += [f"  {_more(more)}"] if more > 0 else []
    lines += [f"  note: {_short(note.what)} ({counted(note.count, 'row')})\n" for note in summary.notes]
    return "".join(lines)


def _unread(feed: FeedPlan) -> str:
    """Why nothing was read of a feed."""
    reasons = [row.reason for row in feed.rejected if not row.row] or [note.what for note in feed.summary.notes]
    return _short(f"could not be read: {reasons[0]}" if feed.rejected else reasons[0]) if reasons else "not read"


def _tool(tool: Tool) -> tuple[str, ...]:
    size = f"{tool.dossier.length:,} characters"
    return tool.slug, _short(tool.name), size, _short(tool.tagline or tool.description or UNKNOWN)


def _repeated(repeated: Repeated) -> tuple[str, ...]:
    return f"row {repeated.row:,}", _short(repeated.name), f"is {repeated.tool}", _REASONS[repeated.rule]


def _rejected(plan: BatchPlan) -> str:
    """The first rows that would be left out, and why."""
    rows: list[Rejected] = [row for feed in plan.feeds for row in feed.rejected if row.row][:_SHOWN]
    lines = [f"  {_short(row.feed)}, row {row.row:,}: {_short(row.reason)}\n" for row in rows]
    return f"rejected: {counted(plan.rejected, 'row')}\n{''.join(lines)}{_more(plan.rejected - len(rows))}"


def _doubts(plan: BatchPlan) -> str:
    """Tools that may be one, for a person to decide."""
    doubts = plan.doubts
    others = ", and others" if plan.has_more_doubts else ""
    lines = [f"  {doubt.tool}, {doubt.other}: {_short(doubt.why)}\n" for doubt in doubts[:_SHOWN]]
    return (
        f"may be one tool, and are kept apart: {len(doubts):,}{others}\n{''.join(lines)}{_more(len(doubts) - _SHOWN)}"
    )


def _sums(plan: BatchPlan) -> str:
    """What would be asked and paid."""
    void = sum(tally.count for tally in plan.void)
    reasons = ", ".join(f"{tally.count:,} {_short(tally.what)}" for tally in plan.void)
    facts = [
        *([("not read", counted(plan.unread, "feed"))] if plan.unread else []),
        ("tools", f"{plan.tools:,}"),
        ("cells", f"{plan.cells:,}"),
        ("stored", f"{plan.stored:,}"),
        *([("void", f"{void:,}: {reasons}")] if void else []),
        ("to ask", f"{plan.to_ask:,}, {price_in_words(plan.price, plan.why_unpriced)}"),
    ]
    return columns(facts) + "nothing was sent, and nothing stored\n"


def _more(count: int) -> str:
    return f"  and {count:,} more\n" if count > 0 else ""


def _short(words: str) -> str:
    """A feed's words on one line, the beginning of them where they are many."""
    line = one_line(words[: 4 * _LONGEST])
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
