"""Decisions against scores."""

from __future__ import annotations

from panel.domain.quality import Contradictions
from panel.domain.take import Take
from panel.lab.contradictions import Sides
from tests.builders import a_take


def sides(*takes: Take) -> Contradictions:
    """What some takes come to, with ships from 60."""
    found = Sides(60)
    for take in takes:
        found.add(take)
    return found.figures()


def test_the_band_reaches_three_points_to_either_side() -> None:
    found = sides(*(a_take(score=score, decision="ship" if score >= 60 else "skip") for score in range(55, 66)))
    assert (found.in_band.count, found.in_band.n) == (7, 11)  # 57 to 63
    assert (found.skip, found.ship, found.against, found.outside) == (3, 4, 0, 0)


def test_in_the_band_a_decision_may_be_against_its_score() -> None:
    found = sides(a_take(score=57, decision="ship"), a_take(score=63, decision="skip"), a_take(score=60))
    assert (found.ship, found.skip, found.against, found.outside) == (2, 1, 2, 0)


def test_outside_the_band_it_is_a_contradiction() -> None:
    assert sides(a_take(score=56, decision="ship"), a_take(score=64, decision="skip")).outside == 2


def test_takes_that_failed_for_it_are_counted_among_all_that_were_answered_with_both() -> None:
    failed = {"status": "failed", "score": None, "decision": None, "text": None}
    found = sides(a_take(), a_take(reason="contradiction: ship with 20", **failed), a_take(reason="blank", **failed))
    assert (found.failed.count, found.failed.n) == (1, 2)
