"""A panel as a row of the index: what is sorted and filtered by, and the way to its page.

Closing tags that HTML lets one leave out are left out, since there may be twenty thousand rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import escape

from panel.domain.panel import Panel
from panel.domain.persona import Persona
from panel.report.figures import dollars
from panel.report.printable import one_line
from panel.report.view import UNKNOWN, persona_name

HEADS = (
    ("Tool", "text"),
    ("Category", "text"),
    ("Verdict", "text"),
    ("Ship / skip", "share"),
    ("Mean", "number"),
    ("Range", "range"),
    ("No take", "list"),
    ("Cost", "number"),
    ("Look at", "list"),
)
"""The columns, and what each is sorted as."""

_LONGEST = 100


def page_name(slug: str) -> str:
    """Where a tool's page is, beside the index."""
    return f"tools/{slug}.html"


def editor_page_name(slug: str) -> str:
    """Where its editor's page is."""
    return f"tools/{slug}.editor.html"


def index_row(panel: Panel, personas: tuple[Persona, ...], marks: Sequence[str]) -> str:
    """A tool's row, on a line: its name leads to its page, the marks of what to look at to its editor's."""
    tool, verdict = panel.tool, panel.verdict
    missing = ", ".join(persona_name(one, personas) for one in verdict.missing)
    cells = [
        f"{verdict.ship} / {verdict.skip}",
        _figure(verdict.mean),
        UNKNOWN if verdict.low is None else f"{verdict.low}–{verdict.high}",
        short(missing),
        UNKNOWN if verdict.cost_usd is None else dollars(verdict.cost_usd),
    ]
    return (
        f'<tr><th scope=row><a href="{page_name(tool.slug)}">{escape(short(tool.name) or tool.slug)}</a>'
        f"<td>{escape(short(tool.category or UNKNOWN))}<td class={verdict.outcome.value}>{verdict.outcome.label}"
        f"{''.join(f'<td>{escape(cell)}' for cell in cells)}<td>{_way_behind(tool.slug, marks)}</tr>\n"
    )


def _way_behind(slug: str, marks: Sequence[str]) -> str:
    """What to look at, and the way to where everything behind it is."""
    return f'<a href="{editor_page_name(slug)}">{escape(", ".join(marks))}</a>' if marks else ""


def _figure(mean: Decimal | None) -> str:
    return UNKNOWN if mean is None else f"{mean:f}"


def short(text: str) -> str:
    """A text of a tool's on one line, cut where it is long."""
    line = one_line(text[: 4 * _LONGEST])
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
