"""The takes that are stored on a tool, and which of them a page is made of."""

from __future__ import annotations

from collections.abc import Collection

from panel.assembly import Workshop
from panel.domain.current import newest_answered, takes_for_page
from panel.domain.take import Take
from panel.domain.tool import Tool


def page_takes(shop: Workshop, tool: Tool, models: Collection[str] = ()) -> tuple[Take, ...]:
    """The stored takes that a page on the tool shows; those of some models or people where they are named."""
    if not shop.has_store:
        return ()
    takes = shop.store.takes_of(tool.slug)
    return takes_for_page(takes, newest_answered(shop.store.runs(), tool.slug, takes), models=models)
