"""The markers in a take that point at its evidence."""

from __future__ import annotations

from panel.domain.markers import pointed_at, without_markers


def test_names_what_is_pointed_at_in_order_and_in_small_letters() -> None:
    assert pointed_at("It starts fast [e1], runs offline [E1; e3] and ends [e2,e3].") == ["e1", "e1", "e3", "e2", "e3"]


def test_other_brackets_are_no_markers() -> None:
    assert pointed_at("It keeps [e], [x1] and [e1 e2].") == []


def test_puts_a_space_in_the_place_of_a_marker() -> None:
    assert without_markers("It runs[e1] offline [E1, e2].") == "It runs  offline  ."
