"""Batch: score feeds of any size, asking only for what is not stored, and write what it came to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Unpack

from panel.assembly import Workshop
from panel.domain.run import Run
from panel.domain.take import Status, Take
from panel.engine.opening import Work
from panel.engine.progress import Event, Planned, Progress, Settled, unwatched
from panel.engine.stop import Stop
from panel.errors import Mistake, StoreUnusable
from panel.intake.feeds import Reading
from panel.jobs.batch.broken_off import SoFar, broken_off
from panel.jobs.batch.keeping_budget import until_alone
from panel.jobs.batch.named_feeds import named_feeds
from panel.jobs.batch.options import BatchOptions, of_every_job
from panel.jobs.batch.out_folder import OutFolder, open_out
from panel.jobs.batch.outcome import BatchOutcome
from panel.jobs.batch.reading_feeds import reading_of
from panel.jobs.batch.rejects import Rejects
from panel.jobs.batch.scanning import Scan, reasons, require_leave, scan
from panel.jobs.batch.settled_settings import made_with, require_usable, settings_hash
from panel.jobs.batch.taking_in import TakenIn, take_in
from panel.jobs.batch.written import Told, written
from panel.jobs.budgeting import Load
from panel.jobs.options import workshop
from panel.jobs.outcome import Asked
from panel.jobs.working import Ways, finished, worked
from panel.report.figures import counted


async def batch(feeds: Sequence[str], **options: Unpack[BatchOptions]) -> BatchOutcome:
    """Have the panel score every tool of some feeds: paths, addresses, or ``-`` for standard input.

    What is stored is not asked for again, so the same call after a stop, a crash or with new rows asks for what is
    missing. A bad row is rejected, and a seat that fails is a failed take. Raises Mistake for what the caller can put
    right, StoreUnusable and OutputUnusable among them, and a Fault where no feed could be had.
    """
    with workshop(**of_every_job(options)) as shop, Rejects() as rejects:
        require_usable(shop, options)
        return await _Batch(shop, [feeds] if isinstance(feeds, str) else feeds, options, rejects).done()


@dataclass(slots=True)
class _Failures:
    """Counts the seats that fail, and stops the run where they are too many."""

    most: int | None
    stop: Stop
    progress: Progress
    count: int = 0
    has_stopped: bool = False

    @property
    def is_why(self) -> bool:
        """Whether the run was stopped for them, and nobody else wished it stopped."""
        return self.has_stopped and self.stop.wishes == 1

    @property
    def are_too_many(self) -> bool:
        return self.most is not None and self.count >= self.most

    def watch(self, event: Event) -> None:
        """Pass an event on."""
        if isinstance(event, Settled) and not event.is_reused and _counts(event.take):
            self.count += 1
            if self.are_too_many and not self.stop.wishes:
                self.has_stopped = True
                self.stop.wish(f"{counted(self.count, 'cell')} failed (--max-failures {self.most})")
        self.progress(event)


def _counts(take: Take) -> bool:
    """Whether a seat failed, and neither for want of money nor since the run was stopped."""
    return take.status is Status.FAILED and not take.is_given_up


class _Batch:
    """One run of a batch."""

    def __init__(self, shop: Workshop, feeds: Sequence[str], options: BatchOptions, rejects: Rejects) -> None:
        self._shop = shop
        self._feeds = feeds
        self._options = options
        self._rejects = rejects
        self._retries_failed = options.get("retry_failed", False)

    async def done(self) -> BatchOutcome:
        """Take the feeds in, ask for what is missing, and write the outputs."""
        shop = self._shop
        run, reading = shop.new_run_id(), reading_of(shop, self._options)
        shown = tuple(feed.shown for feed in named_feeds(self._feeds))
        out = open_out(
            shop.output(run),
            feeds=shown,
            settings=settings_hash(shop),
            made_with=made_with(shop),
            run=run,
            force=self._options.get("force", False),
        )
        started = self._entered(run, shown)
        with broken_off(shop.store, run, self._options.get("stop"), shop.redactor) as so_far:
            return await self._through(started, out, reading, so_far)

    async def _through(self, started: Run, out: OutFolder, reading: Reading, so_far: SoFar) -> BatchOutcome:
        shop, run = self._shop, started.id
        with finished(shop, started):
            taken = await self._taken_in(reading)
            so_far.tools, so_far.rejected, so_far.unread = len(taken.entries), taken.rejected, len(taken.missing)
            since = self._since(out, started)
            rows = [entry.row for entry in taken.entries]
            found = scan(shop, rows, since=since, asks_failed_again=self._retries_failed)
            so_far.reused = found.stored
            require_leave(found, reask=self._options.get("reask", False))
            self._tell(run, found, len(taken.entries))
            out = out.begun(shop.announce, asks=bool(found.tools))
            # The job that this run has joined may have begun before it.
            since = self._since(out, started)
            asked, has_failed_too_often = await self._asked(started, out, taken, found, since)
        told = Told(
            run=started,
            out=out,
            taken=taken,
            reused=found.stored,
            asks_failed_again=self._retries_failed,
            has_asked=bool(found.tools),
            asked=asked,
            since=since,
            has_failed_too_often=has_failed_too_often,
            finished_at=shop.clock(),
        )
        outcome = written(shop, told, self._rejects, self._options)
        shop.store.put_ending(run, outcome.summary.ending)
        return outcome

    async def _taken_in(self, reading: Reading) -> TakenIn:
        return await take_in(
            self._shop,
            self._feeds,
            reading=reading,
            reject=self._rejects.put,
            limit=self._options.get("limit"),
            standard_input=self._options.get("standard_input"),
        )

    def _entered(self, run: str, feeds: tuple[str, ...]) -> Run:
        """The run, in the store."""
        shop = self._shop
        shop.announce_unasked()
        entered = Run(
            id=run,
            job="batch",
            tools=(),
            personas=tuple(persona.id for persona in shop.seated),
            models=shop.models,
            samples=shop.samples,
            process=shop.process,
            started_at=shop.clock(),
            feeds=feeds,
            **shop.cell_hashes,
        )
        shop.store.start_run(entered)
        return entered

    def _since(self, out: OutFolder, run: Run) -> datetime | None:
        """From when on takes count: with ``fresh`` from the job's first start, else always."""
        if not self._options.get("fresh", False):
            return None
        first = self._shop.store.run(out.job)
        return (first or run).started_at

    def _tell(self, run: str, found: Scan, tools: int) -> None:
        if found.void:
            count = found.void.total()
            self._shop.announce(
                f"{count:,} stored take{'' if count == 1 else 's'} no longer "
                f"stand{'s' if count == 1 else ''}, by what has changed: {reasons(found.void.most_common())}"
            )
        progress = self._options.get("progress") or unwatched
        to_ask, whole = tuple(found.to_ask.items()), tools - len(found.tools)
        progress(Planned(found.cells, found.stored, tools, to_ask, whole=whole, run=run))

    async def _asked(
        self, run: Run, out: OutFolder, taken: TakenIn, found: Scan, since: datetime | None
    ) -> tuple[Asked, bool]:
        """Ask for what is missing; whether so many seats failed that the run was stopped for it."""
        if not found.tools:
            return Asked(), False
        rows = {entry.slug: entry.row for entry in taken.entries}
        shop, store = self._shop, self._shop.store
        work = Work(
            tuple(found.tools),
            lambda tools: shop.cells(tuple(store.tools_in([rows[tool] for tool in tools]))),
            since=since,
            asks_failed_again=self._retries_failed,
        )
        load = Load(found.sample, times=Decimal(found.missing) / len(found.sample))
        stop = self._options.get("stop") or Stop()
        failures = _Failures(self._options.get("max_failures"), stop, self._options.get("progress") or unwatched)
        claimed = await until_alone(shop, run.id, out.job)
        # Others may have joined the job, and spent, while this one waited.
        earlier = tuple(one for one in out.joined().runs if one != run.id)
        ways = Ways(stop=stop, job=out.job, earlier=earlier, also_claimed=claimed, notes_departures=True)
        try:
            return await worked(shop, run, work, load, failures.watch, ways), False
        except Mistake as mistake:
            if not isinstance(mistake, StoreUnusable):
                out.forget(shop.announce)
            raise
        except asyncio.CancelledError:
            if not failures.is_why:
                raise
            return Asked(), True
