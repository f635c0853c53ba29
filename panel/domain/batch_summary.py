"""Batch summary: what a batch came to, as ``summary.json`` holds it; all of it is counted from what is stored."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import NonNegativeInt

from panel.domain.frozen import Frozen, Moment, Slug
from panel.domain.quality import Quality
from panel.domain.run import Dollars, Ending, Tally
from panel.domain.source import Doubt

FORMAT: Literal["panel-batch/1"] = "panel-batch/1"


class FeedSummary(Frozen):
    """One feed: ``sha256`` of its bytes, and what became of its rows.

    One that ``is_unread`` could not be read as a feed, which is no row of it. ``is_unchanged`` where its server said
    so, and ``moved_to`` where it says that the feed is for good now.
    """

    name: str
    format: str
    sha256: str
    rows: NonNegativeInt
    tools: NonNegativeInt
    rejected: NonNegativeInt
    repeated: NonNegativeInt
    is_unread: bool = False
    is_unchanged: bool = False
    moved_to: str | None = None
    notes: tuple[Tally, ...] = ()


class JobCounts(Frozen):
    """What all runs of the job asked, this one with them: a cell that two of them have a take of is asked twice."""

    asked: NonNegativeInt
    re_asked: NonNegativeInt


class CellCounts(Frozen):
    """The cells of a batch, by what became of them, and what its latest run and its job did about them.

    ``cells`` is ``ok`` + ``abstained`` + ``failed`` + ``withheld`` + ``unasked``. Of this run: ``reused`` were stored
    before it began, ``asked`` are those it has a take of and did not give up when it was stopped, ``elsewhere`` those
    that other runs asked meanwhile, ``re_asked`` its requests for an answer that could be used. ``of_job`` has the same
    of all runs.
    """

    cells: NonNegativeInt
    ok: NonNegativeInt
    abstained: NonNegativeInt
    failed: NonNegativeInt
    withheld: NonNegativeInt = 0
    unasked: NonNegativeInt
    reused: NonNegativeInt
    asked: NonNegativeInt
    elsewhere: NonNegativeInt = 0
    re_asked: NonNegativeInt
    of_job: JobCounts


class Money(Frozen):
    """What all runs of the job cost in USD. ``saved_usd`` is what cached tokens would have cost beyond that, if known.

    ``takes_usd`` is another sum: what the takes of whole panels cost, as far as known, whichever job paid for them.
    ``priced_usd`` is the part of ``spent_usd`` that was worked out from listed prices, and ``held_usd`` what calls of
    unknown outcome may have cost beside it.
    """

    spent_usd: Dollars
    priced_usd: Dollars
    held_usd: Dollars
    takes_usd: Dollars = Decimal(0)
    saved_usd: Dollars | None
    prompt_tokens: NonNegativeInt
    cached_tokens: NonNegativeInt
    completion_tokens: NonNegativeInt


class WrittenFile(Frozen):
    """A file of the set: its hash, and its lines where it has lines.

    ``tools/`` stands for all pages of tools: ``lines`` is how many they are, and the hash that of a line
    ``SHA256  tools/NAME`` for each, sorted by name, as ``sha256sum`` prints them.
    """

    name: str
    sha256: str
    lines: NonNegativeInt | None = None


class BatchSummary(Frozen):
    """What a batch came to, made by the version ``panel``. ``outcome`` says why cells are unasked, if some are.

    ``runs`` are the invocations that worked at it, the first one first; ``job`` is the first one's id. ``settings`` is
    the hash of what cells are made with. ``in_flight_at_kills`` is how many calls, at most, were on their way when
    earlier runs died, and ``unheld_at_kills`` how many of them ``held_usd`` has nothing for. ``quality`` is what the
    takes of all whole panels look like together. ``has_more_doubts`` says that ``doubts`` may be some of more.
    """

    format: Literal["panel-batch/1"] = FORMAT
    panel: str
    outcome: Literal["finished", "budget_reached", "too_many_failures", "held_elsewhere"]
    job: str
    runs: tuple[str, ...]
    settings: str
    models: tuple[str, ...]
    personas: tuple[str, ...]
    samples: int
    started_at: Moment
    finished_at: Moment
    feeds: tuple[FeedSummary, ...]
    tools: NonNegativeInt
    rejected: NonNegativeInt
    doubts: tuple[Doubt, ...] = ()
    has_more_doubts: bool = False
    verdicts: tuple[Tally, ...]
    cells: CellCounts
    failures: tuple[Tally, ...]
    money: Money
    in_flight_at_kills: NonNegativeInt = 0
    unheld_at_kills: NonNegativeInt = 0
    quality: Quality | None = None
    unasked: tuple[Slug, ...] = ()
    files: tuple[WrittenFile, ...] = ()

    @property
    def unread(self) -> int:
        """How many feeds could not be read."""
        return sum(feed.is_unread for feed in self.feeds)

    @property
    def cost_per_tool(self) -> Decimal | None:
        """USD that the takes of each tool that has a verdict cost, whoever paid for them; None with none."""
        whole = self.tools - len(self.unasked)
        return self.money.takes_usd / whole if whole else None

    @property
    def ending(self) -> Ending:
        """What is kept of it with the run that came to it."""
        return Ending(
            outcome=self.outcome,
            tools=self.tools,
            rejected=self.rejected,
            unread=self.unread,
            reused=self.cells.reused,
            unasked=len(self.unasked),
            saved_usd=self.money.saved_usd,
        )
