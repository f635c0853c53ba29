"""Said: the part of a completion that is the model's own, whole or spoilt in the way that a kind names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from panel.testing.openrouter.asked import CHARACTERS_A_TOKEN, tokens
from panel.testing.openrouter.kinds import Kind

_THOUGHT = "Weighing the marks, one criterion after the other, before anything is said of the tool."
_THOUGHT_TOKENS = 400
_REASONING: Mapping[str, Any] = {
    "reasoning": _THOUGHT,
    "reasoning_details": [{"type": "reasoning.text", "text": _THOUGHT, "signature": None, "id": "r1", "index": 0}],
}


@dataclass(frozen=True, slots=True)
class Said:
    """Text, why it ends, and what stands beside it in the message. Tokens of reasoning are billed as any other."""

    content: str | None
    finish_reason: str = "stop"
    native: str = "stop"
    reasoning_tokens: int = 0
    message: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tokens(self) -> int:
        """What is billed as output."""
        return tokens(len(self.content or "")) + self.reasoning_tokens


def said_in(kind: Kind, answer: str, *, most: int | None, is_reasoned: bool) -> Said:
    """What a model says that would have answered so; ``most`` is the most tokens that the request allows."""
    if kind in (Kind.EMPTY_LENGTH, Kind.REASONING_ONLY):
        return _thought_through(kind, most or _THOUGHT_TOKENS)
    said = _SPOILT[kind](answer) if kind in _SPOILT else Said(answer)
    if is_reasoned:
        said = replace(said, reasoning_tokens=_THOUGHT_TOKENS, message={**said.message, **_REASONING})
    return _limited(said, most)


def _thought_through(kind: Kind, spent: int) -> Said:
    """Reasoning took all there was."""
    if kind is Kind.EMPTY_LENGTH:
        return Said("", "length", "max_tokens", spent)
    return Said(None, "length", "max_tokens", spent, _REASONING)


def _half(answer: str) -> str:
    return answer[: len(answer) // 2]


def _out_of_range(answer: str) -> str:
    fields = orjson.loads(answer)
    fields["verdict"]["score"] = 140
    return orjson.dumps(fields).decode()


_SPOILT: Mapping[Kind, Callable[[str], Said]] = {
    Kind.TRUNCATED: lambda answer: Said(_half(answer), "length", "max_tokens"),
    Kind.BROKEN_OFF: lambda answer: Said(_half(answer), "error", "error"),
    Kind.FENCED: lambda answer: Said(f"```json\n{answer}\n```"),
    Kind.PROSE: lambda answer: Said(f"Here is the review that you asked for.\n\n{answer}\n\nThat is all of it."),
    Kind.OUT_OF_RANGE: lambda answer: Said(_out_of_range(answer)),
    Kind.THINK: lambda answer: Said(f"<think>\n{_THOUGHT}\n</think>\n\n{answer}"),
    Kind.HALF_THINK: lambda answer: Said(f"{_THOUGHT}\n</think>\n\n{answer}"),
    Kind.EMPTY: lambda _: Said(""),
    Kind.EMPTY_NULL: lambda _: Said(None),
    Kind.REFUSAL: lambda _: Said(None, message={"refusal": "I can't help with that."}),
    Kind.FILTERED: lambda _: Said("", "content_filter", "safety"),
}


def _limited(said: Said, most: int | None) -> Said:
    """Cut where the request's own limit is; thinking is paid out of it first."""
    if most is None or said.tokens <= most or said.finish_reason != "stop":
        return said
    left = max(most - said.reasoning_tokens, 0)
    return replace(
        said,
        content=(said.content or "")[: left * CHARACTERS_A_TOKEN],
        reasoning_tokens=min(said.reasoning_tokens, most),
        finish_reason="length",
        native="max_tokens",
    )
