"""Who served: the model that was asked under any of its spellings, and never another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.serving import is_as_asked


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("openai/gpt-4o", "openai/gpt-4o"),
        ("openai/gpt-4o", "openai/gpt-4o-2024-08-06"),
        ("openai/gpt-4o", "gpt-4o-2024-08-06"),
        ("openai/gpt-4o-2024-08-06", "openai/gpt-4o"),
        ("anthropic/claude-sonnet-4.5", "anthropic/claude-4.5-sonnet-20250929"),
        ("mistralai/mistral-large", "mistralai/mistral-large-2411"),
        ("deepseek/deepseek-chat-v3:free", "deepseek/deepseek-chat-v3"),
        ("a/b:nitro", "a/b"),
        ("a/b", "a/b:free"),
        ("google/gemini-2.0-flash", "google/gemini-2.0-flash-001"),
        ("A/B", "a/b"),
        ("openrouter/auto", "openai/gpt-5-mini"),
        ("a/b", None),
        ("a/b", ""),
    ],
)
def test_a_model_under_another_spelling_is_as_asked(asked: str, served: str | None) -> None:
    assert is_as_asked(asked, served)


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("openai/gpt-4o", "openai/gpt-4o-mini"),
        ("openai/gpt-4o", "openai/gpt-4o-mini-2024-07-18"),
        ("openai/gpt-5", "openai/gpt-4"),
        ("anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-4"),
        ("a/b", "c/b"),
        ("qwen/qwen3:8b", "qwen/qwen3:32b"),
        ("a/b", "c/d"),
    ],
)
def test_another_model_is_not(asked: str, served: str) -> None:
    assert not is_as_asked(asked, served)


def test_the_catalogues_slug_is_the_model_too() -> None:
    assert not is_as_asked("a/big", "a/large-x-20250101")
    assert is_as_asked("a/big", "a/large-x-20250101", "a/large-x")


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_ids_are_the_same_or_are_not_in_either_order(one: str, other: str) -> None:
    if one and other and not any(text.casefold().startswith("openrouter/") for text in (one, other)):
        assert is_as_asked(one, other) == is_as_asked(other, one)
