"""A panel's row on the index: what is worth a look, and nothing that a page would run."""

from __future__ import annotations

import pytest

from panel.report.batch.rows import index_row, marks
from tests.batches import a_panel
from tests.builders import a_tool
from tests.payloads import PAYLOADS, hostile_tool
from tests.report.panels import PANEL, takes_of


def marked(*scores: int) -> list[str]:
    """What is to be looked at in the panel that scores so, with the line at 60."""
    return marks(a_panel(takes=takes_of(scores)), 60)


def test_a_split_a_single_vote_and_a_mean_near_the_line_are_marked() -> None:
    assert marked(90, 90, 20, 20) == ["split"]  # the mean is 55
    assert marked(90, 90, 90, 20, 20) == ["one vote", "grey band"]  # 310 / 5 is 62
    assert marked(90, 90, 90, 90, 20) == []


@pytest.mark.parametrize(("score", "is_grey"), [(57, True), (56, False), (63, True), (64, False)])
def test_the_grey_band_ends_three_points_from_the_line(score: int, *, is_grey: bool) -> None:
    assert ("grey band" in marked(*[score] * 5)) is is_grey


def test_a_hard_finding_comes_first() -> None:
    takes = takes_of([80, 80, 40, 40], findings=[{"code": "experience", "severity": "hard"}])
    assert marks(a_panel(takes=takes), 60) == ["hard finding", "split", "grey band"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_of_a_tools_adds_an_element_to_its_row(payload: str) -> None:
    plain, hostile = (
        index_row(a_panel(tool), PANEL, 60) for tool in (a_tool(category="Notes"), hostile_tool(payload, "alpha"))
    )
    assert (hostile.count("<"), hostile.count(">")) == (plain.count("<"), plain.count(">"))
