"""Totals of a batch's panels, counted as they go by."""

from __future__ import annotations

import pytest

from panel.report.batch.totals import Totals
from tests.batches import a_panel
from tests.builders import a_take


@pytest.mark.parametrize(("asks_failed_again", "standing"), [(False, 2), (True, 1)])
def test_takes_that_stand_are_told_apart_by_the_run_that_asked_for_them(
    asks_failed_again: bool,  # noqa: FBT001 - a parameter of the test
    standing: int,
) -> None:
    gone, refused = (
        a_take(run="r2", status="failed", score=None, decision=None, text=None, reason=reason)
        for reason in ("unreachable: nobody listens", "refusal: no")
    )
    totals = Totals()
    totals.add(a_panel(takes=[a_take(run="r1"), a_take(run="r2"), gone, refused], seats=5))
    assert totals.standing_of_others("r1", asks_failed_again=asks_failed_again) == standing
    assert totals.standing_of_others("r2", asks_failed_again=asks_failed_again) == 1
    assert (totals.takes, totals.unasked_cells) == (4, 1)
