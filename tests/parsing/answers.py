"""Builders of what models send: an answer's fields, and completions."""

from __future__ import annotations

import json
from typing import Any

from panel.domain.completion import Attempt, Completion
from tests.builders import NOON

TAKE = " ".join(["Notes"] * 60)
"""Sixty words, the fewest that a persona asks for unless it says otherwise."""


def verdict(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """A ship with 80."""
    return {"decision": "ship", "reason": None, "score": 80, **fields}


def answer(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """An answer to ``a_persona()`` in which nothing is odd."""
    marks = [{"criterion": f"builder_{number}", "evidence": ["e1"], "met": "yes"} for number in range(1, 6)]
    return {
        "evidence": [{"id": "e1", "quote": "needs no account"}],
        "marks": marks,
        "take": TAKE,
        "verdict": verdict(),
        **fields,
    }


def completion(text: str | dict[str, Any], **fields: Any) -> Completion:  # noqa: ANN401 - any field
    """A completion that says a text, or a JSON object."""
    said = text if isinstance(text, str) else json.dumps(text)
    attempt = Attempt(outcome="completed", sent_at=NOON)
    return Completion.model_validate({"text": said, "finish_reason": "stop", "attempt": attempt, **fields})
