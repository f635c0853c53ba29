"""Export: everything in the store, or what is there on some tools, as one document."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Unpack

from panel.assembly import Workshop
from panel.domain.document import Document
from panel.domain.hold import Hold, after_holds
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.errors import Mistake
from panel.jobs.checking import checked
from panel.jobs.options import Options, workshop
from panel.jobs.pages import all_verdicts
from panel.jobs.stored import page_takes, require_store
from panel.report.document import document


def export(slugs: Sequence[str] = (), **options: Unpack[Options]) -> Document:
    """Return the stored tools, all their takes in stored order, votes, and verdicts on the current takes.

    Raises Mistake when there is no store, or no tool of a slug in it.
    """
    with workshop(**options) as shop:
        require_store(shop)
        tools = shop.store.tools()
        if slugs:
            chosen = [shop.store.tool(slug) for slug in slugs]
            unknown = [slug for slug, tool in zip(slugs, chosen, strict=True) if tool is None]
            if unknown:
                known = ", ".join(tool.slug for tool in tools) or "none"
                raise Mistake(f"no tool {', '.join(unknown)} is stored; stored: {known}")
            tools = list({tool.slug: tool for tool in chosen if tool is not None}.values())
        holds = {tool.slug: shop.store.holds(tool.slug) for tool in tools}
        takes = [_settled(shop, tool, shop.store.takes_of(tool.slug), holds[tool.slug]) for tool in tools]
        current = [one for tool in tools for one in _settled(shop, tool, page_takes(shop, tool), holds[tool.slug])]
        votes = [shop.store.votes(tool.slug) for tool in tools]
        return document(
            tools=tools,
            takes=list(chain.from_iterable(takes)),
            votes=[one for one in votes if one is not None],
            verdicts=all_verdicts(shop, tools, current),
            comparisons=[],
            holds=list(chain.from_iterable(holds.values())),
        )


def _settled(shop: Workshop, tool: Tool, takes: Sequence[Take], holds: Sequence[Hold]) -> tuple[Take, ...]:
    """Takes as a page has them: checked as of today, and as holds left them."""
    return after_holds(checked(takes, [tool], shop.personas), holds)
