"""What is stored: a tool by its slug, and which of its takes a page is made of."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from panel.assembly import Workshop
from panel.domain.current import newest_answered, takes_for_page
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.errors import Mistake


def stored_tool(shop: Workshop, slug: str) -> Tool:
    """The stored tool by a slug or alias; raises Mistake, with the nearest one there is."""
    if not shop.has_store:
        raise Mistake(f"no store at {shop.store_address}; `panel review` or `panel import` makes one")
    tool = shop.store.tool(slug)
    if tool is None:
        raise Mistake(f"{slug}: no tool of that slug is stored; {nearest_tool(shop, slug)}")
    return tool


def nearest_tool(shop: Workshop, slug: str) -> str:
    """A hint for a slug that is not stored."""
    known = [tool.slug for tool in shop.store.tools()]
    close = difflib.get_close_matches(slug, known, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"there are {', '.join(known[:10])}" if known else "there are none yet; `panel review FILE` stores one"


def page_takes(shop: Workshop, tool: Tool, models: Collection[str] = ()) -> tuple[Take, ...]:
    """The stored takes that a page on the tool shows; those of some models or people where they are named."""
    if not shop.has_store:
        return ()
    takes = shop.store.takes_of(tool.slug)
    return takes_for_page(takes, newest_answered(shop.store.runs(), tool.slug, takes), models=models)
