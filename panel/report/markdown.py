"""The Markdown report: front matter, then the blocks of the page, for an editor and a site generator.

It has no heading of the first level: the title stands in the front matter, where generators look for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any

from panel.domain.verdict import PersonaVerdict
from panel.report.bottom_line import BottomLine, bottom_line_of_pair, bottom_line_of_tool, open_questions
from panel.report.front_matter import front_matter
from panel.report.markdown_text import address_md, paragraphs_md, take_md, text_md
from panel.report.notes import Section, is_by_people, notes_on_pair, notes_on_tool, why_draft
from panel.report.printable import one_line
from panel.report.view import (
    NO_TAKE,
    House,
    PairView,
    ScoreRow,
    ToolView,
    absent,
    decision_table,
    score_line,
    scorecard,
    shown_text,
)


def tool_markdown(view: ToolView, house: House) -> str:
    """One tool's page."""
    line = bottom_line_of_tool(view, house)
    head = _head(view.tool.name, view.tool.slug, "tool", [view], line, house)
    return _page(head, [view], line, notes_on_tool(view, house.personas), house)


def pair_markdown(view: PairView, house: House) -> str:
    """Two tools side by side, in the order of the view."""
    line = bottom_line_of_pair(view, house)
    views = [view.a, view.b]
    title = f"{view.a.tool.name} vs {view.b.tool.name}"
    slug = "-vs-".join(sorted(one.tool.slug for one in views))
    head = _head(title, slug, "comparison", views, line, house)
    gap = view.comparison.paired_gap
    head["params"]["panel"]["paired_gap"] = None if gap is None else str(gap)
    return _page(head, views, line, notes_on_pair(view, house.personas), house)


def _head(
    title: str, slug: str, kind: str, views: Sequence[ToolView], line: BottomLine, house: House
) -> dict[str, Any]:
    """The fields that generators know, then ours under one key; a page without takes has no date."""
    times = sorted(take.created_at.astimezone(UTC) for view in views for take in view.verdict.counted)
    stamps = [time.isoformat(timespec="seconds") for time in times]
    flags = dict.fromkeys(flag for view in views for flag in view.verdict.flags)
    return {
        "title": one_line(title),
        "description": one_line(line.says),
        "slug": slug,
        **({"date": stamps[0], "lastmod": stamps[-1]} if stamps else {}),
        "draft": why_draft(views) is not None,
        "params": {
            "panel": {
                "format": "panel/1",
                "kind": kind,
                "ai_personas": not is_by_people(views),
                **({"site": one_line(house.site)} if house.site else {}),
                "flags": list(flags),
                "tools": [_tool_fields(view) for view in views],
            }
        },
    }


def _tool_fields(view: ToolView) -> dict[str, Any]:
    verdict = view.verdict
    return {
        "slug": view.tool.slug,
        "name": one_line(view.tool.name),
        "verdict": verdict.outcome.value,
        "ship": verdict.ship,
        "skip": verdict.skip,
        "ship_pct": verdict.ship_pct,
        "mean": None if verdict.mean is None else str(verdict.mean),
        "models": [one_line(model) for model in verdict.models],
    }


def _page(
    head: dict[str, Any], views: Sequence[ToolView], line: BottomLine, notes: Sequence[Section], house: House
) -> str:
    why = why_draft(views)
    blocks = [
        *([f"> **{text_md(why)}.**"] if why else []),
        *_bottom_line(line, notes),
        *(block for view in views for block in _card(view, is_alone=len(views) == 1)),
        "## Decision",
        _table(decision_table(views)),
        *_scorecard(scorecard(views, house.personas), views, absent(views, house)),
        *_questions(views, house),
        *_facts(views),
        *_notes(notes),
    ]
    return front_matter(head) + "\n" + "\n\n".join(blocks) + "\n"


def _bottom_line(line: BottomLine, notes: Sequence[Section]) -> Iterator[str]:
    said = {section.title: section.lines for section in notes}
    yield f"*{text_md(said['Disclosure'][0])}*"
    yield "## Bottom line"
    yield f"**{text_md(line.says)}**"
    yield f"What it rests on: {text_md(line.rests_on)}"
    if line.would_change:
        yield f"What would change it: {text_md(line.would_change)}"


def _card(view: ToolView, *, is_alone: bool) -> Iterator[str]:
    yield f"## {'At a glance' if is_alone else text_md(view.tool.name)}"
    yield f"*{text_md(view.tagline)}*"
    yield "\n".join(
        f"- {label}: {text_md(value)}"
        for label, value in (
            ("Panel verdict", view.panel_verdict),
            ("Panel ship", view.panel_ship),
            ("Community", view.community_ship or view.community_verdict),
            ("Entry", view.entry),
        )
    )
    yield paragraphs_md(view.description)


def _table(rows: Sequence[Any]) -> str:
    head, *body = [[row.label, *row.values] for row in rows]
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(
        "| " + " | ".join(cell if line[0] == "---" else text_md(cell) for cell in line) + " |" for line in lines
    )


def _scorecard(rows: Sequence[ScoreRow], views: Sequence[ToolView], without: Sequence[str]) -> Iterator[str]:
    yield "## Reviewer scorecard"
    if not rows:
        yield NO_TAKE
    for row in rows:
        yield f"### {text_md(row.persona)}"
        for view, cell in zip(views, row.cells, strict=True):
            name = "" if len(views) == 1 else f"{text_md(view.tool.name)}: "
            yield from _cell(name, cell)
    if rows and without:
        yield f"{NO_TAKE}: {', '.join(map(text_md, without))}"


def _cell(name: str, cell: PersonaVerdict | None) -> Iterator[str]:
    if cell is None or cell.take is None:
        yield f"{name}{NO_TAKE}"
        return
    yield f"**{name}{score_line(cell)}**"
    yield take_md(shown_text(cell.take), has_links=cell.take.is_human)


def _questions(views: Sequence[ToolView], house: House) -> Iterator[str]:
    asked = [(view, open_questions(view, house)) for view in views]
    if not any(questions for _, questions in asked):
        return
    yield "## What the dossier leaves open"
    for view, questions in asked:
        if len(views) > 1 and questions:
            yield f"### {text_md(view.tool.name)}"
        if questions:
            yield "\n".join(f"- **{text_md(one.persona)}:** {text_md(one.ask)}" for one in questions)


def _facts(views: Sequence[ToolView]) -> Iterator[str]:
    yield "## Facts and sources"
    for view in views:
        if len(views) > 1:
            yield f"### {text_md(view.tool.name)}"
        if view.particulars:
            yield "\n".join(f"- {row.label}: {', '.join(map(address_md, row.values))}" for row in view.particulars)
        lines = []
        for fact in view.tool.facts:
            read = f", read {text_md(fact.retrieved_at)}" if fact.retrieved_at else ""
            source = f"{address_md(fact.source)}{read}" if fact.source else "no source given"
            lines.append(f"- {text_md(fact.text)} ({source})")
        yield "\n".join(lines) or "No listed facts."


def _notes(notes: Sequence[Section]) -> Iterator[str]:
    yield "## Method and disclosure"
    for section in notes:
        if section.title != "Sources":
            yield f"### {section.title}"
            yield "\n".join(f"- {text_md(line)}" for line in section.lines)
