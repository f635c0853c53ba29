"""Reading feeds: how a batch's feeds are opened, by what its caller set."""

from __future__ import annotations

from collections.abc import Sequence

from panel.assembly import Workshop
from panel.intake.feeds import Reading
from panel.intake.fetch import FEEDS, Fetcher
from panel.jobs.batch.named_feeds import named_feeds
from panel.jobs.batch.options import BatchOptions


def reading_of(shop: Workshop, options: BatchOptions) -> Reading:
    """How feeds are read. Raises Mistake where that cannot be."""
    reading = Reading(fetched_at=shop.clock(), columns=options.get("columns") or {}, format=options.get("feed_format"))
    reading.check()
    return reading


def feed_fetcher(shop: Workshop, feeds: Sequence[str]) -> Fetcher:
    """What fetches feeds; those that were named may be on a private server."""
    return shop.fetcher(named=[feed.given for feed in named_feeds(feeds) if feed.is_fetched], limits=FEEDS)
