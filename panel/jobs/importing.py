"""Import: tools, takes and votes written elsewhere, all of a document or nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

from panel.assembly import Workshop
from panel.domain.current import takes_for_page
from panel.domain.document import Document
from panel.domain.hold import after_holds
from panel.domain.run import Run
from panel.domain.tool import Tool
from panel.errors import Mistake
from panel.jobs.checking import checked
from panel.jobs.foreign import read_document
from panel.jobs.options import Options, workshop
from panel.jobs.pages import all_verdicts, by_slug, compared_pairs
from panel.report.document import differences, document
from panel.report.findings import meaning


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to; ``warnings`` are what its reader should know of the takes and of derived values.

    ``is_backup`` says that the document is a whole backup, which could be restored instead.
    """

    tools: int
    takes_new: int
    takes_unchanged: int
    votes: int
    slugs: tuple[str, ...]
    warnings: tuple[str, ...]
    is_backup: bool


def import_document(path: str | Path, **options: Unpack[Options]) -> Imported:
    """Store a document's tools, takes and votes: all or nothing. Raises Mistake, naming the path of what is wrong."""
    with workshop(**options) as shop:
        given = read_document(Path(path), now=shop.clock(), ship_at=shop.ship_at)
        tools = _known_tools(shop, given, str(path))
        given = given.model_copy(update={"takes": checked(given.takes, tools, shop.personas)})
        warnings = [
            *_strangers(shop, given),
            *_foreign_holds(given),
            *_drafts(shop, given),
            *differences(given, _recomputed(shop, given, tools)),
        ]
        run = Run(
            id=shop.new_run_id(),
            job="import",
            tools=tuple(tool.slug for tool in tools),
            started_at=shop.clock(),
            finished_at=shop.clock(),
        )
        counts = shop.store.import_all(given.tools, given.takes, given.votes, run)
        return Imported(
            tools=counts.tools,
            takes_new=counts.takes_new,
            takes_unchanged=counts.takes_unchanged,
            votes=counts.votes,
            slugs=tuple(tool.slug for tool in tools),
            warnings=tuple(warnings),
            is_backup=given.is_whole,
        )


def _known_tools(shop: Workshop, given: Document, path: str) -> list[Tool]:
    """The tools that the document speaks of; raises Mistake for a take or vote on one that nobody knows."""
    known = {tool.slug: tool for tool in given.tools}
    problems = []
    mentions = [(f"takes[{at}].tool", take.tool) for at, take in enumerate(given.takes)]
    mentions += [(f"votes[{at}].tool", votes.tool) for at, votes in enumerate(given.votes)]
    for place, slug in mentions:
        if slug in known:
            continue
        stored = shop.store.tool(slug) if shop.has_store else None
        if stored is None or stored.slug != slug:
            problems.append(f"{path}: {place}: no tool {slug} in the document or the store; add it under tools")
        else:
            known[slug] = stored
    if problems:
        raise Mistake("\n".join(problems[:20]))
    return list(known.values())


def _strangers(shop: Workshop, given: Document) -> list[str]:
    known = {persona.id for persona in shop.personas}
    strangers = sorted({take.persona for take in given.takes} - known)
    return [
        f"{stranger} is not a persona here; its takes are stored and stand after the others" for stranger in strangers
    ]


def _drafts(shop: Workshop, given: Document) -> Iterator[str]:
    """Takes with a hard finding that nobody holds, each of which makes a page that shows it a draft."""
    for take in given.takes:
        hard = [meaning(finding.code) for finding in take.findings if finding.severity == "hard"]
        if hard and all(one.is_ok for one in after_holds([take], shop.store.holds(take.tool))):
            yield f"{take.persona} on {take.tool}: {'; '.join(hard)}; a page that shows it is a draft until it is held"


def _foreign_holds(given: Document) -> list[str]:
    """Somebody else's decisions are not taken over: they would withhold takes of our own."""
    if not given.holds:
        return []
    return ["holds: decisions made elsewhere are not taken over; takes that came withheld stay so until released"]


def _recomputed(shop: Workshop, given: Document, tools: list[Tool]) -> Document:
    current = [take for takes in by_slug(given.takes).values() for take in takes_for_page(takes, newest_run=None)]
    verdicts = all_verdicts(shop, tools, current)
    return document(
        tools=tools,
        takes=given.takes,
        votes=given.votes,
        verdicts=verdicts,
        comparisons=compared_pairs(tools, verdicts, [(pair.a, pair.b) for pair in given.comparisons]),
    )
