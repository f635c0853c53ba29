"""The bottom line says what the panel says, what it rests on and what would change it, and names no winner."""

from __future__ import annotations

import pytest

from panel.domain.take import Mark
from panel.report.bottom_line import bottom_line_of_pair, bottom_line_of_tool, open_questions
from panel.report.view import House
from tests.builders import a_take, a_tool
from tests.report.panels import PANEL, a_pair, a_view, takes_of

HOUSE = House(personas=PANEL)


@pytest.mark.parametrize(
    ("scores", "says", "would_change"),
    [
        (
            [90, 80, 70, 60],
            "Ship. All four reviewers with a decision would ship Alpha; scores run from 60 to 90.",
            "Alpha would stop being a ship if two of the four who ship it changed sides.",
        ),
        (
            [90, 80, 20],
            "Ship. Two of three reviewers with a decision would ship Alpha; scores run from 20 to 90.",
            "Alpha would stop being a ship if one of the two who ship it changed sides.",
        ),
        (
            [10, 20, 30, 40, 90],
            "Skip. Four of five reviewers with a decision would skip Alpha; scores run from 10 to 90.",
            "Alpha would stop being a skip if two of the four who skip it changed sides.",
        ),
        (
            [80, 80, 20, 20],
            "Split. As many reviewers would ship Alpha as would skip it, two each; scores run from 20 to 80.",
            "Alpha would get a verdict if one reviewer changed sides.",
        ),
        (
            [80],
            "No verdict on Alpha: only one reviewer has a decision.",
            (
                "Alpha would get a verdict from decisions of more reviewers. "
                "Skeptic, Futurist, Founder, Creator have none."
            ),
        ),
    ],
)
def test_a_tools_bottom_line(scores: list[int], says: str, would_change: str) -> None:
    line = bottom_line_of_tool(a_view(takes=takes_of(scores)), HOUSE)
    assert (line.says, line.would_change) == (says, would_change)


def test_it_rests_on_takes_and_on_facts_with_their_sources() -> None:
    tool = a_tool(facts=[{"text": "One.", "source": "https://a.example/"}, {"text": "Two."}])
    line = bottom_line_of_tool(a_view(tool, takes_of([80, 80, 80])), HOUSE)
    assert line.rests_on.startswith("3 takes by a/b, on a dossier with 2 facts, one with a source. Single run")


def test_a_pairs_bottom_line_states_both_verdicts_and_the_gap_and_no_winner() -> None:
    left = a_view(takes=takes_of([90, 80, 70]))
    right = a_view(a_tool(slug="beta", name="Beta"), takes_of([30, 30, 30], tool="beta"))
    line = bottom_line_of_pair(a_pair(left, right), HOUSE)
    # the gaps are 60, 50 and 40 points
    assert line.says == (
        "The panel would ship Alpha (3 ship / 0 skip) and skip Beta (0 ship / 3 skip). "
        "Among the three reviewers who scored both, Alpha stands 50 points above Beta on average."
    )
    assert "no winner is named" in line.rests_on


@pytest.mark.parametrize(
    ("left", "right", "says"),
    [
        ([90, 90, 90], [90, 90, 90], "The panel would ship both, "),
        ([10, 10, 10], [10, 10, 10], "The panel would skip both, "),
        ([10, 10, 10], [90, 90, 90], "The panel would ship Beta (3 ship / 0 skip) and skip Alpha "),
        ([90], [90, 90, 90], "Too few takes on Alpha (1 ship / 0 skip); ship on Beta (3 ship / 0 skip)."),
    ],
)
def test_both_verdicts_are_in_one_sentence(left: list[int], right: list[int], says: str) -> None:
    pair = a_pair(a_view(takes=takes_of(left)), a_view(a_tool(slug="beta", name="Beta"), takes_of(right, tool="beta")))
    assert bottom_line_of_pair(pair, HOUSE).says.startswith(says)


def test_level_scores_and_no_shared_reviewer_are_said() -> None:
    beta = a_tool(slug="beta", name="Beta")
    level = a_pair(a_view(takes=takes_of([80])), a_view(beta, takes_of([80], tool="beta")))
    assert "For the one reviewer who scored both, the two are level." in bottom_line_of_pair(level, HOUSE).says
    none = a_pair(a_view(takes=takes_of([80])), a_view(beta, [a_take(tool="beta", persona="creator")]))
    assert "No reviewer scored both" in bottom_line_of_pair(none, HOUSE).says


def test_open_questions_are_the_criteria_marked_unknown_one_of_each_reviewer_in_turn() -> None:
    def marks(persona: str, *numbers: str) -> list[Mark]:
        return [Mark(criterion=f"{persona}_{number}", met="unknown") for number in numbers]

    takes = [
        a_take(persona="builder", marks=marks("builder", "1", "2")),
        a_take(persona="skeptic", marks=[*marks("skeptic", "3"), Mark(criterion="skeptic_1", met="yes")]),
    ]
    asked = open_questions(a_view(takes=takes), HOUSE)
    assert [(one.persona, one.ask) for one in asked] == [
        ("Builder", "Does the dossier answer question one?"),
        ("Skeptic", "Does the dossier answer question three?"),
        ("Builder", "Does the dossier answer question two?"),
    ]
