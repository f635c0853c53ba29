"""Review: five takes and a verdict for each tool."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

from panel.assembly import Workshop
from panel.engine.progress import Progress, unwatched
from panel.engine.stop import Stop
from panel.errors import Mistake
from panel.jobs.asking import ask, begin_run
from panel.jobs.inputs import named_tools
from panel.jobs.options import Options, workshop
from panel.jobs.outcome import Outcome
from panel.jobs.pages import by_slug, output_folder, published, unanswered, view_of


async def review(tools: Sequence[str | Path], **options: Unpack[Options]) -> Outcome:
    """Have the panel review each tool: the path of a tool file, or the slug of a stored tool.

    Every input is checked before anything is sent. Takes that are stored are not asked for again. Raises Mistake for
    what the caller can put right, StoreUnusable and OutputUnusable among them; a seat that fails does not raise, it
    is a failed take. When no endpoint answers at all, nothing is written and ``exit_code`` is 3; when the budget ends
    first, there are pages for the tools that were asked about, and it is 4.
    """
    with workshop(**options) as shop:
        return await review_in(
            shop,
            tools,
            progress=options.get("progress") or unwatched,
            fresh=options.get("fresh", False),
            retry_failed=options.get("retry_failed", False),
            stop=options.get("stop"),
        )


async def review_in(
    shop: Workshop,
    names: Sequence[str | Path],
    *,
    progress: Progress,
    fresh: bool = False,
    retry_failed: bool = False,
    stop: Stop | None = None,
) -> Outcome:
    """The same in a workshop that is open already."""
    tools = named_tools(shop, names)
    refuse_people(shop)
    _ = shop.seated, shop.models, shop.own_settings
    output_folder(shop, "new").check()
    tools = shop.store.put_tools(tools)
    run = begin_run(shop, "review", tools, is_asking=True)
    asked = await ask(shop, run, tools, progress, fresh=fresh, retry_failed=retry_failed, stop=stop)
    takes = by_slug(asked.takes)
    views = [view_of(shop, tool, takes[tool.slug]) for tool in tools if tool.slug in takes]
    if asked.is_unanswered and not any(take.is_ok for take in asked.takes):
        return unanswered(shop, run.id, asked, views)
    return published(shop, run.id, asked, views)


def refuse_people(shop: Workshop) -> None:
    """Raise Mistake for a person among the models to ask."""
    if shop.people:
        raise Mistake(
            f"{shop.people[0]}: people's takes are imported, not asked for; name a model, or use panel import"
        )
