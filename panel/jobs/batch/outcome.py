"""What a batch comes to, and what it would come to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from panel.domain.batch_summary import BatchSummary, FeedSummary
from panel.domain.run import Tally
from panel.domain.source import Doubt, Rejected
from panel.domain.tool import Tool
from panel.jobs.estimate import Estimate
from panel.jobs.outcome import ALL_WELL, NO_COMPLETION, OVER_BUDGET, SOME_FAILED


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """A batch whose outputs are written. ``completions`` counts what endpoints sent in this run, usable or not.

    ``why_unasked`` states the sums where the budget was reached. ``kept_edits`` are the pages that somebody had edited.
    """

    run: str
    out: Path
    summary: BatchSummary
    completions: int
    written: tuple[Path, ...]
    why_unasked: str = ""
    kept_edits: tuple[Path, ...] = ()

    @property
    def exit_code(self) -> int:
        """4 at the end of the budget, 3 when no endpoint gave a completion, 1 for failed seats or rejected rows."""
        if self.summary.outcome == "budget_reached":
            return OVER_BUDGET
        if self.summary.cells.asked and not self.completions:
            return NO_COMPLETION
        return SOME_FAILED if self.summary.cells.failed or self.summary.rejected else ALL_WELL


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column of a feed, as it is named there, and the field of a tool that it is read as; None where it is not."""

    column: str
    field: str | None


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """What reading a feed came to: what its columns are taken for, its first tools and its first rejected rows."""

    summary: FeedSummary
    columns: tuple[MappedColumn, ...]
    first: tuple[Tool, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What a batch would do, with nothing sent and nothing stored.

    ``void`` counts the stored takes that no longer stand for their cell, by what has changed. ``price`` is for the
    cells to ask, None where no price is known.
    """

    feeds: tuple[FeedPlan, ...]
    tools: int
    rejected: int
    doubts: tuple[Doubt, ...]
    cells: int
    stored: int
    void: tuple[Tally, ...]
    price: Estimate | None

    @property
    def to_ask(self) -> int:
        """How many cells would be asked."""
        return self.cells - self.stored
