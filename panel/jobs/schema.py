"""Schema: the JSON Schema of each value that goes in or out."""

from __future__ import annotations

from typing import Any

from panel.domain.answer import WIRE_SCHEMA
from panel.domain.document import ComparisonRecord, Document, VerdictRecord
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.errors import Mistake

_MODELS = {
    "tool": Tool,
    "take": Take,
    "verdict": VerdictRecord,
    "comparison": ComparisonRecord,
    "document": Document,
}
NAMES = ("tool", "take", "verdict", "comparison", "answer", "document")


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema by that name; raises Mistake for another."""
    if name == "answer":
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Answer", **WIRE_SCHEMA}
    if name not in _MODELS:
        raise Mistake(f"no schema named {name!r}; there are {', '.join(NAMES)}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_MODELS[name].model_json_schema(mode="serialization"),
    }
