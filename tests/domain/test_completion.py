"""Completions: what an endpoint counts, and whether that can be true."""

from __future__ import annotations

import pytest

from panel.domain.completion import Usage


@pytest.mark.parametrize(
    ("usage", "said", "can_be"),
    [
        (Usage(prompt_tokens=9, completion_tokens=2), "words", True),
        (Usage(), "words", True),
        (Usage(prompt_tokens=9, completion_tokens=0), "", True),
        (Usage(prompt_tokens=9, completion_tokens=0), "words", False),
        (Usage(prompt_tokens=0, completion_tokens=2), "words", False),
        (Usage(prompt_tokens=0, completion_tokens=0), "", False),
    ],
)
def test_a_prompt_has_tokens_and_so_have_words(
    usage: Usage,
    said: str,
    can_be: bool,  # noqa: FBT001 - a table's column
) -> None:
    assert usage.can_be_of(said) == can_be
