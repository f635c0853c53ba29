"""Reading feeds: how a batch's feeds are opened, by what its caller set."""

from __future__ import annotations

from panel.assembly import Workshop
from panel.intake.feeds import Reading
from panel.jobs.batch.options import BatchOptions


def reading_of(shop: Workshop, options: BatchOptions) -> Reading:
    """How feeds are read. Raises Mistake where that cannot be."""
    reading = Reading(fetched_at=shop.clock(), columns=options.get("columns") or {}, format=options.get("feed_format"))
    reading.check()
    return reading
