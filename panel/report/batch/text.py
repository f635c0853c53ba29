"""A batch's summary as text."""

from __future__ import annotations

from panel.domain.batch_summary import BatchSummary
from panel.report.columns import columns


def summary_text(summary: BatchSummary) -> str:
    """The summary for a person."""
    cells = summary.cells.model_dump()
    return columns([("outcome", summary.outcome), *((name, f"{count:,}") for name, count in cells.items())])
