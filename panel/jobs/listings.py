"""Listings: what endpoints list, asked for where a run needs it, else as it was last kept."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from panel.assembly import Workshop
from panel.domain.catalogue import Dated, Listing
from panel.jobs.checkup.heard import hear
from panel.report.figures import ago
from panel.wire.endpoints import Dialect


async def catalogue_for(shop: Workshop, endpoints: Collection[str]) -> dict[str, Dated[Listing]]:
    """The list of each endpoint that has one; OpenRouter's is asked for where it is over a day old, or was never kept.

    Takes seconds at most and raises nothing: without a list, its prices and parameters are not known, and that is
    announced.
    """
    found = cached(shop, endpoints)
    now = shop.clock()
    wanted = [
        name for name in endpoints if _is_listed(shop, name) and not (name in found and found[name].is_fresh(now))
    ]
    catalogue = shop.catalogue()
    heard = await asyncio.gather(*(hear(catalogue.models(shop.endpoints[name])) for name in wanted))
    for name, one in zip(wanted, heard, strict=True):
        if one.value is not None:
            found[name] = Dated(one.value, now)
        elif name in found:
            shop.announce(f"{name} did not list its models ({one.problem}); {gone_by(found[name], shop)}")
        else:
            shop.announce(f"{name} did not list its models ({one.problem}); what they cost and take is not known")
    return found


def cached(shop: Workshop, endpoints: Collection[str]) -> dict[str, Dated[Listing]]:
    """The lists of endpoints as they were last kept; asks nobody."""
    kept = {name: shop.kept_listings.find(shop.endpoints[name]) for name in endpoints}
    return {name: dated for name, dated in kept.items() if dated is not None}


def gone_by(dated: Dated[Listing], shop: Workshop) -> str:
    """That a list is not new, in words."""
    return f"going by its list of {ago(dated.age(shop.clock()))}"


def _is_listed(shop: Workshop, name: str) -> bool:
    return shop.endpoints[name].dialect is Dialect.OPENROUTER
