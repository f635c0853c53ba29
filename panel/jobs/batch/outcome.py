"""What a batch comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from panel.domain.batch_summary import BatchSummary
from panel.domain.run import Tally
from panel.domain.source import Rejected
from panel.jobs.batch.out_folder import INDEX, TOOLS
from panel.jobs.outcome import ALL_WELL, NO_COMPLETION, NO_INPUT, OVER_BUDGET, SOME_FAILED, KeptEdit
from panel.report.clearing import Cleared


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """A batch whose outputs are written. ``completions`` counts what endpoints sent in this run, usable or not.

    ``failures`` are this run's own by cause, the most frequent first; the summary's are those of all takes that stand.
    ``missing_feeds`` could not be had, and the others went on. ``why_unasked`` states the sums where the budget was
    reached. ``kept_edits`` are the pages that somebody had edited and that were left as they are, each with the new
    one beside it; ``cleared`` are those of earlier runs that are no part of this set.
    """

    run: str
    out: Path
    summary: BatchSummary
    completions: int
    written: tuple[Path, ...]
    failures: tuple[Tally, ...] = ()
    missing_feeds: tuple[Rejected, ...] = ()
    why_unasked: str = ""
    kept_edits: tuple[KeptEdit, ...] = ()
    cleared: Cleared = field(default_factory=Cleared)

    @property
    def index(self) -> Path:
        """Where this run's index is, if it wrote one: beside one that somebody had edited."""
        index = self.out / INDEX
        return next((kept.new for kept in self.kept_edits if kept.edited == index), index)

    @property
    def pages(self) -> int:
        """How many pages of tools are in the set, beside the files that are ``written``."""
        return next((file.lines or 0 for file in self.summary.files if file.name == TOOLS), 0)

    @property
    def has_no_input(self) -> bool:
        """Whether there were rows or feeds that could not be read, and none that is a tool."""
        return bool(self.summary.rejected or self.summary.unread) and not self.summary.tools

    @property
    def exit_code(self) -> int:
        """2 when no row is a tool, 4 at the end of the budget, 3 without a completion, 1 for some failed seats or rows.

        Feeds that could not be read count as rows do. A feed without rows is no mistake.
        """
        if self.has_no_input:
            return NO_INPUT
        if self.summary.outcome == "budget_reached":
            return OVER_BUDGET
        if self.summary.cells.asked and not self.completions:
            return NO_COMPLETION
        some = self.summary.cells.failed or self.summary.rejected or self.summary.unread
        return SOME_FAILED if some else ALL_WELL
