"""Taking in: feeds are read row by row, and each row is taken for a tool, a few hundred in one transaction.

What is stored of a group is whole, so a job that is killed takes in the same feeds again and ends where it would have.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice, takewhile
from typing import BinaryIO, NamedTuple, Protocol

from panel.assembly import Workshop
from panel.domain.batch_plan import FeedPlan
from panel.domain.source import Candidate, Doubt, Known, Rejected, Taken, Wanted
from panel.domain.tool import Tool
from panel.errors import Fault, Mistake, OutputUnusable, StoreUnusable
from panel.intake.feeds import Feed, Reading, open_feed
from panel.intake.matching import Matching, known_by_itself, wanted
from panel.intake.similar import similar_names
from panel.jobs.batch.feed_tally import FeedTally
from panel.jobs.batch.named_feeds import Fetches, NamedFeed, Way, named_feeds, opened
from panel.jobs.batch.unkept import UnkeptSources

GROUP = 500
"""Rows that are looked up and stored together."""

DOUBTS = 1_000
"""Doubts that are reported at most."""


class TakesIn(Protocol):
    """What rows are held against and kept in."""

    def take_in(self, wanted: Wanted, decide: Callable[[Known], Sequence[Taken]]) -> Mapping[str, int]:
        """Look up, decide and keep, all or nothing; gives the row of every tool that was taken."""

    def unread(self) -> Iterator[Tool]:
        """Stored tools whose identities are not kept."""

    def names(self) -> Iterator[tuple[str, str]]:
        """Every identity that begins with ``name:``, with the slug it means."""


class Entry(NamedTuple):
    """A tool of the job, by its slug and the row of ``tools`` that counts; no row, 0, in a dry run."""

    slug: str
    row: int


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The tools of some feeds, each once, in the order of its first row; of very many doubts the first.

    ``missing`` are feeds that could not be had, each rejected as a whole; ``rejected`` counts rows alone.
    """

    entries: Sequence[Entry]
    feeds: tuple[FeedPlan, ...]
    doubts: tuple[Doubt, ...]
    rejected: int
    has_more_doubts: bool = False
    missing: tuple[Rejected, ...] = ()


async def take_in(
    shop: Workshop,
    feeds: Sequence[str],
    *,
    reading: Reading,
    reject: Callable[[Rejected], None],
    limit: int | None = None,
    keeps: bool = True,
    planned: Callable[[Tool], None] | None = None,
    standard_input: BinaryIO | None = None,
    fetcher: Fetches | None = None,
) -> TakenIn:
    """Take in every feed; ``limit`` tools at most, and nothing is read beyond them.

    A dry run (``keeps`` is false) stores nothing and makes no store; ``planned`` gets every tool once. A feed that
    cannot be had is rejected as a whole, and the others go on. Raises Mistake for a path that cannot be read before
    anything is, and the first fault where no feed could be had.
    """
    named = named_feeds(feeds)
    sources: TakesIn = shop.store.sources if keeps else UnkeptSources(shop.store.sources if shop.has_store else None)
    _read_identities(sources)
    intake = _Intake(sources, reject, limit, planned or _nothing, shop.announce)
    way = Way(fetcher or _fetcher(shop, named), standard_input, shop.clock)
    plans = [await intake.read(feed, way, reading) for feed in named]
    if len(intake.faults) == len(named):
        raise intake.faults[0]
    await intake.hold_names_against_each_other(sources)
    entries = tuple(Entry(slug, row) for slug, row in intake.entries.items())
    return TakenIn(
        entries,
        tuple(plans),
        tuple(intake.doubts.values()),
        intake.rejected,
        has_more_doubts=intake.has_more_doubts,
        missing=tuple(intake.missing),
    )


def _fetcher(shop: Workshop, named: Sequence[NamedFeed]) -> Fetches:
    from panel.intake.fetch import FEED_PAUSE, FEEDS

    fetched = [feed.given for feed in named if feed.is_fetched]
    return shop.fetcher(named=fetched, limits=FEEDS, pause=FEED_PAUSE)


def _read_identities(sources: TakesIn) -> None:
    """Make tools known that came by another way than feeds, by what they are known by."""
    remaining = sources.unread()
    while group := [known_by_itself(tool) for tool in islice(remaining, GROUP)]:
        sources.take_in(Wanted((), (), ()), partial(_as_they_are, group))


def _as_they_are(group: Sequence[Taken], _: Known) -> Sequence[Taken]:
    return group


