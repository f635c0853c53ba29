"""Which characters of a model's text are kept."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.parsing.characters import kept, with_plain_lines


@pytest.mark.parametrize(
    "hidden",
    ["\x00", "\x1b", "\x7f", "\x85", "\ud800", "\u202e", "\u2066", "\u200f", "\ufeff", "\U000e0041", "\ue000"],
)
def test_drops_what_steers_or_hides(hidden: str) -> None:
    assert kept(f"a{hidden}b") == "ab"


@pytest.mark.parametrize("text", ["line\nline\ttab", "naïve café", "👩\u200d💻 ships", "工具", "שלום", "a\u00a0b"])
def test_keeps_what_people_write(text: str) -> None:
    assert kept(text) == text


def test_writes_every_line_end_alike() -> None:
    assert with_plain_lines("a\r\nb\rc\u2028d\u2029e\n") == "a\nb\nc\nd\ne\n"


def is_kept(mark: str) -> bool:
    """The rule, one character at a time."""
    is_steering = mark in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
    is_tag = 0xE0000 <= ord(mark) < 0xE1000
    return mark in "\n\t" or not (unicodedata.category(mark) in {"Cc", "Cs", "Co", "Cn"} or is_steering or is_tag)


def test_every_character_is_kept_or_dropped_by_one_rule() -> None:
    for first in (*range(0, 0x20000, 0x1000), 0xE0000, 0xE1000, 0x10F000):
        marks = [chr(code) for code in range(first, first + 0x1000)]
        assert [mark for mark in marks if kept(mark)] == [mark for mark in marks if is_kept(mark)]
        assert kept("".join(marks)) == "".join(filter(is_kept, marks))


@given(st.text())
def test_a_text_keeps_what_its_characters_keep(text: str) -> None:
    assert kept(text) == "".join(filter(is_kept, text))
