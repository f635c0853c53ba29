"""Where the quotations of a text are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.checks.quotations import _ANY as ANY
from panel.checks.quotations import _QUOTATIONS as DOUBLE
from panel.checks.quotations import all_quotations, quotations


def outer(text: str) -> list[str]:
    """What stands between the outermost double marks."""
    return [quotation["words"] for quotation in quotations(text)]


def every(text: str) -> list[str]:
    """What stands between any marks."""
    return [quotation["words"] for quotation in all_quotations(text)]


@pytest.mark.parametrize("text", ["says “so it is”.", 'says "so it is".', "says «so it is».", "says „so it is“."])
def test_finds_words_between_double_marks(text: str) -> None:
    assert outer(text) == ["so it is"]


def test_inches_open_nothing() -> None:
    assert outer('A 13" screen beside a 15" screen.') == []


def test_an_apostrophe_opens_nothing() -> None:
    assert every("The users' notes and the tool's files, 'tis said.") == []


def test_single_marks_count_where_every_quotation_is_asked_for() -> None:
    assert outer("says 'it isn't so'") == []
    assert every("says 'it isn't so'") == ["it isn't so"]


def test_a_quotation_ends_with_its_paragraph() -> None:
    assert outer("an “open mark\nand a” stray one") == []


def test_an_outer_quotation_comes_before_what_is_in_it() -> None:
    assert outer("“a “b c” d” e “f”") == ["a “b c” d", "f"]
    assert every("“a “b c” d” e “f”") == ["a “b c” d", "b c", "f"]


def test_one_mark_too_many_spoils_no_later_quotation() -> None:
    assert outer("an “open one and “a closed one” then") == ["a closed one"]


@given(st.text(alphabet="ab \n.“”«»„\"'‘’é_½\u0301"))
def test_quotations_are_looked_for_wherever_one_may_begin(text: str) -> None:
    found = [quotation.span() for quotation in all_quotations(text)]
    assert found == [
        one.span()
        for outermost in ANY.finditer(text)
        for one in (outermost, *ANY.finditer(text, *outermost.span("words")))
    ]
    assert [one.span() for one in quotations(text)] == [one.span() for one in DOUBLE.finditer(text)]
