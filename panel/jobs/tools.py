"""Tools: which are stored and what their pages say, one of them whole, and what the panel would read of a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Unpack

from panel.assembly import Workshop
from panel.domain.current import newest_answered, takes_for_page
from panel.domain.hold import Hold, after_holds
from panel.domain.listed import CheckedTool, CheckedTools, Judge, ListedTool, ListedTools, ShownTool
from panel.domain.parts import parts
from panel.domain.persona import in_row_order
from panel.domain.run import Run
from panel.domain.take import Take
from panel.domain.tool import PricingModel, Tool
from panel.errors import Mistake
from panel.intake.tool_files import read_tool
from panel.jobs.options import Options, workshop
from panel.jobs.stored import require_store, stored_tool

ON_THE_PAGE = (
    "tagline",
    "category",
    "pricing",
    "pricing_model",
    "license",
    "best_for",
    "published",
    "url",
    "description",
)
"""The fields that a page has a place for, beside the name."""


def listed_tools(**options: Unpack[Options]) -> ListedTools:
    """Every stored tool. Raises Mistake where there is no store."""
    with workshop(**options) as shop:
        require_store(shop)
        runs, versions = _Runs(shop.store.runs()), shop.store.versions()
        # In parts, so that the takes of all tools are never in memory together.
        groups = parts(shop.store.tools())
        return ListedTools(tools=tuple(one for group in groups for one in _listed(shop, group, runs, versions)))


def shown_tool(slug: str, **options: Unpack[Options]) -> ShownTool:
    """One stored tool by its slug or an alias. Raises Mistake for an unknown one, with the nearest that there is."""
    with workshop(**options) as shop:
        tool = stored_tool(shop, slug)
        takes, holds = shop.store.takes_of(tool.slug), shop.store.holds(tool.slug)
        runs = _Runs(shop.store.runs())
        return ShownTool(
            tool=tool,
            dossier_length=tool.dossier.length,
            listed=_line(shop, tool, takes, holds, runs, shop.store.versions()),
            judges=_judges(takes),
            holds=tuple(holds),
        )


def checked_tools(files: Sequence[str | Path]) -> CheckedTools:
    """Read tool files as a review would; what is wrong with one is in the result beside the others."""
    return CheckedTools(files=tuple(_checked(Path(file)) for file in files))


class _Runs:
    """All runs, the newest first, and those that a tool was part of: far fewer for each tool than there are runs."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self._places: dict[str, int] = {}
        self._by_place: list[Run] = []
        self._by_tool: dict[str, list[int]] = defaultdict(list)
        for place, run in enumerate(runs):
            self._by_place.append(run)
            self._places[run.id] = place
            for slug in dict.fromkeys(run.tools):
                self._by_tool[slug].append(place)

    def of(self, slug: str, takes: Iterable[Take]) -> list[Run]:
        """A tool's runs in their order; a batch names no tools, and has the tool that has takes of it."""
        of_takes = (self._places[take.run] for take in takes if take.run in self._places)
        return [self._by_place[place] for place in sorted({*self._by_tool.get(slug, ()), *of_takes})]


def _listed(shop: Workshop, tools: Sequence[Tool], runs: _Runs, versions: Mapping[str, int]) -> Iterator[ListedTool]:
    slugs = [tool.slug for tool in tools]
    takes, holds = shop.store.takes_by_tool(slugs), shop.store.holds_by_tool(slugs)
    for tool in tools:
        yield _line(shop, tool, takes[tool.slug], holds[tool.slug], runs, versions)


def _line(
    shop: Workshop,
    tool: Tool,
    takes: Sequence[Take],
    holds: Sequence[Hold],
    runs: _Runs,
    versions: Mapping[str, int],
) -> ListedTool:
    on_page = takes_for_page(takes, newest_answered(runs.of(tool.slug, takes), tool.slug, takes))
    verdict = shop.verdict(tool, after_holds(on_page, holds))
    reviewed = [take.created_at for take in on_page if not take.is_passing_failure]
    return ListedTool(
        slug=tool.slug,
        name=tool.name,
        versions=versions.get(tool.slug, 0),
        takes=len(takes),
        verdict=verdict.outcome,
        ship=verdict.ship,
        skip=verdict.skip,
        last_reviewed_at=max(reviewed, default=None),
    )


def _judges(takes: Iterable[Take]) -> tuple[Judge, ...]:
    """Who wrote the takes, in the order of their first."""
    by_author: dict[tuple[str, str | None], list[Take]] = defaultdict(list)
    for take in takes:
        by_author[take.model, take.endpoint].append(take)
    return tuple(
        Judge(
            model=model,
            endpoint=endpoint,
            personas=tuple(in_row_order(take.persona for take in own)),
            takes=len(own),
            last_at=max(take.created_at for take in own),
        )
        for (model, endpoint), own in by_author.items()
    )


def _checked(path: Path) -> CheckedTool:
    try:
        tool = read_tool(path)
    except Mistake as mistake:
        return CheckedTool(file=str(path), problem=str(mistake))
    return CheckedTool(
        file=str(path),
        slug=tool.slug,
        name=tool.name,
        dossier_length=tool.dossier.length,
        description_words=len((tool.description or "").split()),
        facts=len(tool.facts),
        missing=tuple(field for field in ON_THE_PAGE if getattr(tool, field) in (None, PricingModel.UNKNOWN)),
        unsourced=tuple(fact.text for fact in tool.facts if not fact.source),
        removed=tool.removed,
    )
