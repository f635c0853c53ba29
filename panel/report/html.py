"""The HTML report: one self-contained file a page, that asks nothing of anybody.

Templates escape every value where it is put in, and what reaches them has no character that could reorder or hide the
text around it. The page allows itself no script and no address to load from.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from panel.domain.take import Take
from panel.domain.verdict import PersonaVerdict
from panel.report import charts
from panel.report.bottom_line import BottomLine, bottom_line_of_pair, bottom_line_of_tool, open_questions
from panel.report.editor import EditorView
from panel.report.figures import known_cost, moment
from panel.report.inlined import TEMPLATES, style
from panel.report.linked_data import pair_data, tool_data
from panel.report.links import short_address, web_address
from panel.report.notes import Section, is_by_people, notes_on_pair, notes_on_tool, why_draft
from panel.report.printable import paragraphs
from panel.report.prose import plain_html, take_html
from panel.report.text import STANDFIRST
from panel.report.view import (
    NO_TAKE,
    House,
    PairView,
    ToolView,
    absent,
    decision_table,
    score_line,
    scorecard,
    shown_text,
)


def tool_html(view: ToolView, house: House) -> str:
    """One tool's page for readers."""
    line = bottom_line_of_tool(view, house)
    title = f"{view.tool.name}: panel verdict"
    data = tool_data(view, house, headline=title, summary=line.says)
    return rendered("tool", **_tool_page(view, house, line), title=title, data=data, is_private=False)


def pair_html(view: PairView, house: House) -> str:
    """The page of two tools side by side, in the order of the view."""
    line = bottom_line_of_pair(view, house)
    heading = f"{view.a.tool.name} vs {view.b.tool.name}"
    title = f"{heading}: panel verdicts side by side"
    page = _page([view.a, view.b], house, line, notes_on_pair(view, house.personas))
    return rendered(
        "pair",
        **page,
        **_style("pair.css"),
        title=title,
        heading=heading,
        standfirst=STANDFIRST,
        data=pair_data(view, house, headline=title, summary=line.says),
        pair=charts.dumbbell(page["rows"], house.ship_at),
        is_private=False,
    )


def editor_html(view: ToolView, house: House, *, is_of_batch: bool = False) -> str:
    """One tool's page for its editor: what readers see, and everything behind it.

    In a batch there is no page to edit, and an index to go back to.
    """
    line = bottom_line_of_tool(view, house)
    return rendered(
        "editor",
        **_tool_page(view, house, line),
        **_style("editor.css"),
        editor=EditorView.of(view, house),
        title=f"{view.tool.name}: editor's page",
        data=None,
        is_private=True,
        is_of_batch=is_of_batch,
    )


def _tool_page(view: ToolView, house: House, line: BottomLine) -> dict[str, Any]:
    return _page([view], house, line, notes_on_tool(view, house.personas))


def _page(views: Sequence[ToolView], house: House, line: BottomLine, notes: Sequence[Section]) -> dict[str, Any]:
    """What the templates of all pages name."""
    rows = scorecard(views, house.personas)
    said = {section.title: section.lines for section in notes}
    return {
        "views": views,
        "house": house,
        "line": line,
        "summary": line.says,
        "byline": " · ".join([*said["Disclosure"][:1], *_dates(said["Dates"])]),
        "table": decision_table(views),
        "rows": rows,
        "absent": absent(views, house),
        "strips": [charts.strip(rows, column, house.ship_at) for column in range(len(views))],
        "questions": [open_questions(view, house) for view in views],
        "notes": [section for section in notes if section.title != "Sources"],
        "draft": why_draft(views),
        "is_by_people": is_by_people(views),
    }


def _dates(lines: Sequence[str]) -> list[str]:
    """When the takes were made, once where it is the same for all."""
    days = list(dict.fromkeys(line.rpartition(": ")[2] for line in lines))
    return days if len(days) == 1 else list(lines)


def rendered(name: str, **values: Any) -> str:  # noqa: ANN401 - what the template names
    """A template with the values that it names."""
    return _environment().get_template(f"{name}.html.j2").render(**values)


@cache
def _style(of_this_kind: str) -> dict[str, object]:
    """What all pages look like, and then those of one kind."""
    return style("page.css", of_this_kind)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "plain_html": plain_html,
        "take_html": _take_html,
        "person": _person,
        "score_line": _score_line,
        "web_address": web_address,
        "short_address": short_address,
        "moment": moment,
        "known_cost": known_cost,
        "raw_html": _raw_html,
        "seen": _seen,
    }
    environment.globals |= style("page.css") | {
        "width": charts.WIDTH,
        "ticks": charts.TICKS,
        "x_of": charts.x_of,
    }
    return environment


def _plain(value: object) -> object:
    """A text without the characters that could steer what stands around it; everything else as it is."""
    return paragraphs(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _take_html(take: Take) -> Markup:
    return take_html(shown_text(take), has_links=take.is_human)


def _raw_html(take: Take) -> Markup:
    """A take with its evidence markers, as an editor reads it."""
    return take_html(take.text or "", has_links=take.is_human)


def _seen(text: str) -> str:
    """What was removed, with the characters that cannot be seen written out."""
    return "".join(one if one.isprintable() else f"\\u{{{ord(one):x}}}" for one in text)


def _person(take: Take) -> str:
    return take.model.partition("/")[2] or "a person"


def _score_line(cell: PersonaVerdict | None) -> str:
    """A score and a decision, with the lowest and highest of several takes that differ."""
    if cell is None or cell.take is None:
        return NO_TAKE
    scores = [take.score for take in cell.counted if take.score is not None]
    spread = f" ({min(scores)} to {max(scores)})" if min(scores) != max(scores) else ""
    return f"{score_line(cell)}{spread}"
