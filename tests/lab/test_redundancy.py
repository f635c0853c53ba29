"""Personas that move as one."""

from __future__ import annotations

import pytest

from panel.domain.quality import PersonaPair, Redundancy
from panel.lab.redundancy import PersonasTogether, effective_seats
from tests.lab.panels import scored


def together(*scores: tuple[int, int]) -> Redundancy:
    """What the Builder's and the Skeptic's scores on some tools come to."""
    found = PersonasTogether(["builder", "skeptic"])
    for pair in scores:
        found.add(scored(*pair).verdict.personas)
    return found.figures()


def the_pair(*scores: tuple[int, int]) -> PersonaPair:
    """The one pair of the two."""
    (pair,) = together(*scores).pairs
    return pair


def test_the_same_scores_are_flagged_from_fifty_tools_on() -> None:
    alike = [(40, 40), (80, 80)]
    pair = the_pair(*alike * 25)
    assert (pair.tools, pair.correlation, pair.alpha, pair.ac1) == (50, 1, 1, 1)
    assert pair.flag == (
        "scores move as one: correlation 1.00 over 50 tools; decisions move as one: alpha 1.00 over 50 tools"
    )
    assert the_pair(*alike * 24).flag is None


def test_fewer_than_twenty_tools_say_nothing_and_why() -> None:
    pair = the_pair(*[(40, 40), (80, 80)] * 9)
    assert (pair.tools, pair.correlation, pair.alpha, pair.ac1, pair.same.share) == (18, None, None, None, None)
    assert pair.undefined == "18 tools scored by both, fewer than 20"


def test_scores_that_have_nothing_to_do_with_each_other_are_not_flagged() -> None:
    pair = the_pair(*[(40, 40), (40, 80), (80, 40), (80, 80)] * 25)
    # Each of four combinations as often: no correlation. They differ on 50 of 100 tools, 100 ships and 100 skips,
    # so that alpha is 1 - 199·50/(100·100) = 0.005, the small-sample term.
    assert (pair.correlation, pair.alpha, pair.ac1, pair.same.share) == (0, 0.005, 0, 0.5)
    assert pair.flag is None


def test_one_that_never_varies_has_no_correlation() -> None:
    pair = the_pair(*[(80, 40), (80, 70)] * 25)
    assert (pair.correlation, pair.low, pair.high) == (None, None, None)
    assert pair.undefined == "no correlation: the scores of one do not vary"
    assert pair.alpha is not None


def test_decisions_that_are_all_the_same_have_no_alpha_but_an_ac1() -> None:
    pair = the_pair(*[(70, 90), (80, 80), (90, 70)] * 20)
    assert (pair.correlation, pair.alpha, pair.ac1) == (-1, None, 1)
    assert pair.undefined == "no alpha: all decisions are the same"


def test_tools_on_which_one_has_no_score_do_not_count() -> None:
    found = PersonasTogether(["builder", "skeptic"])
    found.add(scored(80).verdict.personas)
    assert found.figures().pairs[0].tools == 0


def test_two_that_move_as_one_are_one_seat() -> None:
    assert together(*[(40, 40), (80, 80)] * 10).effective == 1


def test_seats_that_go_against_each_other_are_no_more_than_they_are() -> None:
    assert together(*[(40, 80), (80, 40)] * 10).effective == 2


@pytest.mark.parametrize(("n", "correlation", "seats"), [(5, 0.5, 5 / 3), (9, 0.44, 9 / 4.52), (5, 0.0, 5)])
def test_effective_seats_by_hand(n: int, correlation: float, seats: float) -> None:
    assert effective_seats(n, correlation) == pytest.approx(seats)  # 5 / (1 + 4·0.5) and 9 / (1 + 8·0.44)


def test_without_any_correlation_there_is_no_number_of_seats() -> None:
    found = PersonasTogether(["builder", "skeptic"]).figures()
    assert (found.effective, found.undefined) == (None, "no two personas have a correlation")


def test_every_two_of_the_roster_are_a_pair() -> None:
    pairs = PersonasTogether(["builder", "skeptic", "creator", "builder"]).figures().pairs
    assert [(pair.a, pair.b) for pair in pairs] == [
        ("builder", "skeptic"),
        ("builder", "creator"),
        ("skeptic", "creator"),
    ]
