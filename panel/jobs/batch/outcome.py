"""What a batch comes to, and what it would come to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from panel.domain.batch_plan import BatchPlan as BatchPlan
from panel.domain.batch_plan import FeedPlan as FeedPlan
from panel.domain.batch_plan import MappedColumn as MappedColumn
from panel.domain.batch_summary import BatchSummary
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
