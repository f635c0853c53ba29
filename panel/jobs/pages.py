"""Takes to pages: the verdicts, every format of every page, and the files they are written to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from panel.assembly import Workshop
from panel.domain.document import Document
from panel.domain.hold import after_holds
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.domain.verdict import Comparison, Verdict
from panel.jobs.checking import checked
from panel.jobs.outcome import Asked, KeptEdit, Outcome, Page
from panel.report.document import as_json, document
from panel.report.folder import Folder
from panel.report.html import editor_html, pair_html, tool_html
from panel.report.markdown import pair_markdown, tool_markdown
from panel.report.notes import why_draft
from panel.report.text import comparison_page, tool_page
from panel.report.view import PairView, ToolView
from panel.verdict.pair import comparison_of

ENDINGS = {"text": "txt", "md": "md", "html": "html", "json": "json"}
"""The formats, by the ending of their files."""


def view_of(workshop: Workshop, tool: Tool, takes: Iterable[Take]) -> ToolView:
    """A tool with what its takes come to, checked as of today."""
    holds = workshop.store.holds(tool.slug)
    takes = after_holds(checked(tuple(takes), [tool], workshop.personas), holds)
    attempts = workshop.store.attempts([take.key for take in takes if take.key and not take.is_imported])
    return ToolView(
        tool=tool,
        verdict=workshop.verdict(tool, takes),
        takes=takes,
        votes=workshop.store.votes(tool.slug),
        holds=tuple(holds),
        attempts={key: tuple(made) for key, made in attempts.items()},
    )


def tool_pages(workshop: Workshop, views: Sequence[ToolView]) -> tuple[Page, ...]:
    """A page for each tool, under its slug."""
    house = workshop.house
    return tuple(
        Page(
            view.tool.slug,
            {
                "text": tool_page(view, workshop.personas),
                "md": tool_markdown(view, house),
                "html": tool_html(view, house),
                "json": as_json(document_of([view])),
            },
        )
        for view in views
    )


def editor_pages(workshop: Workshop, views: Sequence[ToolView]) -> dict[str, str]:
    """The editors' pages, by the names of their files."""
    return {f"{view.tool.slug}.editor.html": editor_html(view, workshop.house) for view in views}


def pair_page(workshop: Workshop, a: ToolView, b: ToolView, comparison: Comparison) -> Page:
    """The page of two tools; columns as asked for, the file's name by slug."""
    first, second = sorted((a.tool.slug, b.tool.slug))
    view, house = PairView(a=a, b=b, comparison=comparison), workshop.house
    return Page(
        f"compare/{first}-vs-{second}",
        {
            "text": comparison_page(view, workshop.personas),
            "md": pair_markdown(view, house),
            "html": pair_html(view, house),
            "json": as_json(document_of([a, b], [comparison])),
        },
    )


def document_of(views: Sequence[ToolView], comparisons: Sequence[Comparison] = ()) -> Document:
    """The views as one document."""
    return document(
        tools=[view.tool for view in views],
        takes=[take for view in views for take in view.takes],
        votes=[view.votes for view in views if view.votes is not None],
        verdicts=[view.verdict for view in views],
        comparisons=comparisons,
        holds=[hold for view in views for hold in view.holds],
    )


def compared(a: ToolView, b: ToolView) -> Comparison:
    """Two views side by side; raises Mistake when both are one tool."""
    return comparison_of(a.tool, a.verdict, b.tool, b.verdict)


def published(
    workshop: Workshop,
    run: str,
    asked: Asked,
    views: Sequence[ToolView],
    *,
    comparison: Comparison | None = None,
) -> Outcome:
    """Write every page in every format and return what the job came to. Raises OutputUnusable."""
    pages = tool_pages(workshop, views)
    if comparison is not None:
        pages = (*pages, pair_page(workshop, views[0], views[1], comparison))
    folder = output_folder(workshop, run)
    files = {f"{page.name}.{ENDINGS[name]}": text for page in pages for name, text in page.formats.items()}
    files |= editor_pages(workshop, views)
    written = [folder.write(name, text) for name, text in files.items()]
    return Outcome(
        run=run,
        asked=asked,
        document=document_of(views, [comparison] if comparison else []),
        pages=pages if comparison is None else pages[-1:],
        verdicts=tuple(view.verdict for view in views),
        comparison=comparison,
        out=folder.root,
        written=tuple(one.path for one in written),
        kept_edits=tuple(KeptEdit(one.kept_edit, one.path) for one in written if one.kept_edit is not None),
        draft=why_draft(views),
    )


def unanswered(workshop: Workshop, run: str, asked: Asked, views: Sequence[ToolView]) -> Outcome:
    """The outcome of a job whose seats got no answer at all: nothing to print, nothing written."""
    return Outcome(
        run=run,
        asked=asked,
        document=document_of(views),
        pages=(),
        verdicts=tuple(view.verdict for view in views),
        comparison=None,
        out=output_folder(workshop, run).root,
        written=(),
        kept_edits=(),
    )


def output_folder(workshop: Workshop, run: str) -> Folder:
    """Where the reports of a run go."""
    return Folder(workshop.output(run))


def all_verdicts(workshop: Workshop, tools: Iterable[Tool], takes: Sequence[Take]) -> list[Verdict]:
    """The verdict on each tool from those of the takes that are about it."""
    by_tool = by_slug(takes)
    return [workshop.verdict(tool, by_tool.get(tool.slug, [])) for tool in tools]


def by_slug(takes: Iterable[Take]) -> dict[str, list[Take]]:
    """Takes by the tool they are on, in their order."""
    found: dict[str, list[Take]] = {}
    for take in takes:
        found.setdefault(take.tool, []).append(take)
    return found


def compared_pairs(
    tools: Sequence[Tool], verdicts: Sequence[Verdict], pairs: Iterable[tuple[str, str]]
) -> list[Comparison]:
    """The comparison of each pair of slugs whose tools are both there."""
    known = {tool.slug: (tool, verdict) for tool, verdict in zip(tools, verdicts, strict=True)}
    return [comparison_of(*known[a], *known[b]) for a, b in pairs if a in known and b in known and a != b]
