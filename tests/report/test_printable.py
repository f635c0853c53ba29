"""What may reach a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.report.printable import one_line, paragraphs

any_text = st.text(st.characters())


@given(any_text)
def test_no_text_steers_a_terminal(text: str) -> None:
    for shown, allowed in ((paragraphs(text), "\n"), (one_line(text), "")):
        assert all(unicodedata.category(mark) not in ("Cc", "Cs", "Zl", "Zp") or mark in allowed for mark in shown)
        assert not set(shown) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(any_text)
def test_what_is_printable_stays_as_it_is(text: str) -> None:
    assert paragraphs(paragraphs(text)) == paragraphs(text)
    assert one_line(one_line(text)) == one_line(text)


@given(any_text)
def test_printable_text_can_be_written_as_utf_8(text: str) -> None:
    paragraphs(text).encode()


@pytest.mark.parametrize(
    "text",
    [
        "A vs B",
        "<b>bold</b> &amp; co",
        "👩‍👩‍👧 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "שלום עולם",
        "e\u0301 a\u0308\u0323",
        "می‌خواهم",
        "  two  spaces",
    ],
)
def test_unusual_text_is_printed_as_it_is(text: str) -> None:
    assert paragraphs(text) == text


def test_an_escape_sequence_loses_what_makes_it_one() -> None:
    assert paragraphs("\x1b[2Jgone\x07 \x9b31mred") == "[2Jgone 31mred"


def test_every_line_end_is_a_line_feed() -> None:
    assert paragraphs("a\r\nb\rc\u2028d\u2029e\x85f\x0bg\x0ch") == "a\nb\nc\nd\ne\nf\ng\nh"


def test_one_line_joins_lines_by_spaces() -> None:
    assert one_line("  first \n\n second\u2028third\tfourth ") == "first second third fourth"
