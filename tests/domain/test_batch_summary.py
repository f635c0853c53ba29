"""A batch's summary: what is kept of it with its run."""

from __future__ import annotations

from panel.domain.run import Ending
from tests.batches import a_summary


def test_its_ending_is_what_a_run_is_shown_with() -> None:
    summary = a_summary(outcome="budget_reached", rejected=3, unasked=["alpha", "beta"])
    assert summary.ending == Ending(outcome="budget_reached", tools=2, rejected=3, reused=0, unasked=2)
