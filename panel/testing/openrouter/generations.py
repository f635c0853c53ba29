"""Generations: what ``GET /generation`` knows of a completion, some asks after it was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from panel.testing.openrouter.completions import Completed
from panel.testing.openrouter.listing import PROVIDER, plain
from panel.testing.openrouter.shapes import own
from panel.testing.replies import Reply

MOST = 100_000
"""Generations that are remembered; the oldest go first."""


@dataclass(slots=True)
class _Generation:
    model: str
    completed: Completed
    unfound: int


class Generations:
    """Every completion that was made, by its id. Each is found only after ``unfound`` asks."""

    def __init__(self, unfound: int) -> None:
        self._unfound = unfound
        self._made: dict[str, _Generation] = {}

    def add(self, identifier: str, model: str, completed: Completed) -> None:
        """Remember a completion."""
        self._made[identifier] = _Generation(model, completed, self._unfound)
        if len(self._made) > MOST:
            del self._made[next(iter(self._made))]

    def reply(self, identifier: str) -> Reply:
        """What is known of one: a 404 while it is not found yet, or never was made."""
        made = self._made.get(identifier)
        if made is None:
            return own(404, f"Generation {identifier[:80]} not found")
        if made.unfound > 0:
            made.unfound -= 1
            return own(404, f"Generation {identifier[:80]} not found")
        return Reply(
            body=orjson.dumps({"data": _facts(identifier, made)}), headers={"content-type": "application/json"}
        )


def _facts(identifier: str, made: _Generation) -> dict[str, Any]:
    completed = made.completed
    return {
        "id": identifier,
        "model": made.model,
        "provider_name": PROVIDER,
        "total_cost": orjson.Fragment(plain(completed.cost)),
        "native_tokens_prompt": completed.prompt_tokens,
        "native_tokens_completion": completed.completion_tokens,
        "native_tokens_cached": completed.cached_tokens,
        "finish_reason": completed.finish_reason,
        "router": None,
        "cancelled": False,
    }
