"""Columns: aligned for a person, one row a line for whatever reads on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from panel.report.columns import columns

ROWS = st.lists(st.tuples(st.text(), st.text(), st.text()), min_size=1)


def test_every_column_is_as_wide_as_its_widest_text() -> None:
    assert columns([("ID", "NAME"), ("builder", "B")], indent="  ") == "  ID       NAME\n  builder  B\n"


def test_wide_characters_take_two_places() -> None:
    assert columns([("工具", "x"), ("abcd", "y")]) == "工具  x\nabcd  y\n"


def test_a_long_text_is_neither_cut_nor_wrapped() -> None:
    assert columns([("a", "word " * 200 + "end")]) == f"a  {'word ' * 200}end\n"


@given(ROWS)
def test_each_row_is_one_line_whatever_it_holds(rows: list[tuple[str, str, str]]) -> None:
    text = columns(rows)
    assert text.count("\n") == len(rows)
    assert "\x1b" not in text
