"""Parameters: which of a sampling's settings a model is sent, in its endpoint's own fields, and which it is not."""

from __future__ import annotations

from typing import Any

from panel.domain.seat import Reasoning, Sampling
from panel.wire.endpoints import Dialect

# Servers on this machine know three efforts and none, and OpenAI's own reject what a model does not know.
_EFFORTS = {"none": "none", "minimal": "low", "low": "low", "medium": "medium", "high": "high"}
_PLAIN_REASONING = (Dialect.OPENAI, Dialect.OLLAMA)


def sent_parameters(sampling: Sampling, dialect: Dialect, supported: frozenset[str] | None) -> dict[str, Any]:
    """The fields of a request; of the optional ones only those that are ``supported``, all where that is not known.

    OpenRouter finds nobody to serve a call with a parameter that a model does not take.
    """
    wanted = {"temperature": sampling.temperature, "seed": sampling.seed, **_reasoning(sampling.reasoning, dialect)}
    sent = {name: value for name, value in wanted.items() if value is not None and _is_taken(name, supported)}
    return {"max_tokens": sampling.max_tokens, **sent}


def left_out(sampling: Sampling, dialect: Dialect, supported: frozenset[str] | None) -> tuple[str, ...]:
    """The settings that are set and not sent, by their names in panel.toml."""
    sent = sent_parameters(sampling, dialect, supported)
    is_openrouter = dialect is Dialect.OPENROUTER
    unset = Sampling()
    reasons = {
        "temperature": "temperature" not in sent,
        "seed": sampling.seed is not None and "seed" not in sent,
        "reasoning": sampling.reasoning != unset.reasoning and not {"reasoning", "reasoning_effort"} & set(sent),
        "provider": sampling.provider != unset.provider and not is_openrouter,
        "fallbacks": bool(sampling.fallbacks) and not is_openrouter,
    }
    return tuple(name for name, is_left_out in reasons.items() if is_left_out)


def _is_taken(name: str, supported: frozenset[str] | None) -> bool:
    return supported is None or name in supported


def _reasoning(reasoning: Reasoning, dialect: Dialect) -> dict[str, Any]:
    """OpenRouter's object, or the one word that Ollama and llama-server take; LM Studio's models each differ."""
    if dialect is Dialect.OPENROUTER:
        beaten = {"effort"} if reasoning.max_tokens is not None else set()
        return {"reasoning": reasoning.model_dump(exclude_defaults=True, exclude=beaten) or None}
    if dialect not in _PLAIN_REASONING:
        return {}
    if reasoning.is_off:
        return {"reasoning_effort": "none"}
    return {"reasoning_effort": _EFFORTS.get(reasoning.effort, "high") if reasoning.effort else None}
