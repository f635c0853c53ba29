"""What is stored: a tool by its slug, and which of its takes a page is made of."""

from __future__ import annotations

from collections.abc import Collection

from panel.assembly import Workshop
from panel.domain.current import newest_answered, takes_for_page
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.errors import Mistake
from panel.jobs.hints import meant, repeated


def require_store(shop: Workshop) -> None:
    """Raise Mistake where there is no store, so that reading makes none."""
    if not shop.has_store:
        raise Mistake(f"no store at {shop.store_address}; `panel review` or `panel import` makes one")


def stored_tool(shop: Workshop, slug: str) -> Tool:
    """The stored tool by a slug or alias; raises Mistake, with the nearest one there is."""
    require_store(shop)
    tool = shop.store.tool(slug)
    if tool is None:
        hint = meant(slug, (one.slug for one in shop.store.tools()), "`panel tools list` names those that are")
        raise Mistake(f"no tool {repeated(slug)!r} is stored; {hint}")
    return tool


def page_takes(shop: Workshop, tool: Tool, models: Collection[str] = ()) -> tuple[Take, ...]:
    """The stored takes that a page on the tool shows; those of some models or people where they are named."""
    if not shop.has_store:
        return ()
    takes = shop.store.takes_of(tool.slug)
    return takes_for_page(takes, newest_answered(shop.store.runs(), tool.slug, takes), models=models)
