"""Which characters of a model's text are kept."""

from __future__ import annotations

import pytest

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
