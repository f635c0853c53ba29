"""Wrapped paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.intake.paragraphs import unwrapped


def test_a_wrapped_paragraph_is_one_line() -> None:
    assert (
        unwrapped("It keeps\n  notes\nin files.\n\nIt runs\noffline.") == "It keeps notes in files.\n\nIt runs offline."
    )


@pytest.mark.parametrize(
    "text",
    [
        "- one\n- two",
        "1. one\n2. two",
        "# Title\nText",
        "Title\n=====\nText",
        "> said\n> twice",
        "| a | b |\n| - | - |",
        "```\na\nb\n```",
        "Run:\n\n    make demo\n    make test",
        "a line  \nwith a hard break",
        "a line\\\nwith another",
        "<p>a</p>\n<p>b</p>",
        "<pre>\nnpm i x\nx run\n</pre>",
        "Plan | Price\n--- | ---\nFree | 0",
        "***\nNext",
        "___\nNext",
        "* * *\nNext",
        "- - -\nNext",
        "```\na\n~~~\nb\n c\n```",
    ],
)
def test_lines_that_mean_something_stay(text: str) -> None:
    assert unwrapped(text) == text


def test_text_after_code_is_joined_again() -> None:
    assert unwrapped("```\na\n~~~\nb\n```\npara\nwrapped") == "```\na\n~~~\nb\n```\npara wrapped"
    assert unwrapped("```x``` is code\nin a line\n\nand\nmore") == "```x``` is code in a line\n\nand more"
    assert unwrapped("<pre>\na\n</pre>\n\nand\nmore") == "<pre>\na\n</pre>\n\nand more"


def test_a_list_item_takes_its_continuation() -> None:
    assert unwrapped("- one\n  and more\n- two") == "- one and more\n- two"


@given(st.text(alphabet="ab -*#>|`\n\t", max_size=80))
def test_words_are_neither_lost_nor_reordered(text: str) -> None:
    assert "".join(unwrapped(text).split()) == "".join(text.split())


@given(st.text(alphabet="ab .\n", max_size=80))
def test_joining_twice_changes_nothing(text: str) -> None:
    assert unwrapped(unwrapped(text)) == unwrapped(text)
