"""Reading feeds: how a batch's feeds are opened, by what its caller set."""

from __future__ import annotations

from collections.abc import Sequence

from panel.assembly import Workshop
from panel.intake.feeds import Reading, open_feed
from panel.intake.fetch import FEEDS, Fetcher
from panel.jobs.batch.named_feeds import named_feeds
from panel.jobs.batch.options import BatchOptions
from panel.jobs.batch.taking_in import OpensFeed


def opens_feeds(shop: Workshop, options: BatchOptions) -> OpensFeed:
    """What makes a feed of its name, its bytes and its content type."""
    reading = Reading(fetched_at=shop.clock(), columns=options.get("columns") or {}, format=options.get("feed_format"))
    return lambda name, stream, content_type: open_feed(name, stream, content_type=content_type, reading=reading)


def feed_fetcher(shop: Workshop, feeds: Sequence[str]) -> Fetcher:
    """What fetches feeds; those that were named may be on a private server."""
    return shop.fetcher(named=[feed.given for feed in named_feeds(feeds) if feed.is_fetched], limits=FEEDS)
