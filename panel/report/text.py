"""The text report: the blocks of the page in their order, line for line, then the notes as plain lines."""

from __future__ import annotations

from collections.abc import Sequence

from panel.domain.persona import Persona
from panel.domain.verdict import PersonaVerdict
from panel.report.bottom_line import BottomLine, bottom_line_of_pair, bottom_line_of_tool
from panel.report.notes import DRAFT, Section, has_hard_findings, notes_on_pair, notes_on_tool
from panel.report.printable import one_line, paragraphs
from panel.report.view import (
    NO_TAKE,
    UNKNOWN,
    House,
    PairView,
    ToolView,
    decision_table,
    score_line,
    scorecard,
    shown_text,
)

STANDFIRST = (
    "Two panels on one page: what each of them decides, what starting costs, where the reviewers part, "
    "and how the community voted."
)


def tool_page(view: ToolView, personas: Sequence[Persona]) -> str:
    """One tool's page."""
    line = bottom_line_of_tool(view, House(personas=tuple(personas)))
    return _page([], [view], [_bottom_line(line), *notes_on_tool(view, personas)], personas)


def comparison_page(view: PairView, personas: Sequence[Persona]) -> str:
    """Two tools side by side, in the order of the view."""
    pair = f"{view.a.tool.name} vs {view.b.tool.name}"
    heading = [f"Compare/{pair}", "AI tool comparison", pair, STANDFIRST]
    line = bottom_line_of_pair(view, House(personas=tuple(personas)))
    return _page(heading, [view.a, view.b], [_bottom_line(line), *notes_on_pair(view, personas)], personas)


def _bottom_line(line: BottomLine) -> Section:
    return Section(title="Bottom line", lines=tuple(one for one in (line.says, line.would_change) if one))


def _page(
    heading: Sequence[str], views: Sequence[ToolView], notes: Sequence[Section], personas: Sequence[Persona]
) -> str:
    lines = [
        *_spaced([_line(one) for one in ([f"{DRAFT}."] if has_hard_findings(views) else [])]),
        *_spaced([_line(one) for one in heading]),
        *(line for view in views for line in _spaced(_card(view))),
        *_table(views),
        *_scorecard(views, personas),
    ]
    if lines[-1]:
        lines.append("")
    for section in notes:
        lines += [section.title, *map(_line, section.lines), ""]
    return "\n".join(lines)


def _card(view: ToolView) -> list[str]:
    community = [view.community_ship] if view.community_ship else []
    before = [view.monogram, view.category, view.tool.name, view.tagline]
    figures = [view.badge, view.panel_ship, "Panel ship", *community, "Community", view.entry, "Entry"]
    return [*map(_line, [*before, *figures]), paragraphs(view.description) or UNKNOWN]


def _table(views: Sequence[ToolView]) -> list[str]:
    return [*(_line(one) for row in decision_table(views) for one in (row.label, *row.values)), ""]


def _scorecard(views: Sequence[ToolView], personas: Sequence[Persona]) -> list[str]:
    rows = scorecard(views, personas)
    lines = ["Reviewer scorecard", ""]
    for row in rows:
        lines.append(_line(row.persona))
        lines += [line for cell in row.cells for line in _cell(cell)]
    return lines if rows else [*lines, NO_TAKE]


def _cell(row: PersonaVerdict | None) -> list[str]:
    if row is None or row.take is None:
        return [NO_TAKE]
    return [score_line(row), "", paragraphs(shown_text(row.take)) or UNKNOWN, ""]


def _spaced(blocks: Sequence[str]) -> list[str]:
    """Every block with an empty line after it."""
    return [line for block in blocks for line in (block, "")]


def _line(text: str) -> str:
    return one_line(text) or UNKNOWN
