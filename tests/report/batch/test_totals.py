"""Totals of a batch's panels, counted as they go by."""

from __future__ import annotations

from decimal import Decimal

import pytest

from panel.domain.run import Tally
from panel.report.batch.totals import Totals
from tests.batches import a_panel
from tests.builders import a_take, a_tool
from tests.report.panels import takes_of


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


def test_a_tool_with_an_unasked_seat_is_named_and_has_neither_verdict_nor_cost() -> None:
    totals = Totals()
    totals.add(a_panel(takes=takes_of([80, 80, 80, 80, 80], cost_usd="0.01")))
    totals.add(a_panel(a_tool(slug="beta"), takes_of([80, 80, 40, 40], "beta", cost_usd="0.02")))
    totals.add(a_panel(a_tool(slug="late"), takes_of([80, 80, 80], "late", cost_usd="0.1"), seats=5))
    # Five takes of one cent, and four of two.
    assert (totals.unasked, totals.takes_usd) == (["late"], Decimal("0.13"))
    assert [one.count for one in totals.verdicts if one.what in ("ship", "split")] == [1, 1]


def test_failures_are_counted_by_cause_the_most_frequent_first_and_equal_ones_by_name() -> None:
    reasons = ["refusal: a", "blank: b", "timeout: c", "timeout: d"]
    failed = [a_take(status="failed", reason=one, score=None, decision=None, text=None) for one in reasons]
    totals = Totals()
    totals.add(a_panel(takes=failed))
    assert totals.failures == (
        Tally(what="timeout", count=2),
        Tally(what="blank", count=1),
        Tally(what="refusal", count=1),
    )
