"""The takes to look at first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from panel.lab.look_first import Weightiest
from panel.lab.reasons import Reason
from tests.lab.panels import named


def test_reasons_add_up_and_the_weightiest_comes_first() -> None:
    found = Weightiest()
    found.add(named("alpha"), [Reason(40, "on the line", "m")])
    found.add(named("beta"), [Reason(5, "a finding", "m"), Reason(60, "decides a split", "m")])
    assert [(one.take.tool, one.weight, one.reasons) for one in found.figures()] == [
        ("beta", 65, ("decides a split", "a finding")),
        ("alpha", 40, ("on the line",)),
    ]


def test_a_take_without_a_reason_is_not_there() -> None:
    found = Weightiest()
    found.add(named("alpha"), [])
    assert found.figures() == ()


def test_of_equal_weight_they_stand_by_tool_then_in_the_order_of_rows() -> None:
    found = Weightiest()
    for name in (named("b"), named("a", "zoe"), named("a", "creator"), named("a", "builder", sample=2), named("a")):
        found.add(name, [Reason(1, "x", "m")])
    stand = [(one.take.tool, one.take.persona, one.take.sample) for one in found.figures()]
    assert stand == [
        ("a", "builder", 1),
        ("a", "builder", 2),
        ("a", "creator", 1),
        ("a", "zoe", 1),
        ("b", "builder", 1),
    ]


@given(st.permutations([(tool, weight) for tool in "abcdef" for weight in (1,)] + [("g", 2), ("h", 3)]))
def test_the_same_are_kept_whatever_order_they_come_in(takes: list[tuple[str, int]]) -> None:
    found = Weightiest(most=4)
    for tool, weight in takes:
        found.add(named(tool), [Reason(weight, "x", "m")])
    assert [one.take.tool for one in found.figures()] == ["h", "g", "a", "b"]