class _Intake:
    """Takes feeds in, one after another, and counts what they come to."""

    def __init__(
        self,
        sources: TakesIn,
        reject: Callable[[Rejected], None],
        limit: int | None,
        planned: Callable[[Tool], None],
        announce: Callable[[str], None],
    ) -> None:
        self.entries: dict[str, int] = {}
        self.doubts: dict[tuple[str, str], Doubt] = {}
        self.faults: list[Fault | Mistake] = []
        self.missing: list[Rejected] = []
        self.has_more_doubts = False
        self.rejected = 0
        self._sources = sources
        self._reject = reject
        self._limit = limit
        self._planned = planned
        self._announce = announce
        self._matching = Matching(self.doubt)

    def doubt(self, doubt: Doubt) -> None:
        """Remember a doubt, once for two tools; the first reason stands."""
        pair = (min(doubt.tool, doubt.other), max(doubt.tool, doubt.other))
        if pair not in self.doubts and len(self.doubts) >= DOUBTS:
            self.has_more_doubts = True
        else:
            self.doubts.setdefault(pair, doubt)

    async def hold_names_against_each_other(self, sources: TakesIn) -> None:
        """Doubt tools whose names are alike, until there are doubts enough."""
        for similar in similar_names(sources.names, self.entries):
            for doubt in similar.doubts:
                self.doubt(doubt)
            if len(self.doubts) >= DOUBTS and self.has_more_doubts:
                break
            self.has_more_doubts = self.has_more_doubts or similar.is_cut
            await asyncio.sleep(0)

    async def read(self, named: NamedFeed, way: Way, reading: Reading) -> FeedPlan:
        """Take one feed in."""
        tally = FeedTally(named.shown)
        if self._is_full:
            tally.note("not read: the limit was reached before it")
            return tally.plan()
        try:
            async with opened(named, way) as stream:
                if stream.kept_until is not None:
                    self._announce(_kept(named, stream.fetched_at, stream.kept_until))
                reading = replace(reading, fetched_at=stream.fetched_at)
                feed = open_feed(named.shown, stream.content, content_type=stream.content_type, reading=reading)
                await self._read_rows(feed, tally)
                return tally.plan(feed, stream, is_cut=self._is_full)
        except (StoreUnusable, OutputUnusable):
            raise
        except (Fault, Mistake) as fault:
            self.faults.append(fault)
            whole = Rejected(feed=named.shown, row=0, reason=_reason(named, fault))
            self.missing.append(whole)
            self._reject(whole)
            tally.unread(whole)
            tally.note("it could not be read")
            return tally.plan()

    @property
    def _is_full(self) -> bool:
        return self._limit is not None and self._matching.count >= self._limit

    async def _read_rows(self, feed: Feed, tally: FeedTally) -> None:
        rows = feed.rows()
        while not self._is_full:
            group = tuple(islice(rows, GROUP))
            if not group:
                break
            self._take_group(group, tally)
            # Storing does not wait for anything, so this is where a signal gets its turn.
            await asyncio.sleep(0)

    def _take_group(self, group: Sequence[Candidate | Rejected], tally: FeedTally) -> None:
        """Take rows as far as the limit allows; what an id is worth is told by those after it as well."""
        settled: list[Taken | Rejected] = []
        candidates = tuple(row for row in group if isinstance(row, Candidate))

        def decide(known: Known) -> list[Taken]:
            self._matching.expect(candidates, known)
            wanted_rows = takewhile(lambda _: not self._is_full, group)
            settled.extend(
                self._matching.take(row, known) if isinstance(row, Candidate) else row for row in wanted_rows
            )
            return [one for one in settled if isinstance(one, Taken)]

        stored = self._sources.take_in(wanted(candidates), decide)
        for row, one in zip(group, settled, strict=False):
            tally.rows += row.row > 0 if isinstance(row, Rejected) else 1
            match row, one:
                case _, Rejected():
                    self._reject_row(one, tally)
                case Candidate(), Taken():
                    self._count(row, one, stored.get(one.slug, 0), tally)

    def _count(self, row: Candidate, taken: Taken, stored: int, tally: FeedTally) -> None:
        for note in row.notes:
            tally.note(note)
        if taken.tool is None:
            tally.repeat(row, taken)
            return
        self.entries[taken.slug] = stored
        self._planned(taken.tool)
        tally.take(taken.tool)

    def _reject_row(self, row: Rejected, tally: FeedTally) -> None:
        self.rejected += 1
        tally.reject(row)
        self._reject(row)


def _reason(named: NamedFeed, fault: Fault | Mistake) -> str:
    """What is wrong with a feed, which its line names anyhow."""
    return str(fault).removeprefix(f"{named.shown}: ").removeprefix(f"{named.shown} ")


def _kept(named: NamedFeed, fetched_at: datetime, until: datetime) -> str:
    """That a feed is read from a copy, and until when."""
    return (
        f"{named.shown}: the copy of {fetched_at:%Y-%m-%d %H:%M} UTC is read; its server is not asked again before "
        f"{until:%Y-%m-%d %H:%M} UTC"
    )


def _nothing(_: Tool) -> None:
    """Plan for nobody."""
