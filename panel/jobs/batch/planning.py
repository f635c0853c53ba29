"""Planning: what a batch would do, with nothing sent to a model and nothing stored."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from secrets import token_bytes
from typing import Unpack

from panel.assembly import Workshop
from panel.domain.batch_plan import BatchPlan
from panel.domain.estimate import Estimate
from panel.domain.tool import Tool
from panel.errors import Mistake, OutputUnusable
from panel.jobs.batch.named_feeds import named_feeds
from panel.jobs.batch.options import BatchOptions, of_every_job
from panel.jobs.batch.out_folder import open_out
from panel.jobs.batch.reading_feeds import reading_of
from panel.jobs.batch.rejects import Rejects
from panel.jobs.batch.scanning import Scan, Scanner, require_leave
from panel.jobs.batch.settled_settings import made_with, require_usable, settings_hash
from panel.jobs.batch.taking_in import take_in
from panel.jobs.estimate import estimate
from panel.jobs.options import workshop
from panel.jobs.unpriced import why_unpriced

_AT_ONCE = 200
"""Tools that are looked up together."""


async def batch_dry_run(feeds: Sequence[str], **options: Unpack[BatchOptions]) -> BatchPlan:
    """What a batch would do. Feeds are fetched and read; no store is made, and no key is needed.

    Raises as the batch would, but for what it would refuse of its folder or the store, and for a key that is not set:
    that is part of the plan.
    """
    with workshop(**of_every_job(options)) as shop, Rejects() as rejects:
        require_usable(shop, options, is_dry_run=True)
        feeds = [feeds] if isinstance(feeds, str) else feeds
        reading, refused = reading_of(shop, options), _refused_folder(shop, feeds, options)
        since = shop.clock() if options.get("fresh", False) else None
        scanner = Scanner(shop, since=since, asks_failed_again=options.get("retry_failed", False))
        some: list[Tool] = []

        def planned(tool: Tool) -> None:
            some.append(tool)
            if len(some) == _AT_ONCE:
                scanner.look(some)
                some.clear()

        taken = await take_in(
            shop,
            feeds,
            reading=reading,
            reject=rejects.put,
            limit=options.get("limit"),
            keeps=False,
            planned=planned,
            standard_input=options.get("standard_input"),
        )
        scanner.look(some)
        found = scanner.found
        price = _price(shop, found)
        return BatchPlan(
            feeds=taken.feeds,
            tools=len(taken.entries),
            rejected=taken.rejected,
            doubts=taken.doubts,
            has_more_doubts=taken.has_more_doubts,
            cells=found.cells,
            stored=found.stored,
            void=found.voided,
            price=price,
            why_unpriced=why_unpriced(shop, found.to_ask) if price is None else "",
            refused=refused or _refused_leave(found, options),
            lacks=_lacking(shop),
        )


def _lacking(shop: Workshop) -> str:
    """Why the models could not be asked yet, such as for want of a key; empty where they could."""
    try:
        _ = shop.models
    except Mistake as mistake:
        return shop.redactor(str(mistake))
    return ""


def _refused_folder(shop: Workshop, feeds: Sequence[str], options: BatchOptions) -> str:
    """Why the batch would not begin in its folder; empty where it would, or where no folder is named yet."""
    shown = tuple(feed.shown for feed in named_feeds(feeds))
    if not shop.has_output_folder:
        return ""
    try:
        open_out(
            shop.output(""),
            feeds=shown,
            settings=settings_hash(shop),
            made_with=made_with(shop),
            run="",
            force=options.get("force", False),
        )
    except OutputUnusable:
        raise
    except Mistake as mistake:
        return str(mistake)
    return ""


def _refused_leave(found: Scan, options: BatchOptions) -> str:
    """Why the batch would not ask again for what is void; empty where it would."""
    try:
        require_leave(found, reask=options.get("reask", False))
    except Mistake as mistake:
        return str(mistake)
    return ""


def _price(shop: Workshop, found: Scan) -> Estimate | None:
    """About what the missing cells cost, by the mean of some of each model's."""
    if not found.sample:
        return Estimate(Decimal(0), Decimal(0))
    prompter = shop.prompter(shop.store.secret() if shop.has_store else token_bytes(32))
    expected = worst = Decimal(0)
    basis = ""
    for model, count in found.to_ask.items():
        calls = [(cell, prompter.prompt(cell.tool, cell.persona)) for cell in found.sample if cell.model == model]
        own = estimate(shop, calls)
        if own is None:
            return None
        expected += own.expected * count / len(calls)
        worst += own.worst * count / len(calls)
        basis = own.basis or basis
    return Estimate(expected, worst, basis)
