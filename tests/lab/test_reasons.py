"""Why a take is worth an early look."""

from __future__ import annotations

from panel.domain.panel import Panel
from panel.domain.quality import AlikePair
from panel.domain.take import Take
from panel.lab.reasons import Reason, marks_of, of_itself, of_likeness, of_the_panel
from tests.builders import a_take
from tests.lab.panels import named, scored


def alone(take: Take) -> list[tuple[int, str]]:
    """The reasons that lie in a take."""
    return [(reason.weight, reason.words) for reason in of_itself(take, 60)]


def in_panel(panel: Panel) -> list[tuple[str, int, str]]:
    """The reasons that lie in how a panel decides."""
    return [(take.persona, reason.weight, reason.words) for take, reason in of_the_panel(panel.verdict, 60)]


def test_a_take_like_any_other_has_none() -> None:
    assert alone(a_take(score=80)) == []


def test_the_nearer_to_the_line_the_more_it_weighs() -> None:
    assert alone(a_take(score=60)) == [(40, "ship with 60, in the grey band")]
    assert alone(a_take(score=63)) == [(25, "ship with 63, in the grey band")]  # 40 - 3·5
    assert alone(a_take(score=64)) == []


def test_each_hard_finding_weighs_a_hundred_and_soft_ones_five_up_to_five_of_them() -> None:
    hard = {"code": "experience", "severity": "hard"}
    soft = [{"code": f"soft_{number}"} for number in range(7)]
    assert alone(a_take(findings=[hard, soft[0]])) == [(100, "hard finding: experience"), (5, "1 soft finding")]
    assert alone(a_take(findings=soft)) == [(25, "7 soft findings")]


def test_a_contradiction_is_a_reason_whether_it_failed_or_stands() -> None:
    assert alone(a_take(score=20)) == [(60, "ship with 20, against its score")]
    failed = a_take(status="failed", reason="contradiction: x", score=None, decision=None, text=None)
    assert alone(failed) == [(40, "failed: its decision contradicted its score")]


def test_a_split_is_decided_by_the_take_nearest_to_the_line() -> None:
    assert in_panel(scored(80, 66, 50, 40)) == [("skeptic", 60, "decides a split: 2 ship, 2 skip")]


def test_one_vote_is_decided_by_the_nearest_take_of_the_winners() -> None:
    assert in_panel(scored(80, 70, 75, 59, 40)) == [("skeptic", 30, "decides by one vote: 3 ship, 2 skip")]


def test_one_against_three_or_more_is_alone() -> None:
    assert in_panel(scored(80, 80, 80, 40, 80)) == [("founder", 25, "alone with skip against 4")]
    assert in_panel(scored(40, 40, 70, 40)) == [("futurist", 25, "alone with ship against 3")]


def test_an_agreed_panel_or_one_with_too_few_takes_has_none() -> None:
    assert in_panel(scored(80, 80, 80, 80, 80)) == []
    assert in_panel(scored(80, 40)) == []


def test_a_near_duplicate_says_of_what() -> None:
    pairs = [AlikePair(tool="beta", a="builder", b="skeptic", similarity=1)]
    found = [(reason.weight, reason.words) for reason in of_likeness(named("beta", "skeptic"), named("alpha"), pairs)]
    assert found == [(50, "nearly the take of builder on alpha"), (50, "nearly the take of builder on the same tool")]
    assert list(of_likeness(named("beta", "founder"), None, pairs)) == []


def test_marks_are_told_once_and_the_weightiest_first() -> None:
    reasons = [Reason(5, "a", "soft finding"), Reason(25, "b", "grey band"), Reason(40, "c", "grey band")]
    assert marks_of(reasons) == ("grey band", "soft finding")


def test_a_mark_stands_in_a_list_with_commas() -> None:
    hard, soft = {"code": "experience", "severity": "hard"}, {"code": "length"}
    failed = a_take(status="failed", reason="contradiction: x", score=None, decision=None, text=None)
    pairs = [AlikePair(tool="beta", a="builder", b="skeptic", similarity=1)]
    panels = [scored(80, 66, 50, 40), scored(80, 70, 75, 59, 40), scored(80, 80, 80, 40, 80)]
    found = marks_of(
        [
            *of_itself(a_take(score=60, findings=[hard, soft]), 60),
            *of_itself(a_take(score=20), 60),
            *of_itself(failed, 60),
            *(reason for panel in panels for _, reason in of_the_panel(panel.verdict, 60)),
            *of_likeness(named("beta", "skeptic"), named("alpha"), pairs),
        ]
    )
    assert ", ".join(found) == (
        "hard finding, contradiction, split, near-duplicate, grey band, one vote, alone, soft finding"
    )
