"""Schema: the JSON Schema of each value that goes in or out, as it is asked of someone who writes one."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from panel.domain.answer import WIRE_SCHEMA
from panel.domain.batch_summary import BatchSummary
from panel.domain.document import ComparisonRecord, Document, VerdictRecord
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.errors import Mistake

_MODELS: dict[str, type[BaseModel]] = {
    "tool": Tool,
    "take": Take,
    "verdict": VerdictRecord,
    "comparison": ComparisonRecord,
    "document": Document,
    "batch-summary": BatchSummary,
}
NAMES = ("tool", "take", "verdict", "comparison", "answer", "document", "batch-summary")

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema by that name; raises Mistake for another."""
    if name == "answer":
        return {"$schema": _DRAFT, "title": "Answer", **WIRE_SCHEMA}
    if name not in _MODELS:
        raise Mistake(f"no schema named {name!r}; there are {', '.join(NAMES)}")
    described = _MODELS[name].model_json_schema(mode="validation")
    for title, part in (*described.get("$defs", {}).items(), (described["title"], described)):
        if title == "Tool":
            _ask_little_of_tools(part)
        elif title == "Take":
            _ask_little_of_takes(part)
    return {"$schema": _DRAFT, **described}


def _ask_little_of_tools(part: dict[str, Any]) -> None:
    """A slug is made from the name, and a description or a fact is enough to go by."""
    part["required"] = ["name"]
    part["anyOf"] = [{"required": ["description"]}, {"required": ["facts"]}]


def _ask_little_of_takes(part: dict[str, Any]) -> None:
    """From outside, a take is a tool, a persona, a score, a decision and a text; without a score it has a status."""
    part["required"] = ["tool", "persona"]
    part["anyOf"] = [
        {"required": ["score", "decision", "text"]},
        {"required": ["status"], "properties": {"status": {"enum": ["abstained", "failed", "withheld"]}}},
    ]
