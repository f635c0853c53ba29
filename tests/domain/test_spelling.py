"""What does not count when words are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.spelling import comparable, straight, tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("it’s “so”", 'it\'s "so"'),
        ("20–30 % — more", "20-30 % - more"),
        ("e\u0301tude", "étude"),
        ("two  spaces\u00a0and\na line", "two spaces and a line"),
        ("plain *and* _soft_ `code`", "plain and soft code"),
        ("hid\u200bden\u00ad", "hidden"),
    ],
)
def test_these_are_spelt_alike(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(("one", "other"), [("Fast", "fast"), ("20%", "30%"), ("snake_case", "snake case")])
def test_these_are_not(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


def test_a_paragraph_is_a_line() -> None:
    assert tidy(" One line,\nthe next.\n\n \nAnother. ") == "One line, the next.\nAnother."


@given(st.text())
def test_straight_marks_keep_every_place(text: str) -> None:
    assert len(straight(text)) == len(text)


@given(st.text())
def test_comparing_twice_changes_nothing(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)
