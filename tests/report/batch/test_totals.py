"""Totals of a batch's panels, counted as they go by."""

from __future__ import annotations

from panel.report.batch.totals import Totals
from tests.batches import a_panel
from tests.builders import a_take


def test_takes_are_told_apart_by_the_run_that_asked_for_them() -> None:
    totals = Totals()
    totals.add(a_panel(takes=[a_take(run="r1"), a_take(run="r2"), a_take(run="r2")], seats=4))
    assert (totals.of_run("r1"), totals.of_run("r2"), totals.of_run("r3")) == (1, 2, 0)
    assert (totals.takes, totals.unasked_cells) == (3, 1)
