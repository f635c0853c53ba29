"""Parameters: what each dialect is sent of a model's settings, and what is said to be left out."""

from __future__ import annotations

import pytest

from panel.domain.seat import Preferences, Reasoning, Sampling
from panel.wire.endpoints import Dialect
from panel.wire.parameters import left_out, sent_parameters

EVERYTHING = Sampling(
    seed=7, reasoning=Reasoning(effort="low"), provider=Preferences(only=("anthropic",)), fallbacks=("c/d",)
)


@pytest.mark.parametrize("dialect", [Dialect.OLLAMA, Dialect.OPENAI])
@pytest.mark.parametrize(
    ("reasoning", "word"),
    [
        (Reasoning(effort="none"), "none"),
        (Reasoning(enabled=False), "none"),
        (Reasoning(enabled=False, effort="high"), "none"),
        (Reasoning(effort="minimal"), "low"),
        (Reasoning(effort="medium"), "medium"),
        (Reasoning(effort="max"), "high"),
        (Reasoning(enabled=True), None),
        (Reasoning(max_tokens=99), None),
        (Reasoning(), None),
    ],
)
def test_servers_that_take_one_word_of_thinking_get_one_that_they_know(
    dialect: Dialect, reasoning: Reasoning, word: str | None
) -> None:
    assert sent_parameters(Sampling(reasoning=reasoning), dialect, None).get("reasoning_effort") == word


@pytest.mark.parametrize(
    ("dialect", "supported", "names"),
    [
        (Dialect.OPENROUTER, None, ()),
        (Dialect.OPENROUTER, frozenset({"seed", "temperature"}), ("reasoning",)),
        (Dialect.OPENROUTER, frozenset({"max_tokens"}), ("temperature", "seed", "reasoning")),
        (Dialect.OLLAMA, None, ("provider", "fallbacks")),
        (Dialect.LMSTUDIO, None, ("reasoning", "provider", "fallbacks")),
    ],
)
def test_what_is_set_and_not_sent_is_named(
    dialect: Dialect, supported: frozenset[str] | None, names: tuple[str, ...]
) -> None:
    assert left_out(EVERYTHING, dialect, supported) == names


def test_nothing_that_was_not_set_is_said_to_be_left_out() -> None:
    assert left_out(Sampling(), Dialect.OLLAMA, None) == ()


def test_openrouter_gets_one_measure_of_thinking() -> None:
    sent = sent_parameters(Sampling(reasoning=Reasoning(effort="low", max_tokens=1_024)), Dialect.OPENROUTER, None)
    assert sent["reasoning"] == {"max_tokens": 1_024}
