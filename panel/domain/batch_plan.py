"""Batch plan: what reading some feeds came to, and what a batch of them would do."""

from __future__ import annotations

from dataclasses import dataclass

from panel.domain.batch_summary import FeedSummary
from panel.domain.estimate import Estimate
from panel.domain.run import Tally
from panel.domain.source import Doubt, Rejected, Rule
from panel.domain.tool import Tool


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column of a feed, as it is named there, and the field of a tool that it is read as; None where it is not."""

    column: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Repeated:
    """A row of a feed that is a tool which an earlier row was, and why."""

    row: int
    name: str
    tool: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """What reading a feed came to: how its columns are read, and its first tools, rejected and repeated rows.

    Of a feed that could not be read, a rejected row 0 says why.
    """

    summary: FeedSummary
    columns: tuple[MappedColumn, ...]
    first: tuple[Tool, ...]
    rejected: tuple[Rejected, ...]
    repeated: tuple[Repeated, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What a batch would do, with nothing sent and nothing stored.

    ``void`` counts the stored takes that no longer stand for their cell, by what has changed. ``price`` is for the
    cells to ask, None where no price is known, and ``why_unpriced`` says why not. ``refused`` says why the batch itself
    would not begin, if it would not, and ``lacks`` what else it needs before, such as a key. ``has_more_doubts`` says
    that ``doubts`` may be some of more.
    """

    feeds: tuple[FeedPlan, ...]
    tools: int
    rejected: int
    doubts: tuple[Doubt, ...]
    cells: int
    stored: int
    void: tuple[Tally, ...]
    price: Estimate | None
    why_unpriced: str = ""
    refused: str = ""
    lacks: str = ""
    has_more_doubts: bool = False

    @property
    def unread(self) -> int:
        """How many feeds could not be read."""
        return sum(feed.summary.is_unread for feed in self.feeds)

    @property
    def has_no_input(self) -> bool:
        """Whether there were rows or feeds that could not be read, and none that is a tool."""
        return bool(self.rejected or self.unread) and not self.tools

    @property
    def to_ask(self) -> int:
        """How many cells would be asked."""
        return self.cells - self.stored
