"""The text report: the blocks of a comparison page in their order, line for line, then a footer of our own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from panel.domain.persona import Persona
from panel.domain.verdict import PersonaVerdict
from panel.report.notes import disclosure, pair_notes, tool_notes
from panel.report.view import (
    NO_TAKE,
    PairView,
    ToolView,
    best_for,
    community,
    community_share,
    counts,
    days,
    entry,
    line,
    models,
    monogram,
    percent,
    persona_name,
    plain,
    row_of,
    rows_with_takes,
    score_line,
    sources,
    take_text,
)

STANDFIRST = (
    "Two panels on one page: what each decides, what each tool costs to begin with, where the reviewers part, "
    "and how the community voted."
)


def tool_page(view: ToolView, personas: Sequence[Persona]) -> str:
    """One tool's page."""
    blocks = [*_card(view), *_table([view]), *_scorecard([view], personas)]
    return _joined([*blocks, *_footer([view], tool_notes(view, personas))])


def comparison_page(view: PairView, personas: Sequence[Persona]) -> str:
    """Two tools side by side, in the order of the view."""
    sides = [view.a, view.b]
    title = f"{line(view.a.tool.name)} vs {line(view.b.tool.name)}"
    blocks = [
        f"Compare/{title}\n\n",
        "AI tool comparison\n\n",
        f"{title}\n\n",
        f"{STANDFIRST}\n\n",
        *_card(view.a),
        *_card(view.b),
        *_table(sides),
        *_scorecard(sides, personas),
    ]
    return _joined([*blocks, *_footer(sides, pair_notes(view, personas))])


def _card(view: ToolView) -> list[str]:
    tool, share = view.tool, community_share(view.votes)
    lines = [
        monogram(tool.name),
        line(tool.category),
        line(tool.name),
        line(tool.tagline),
        view.verdict.outcome.label,
        percent(view.verdict.ship_pct),
        "Panel ship",
        *([share] if share else []),
        "Community",
        entry(tool),
        "Entry",
        plain(tool.description or "").strip() or _facts(tool.facts) or line(None),
    ]
    return [f"{one}\n\n" for one in lines]


def _facts(facts: Iterable[object]) -> str:
    """A tool without a description is described by its facts."""
    return "\n".join(f"- {line(getattr(fact, 'text', None))}" for fact in facts)


def _table(views: Sequence[ToolView]) -> list[str]:
    rows = [
        ["Decision", *(line(view.tool.name) for view in views)],
        ["Panel verdict", *(counts(view.verdict) for view in views)],
        ["Community", *(community(view.votes) for view in views)],
        ["Pricing", *(line(view.tool.pricing) for view in views)],
        ["Best for", *(best_for(view.tool) for view in views)],
        ["Category", *(line(view.tool.category) for view in views)],
    ]
    return ["".join(f"{cell}\n" for row in rows for cell in row), "\n"]


def _scorecard(views: Sequence[ToolView], personas: Sequence[Persona]) -> list[str]:
    blocks = ["Reviewer scorecard\n\n"]
    for name in rows_with_takes(*(view.verdict for view in views)):
        blocks.append(f"{persona_name(name, personas)}\n")
        blocks += [_cell(row_of(view.verdict, name)) for view in views]
    return blocks


def _cell(row: PersonaVerdict | None) -> str:
    if row is None or row.take is None:
        return f"{NO_TAKE}\n"
    return f"{score_line(row)}\n\n{take_text(row.take)}\n\n"


def _footer(views: Sequence[ToolView], notes: Sequence[str]) -> list[str]:
    found = [(line(view.tool.name), sources(view.tool) or ["none given"]) for view in views]
    blocks = {
        "How to read this": notes,
        "Sources": [f"{name}: {source}" for name, given in found for source in given],
        "Models": [f"Takes by {writer}" for writer in models(views)] or ["none"],
        "Dates": [f"Takes of {days(views)}"],
        "Disclosure": disclosure(views),
    }
    return [
        "\n",
        *(f"{title}\n" + "".join(f"{one}\n" for one in said) + "\n" for title, said in blocks.items() if said),
    ]


def _joined(blocks: Iterable[str]) -> str:
    """The blocks as one text, one blank line at most between them, ending in one line break."""
    text = "".join(blocks)
    head, title, tail = text.rpartition("\nHow to read this\n")
    return f"{head.rstrip()}\n\n{title.lstrip()}{tail.rstrip()}\n" if title else f"{text.rstrip()}\n"
