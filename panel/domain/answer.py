"""Answer: the JSON asked of a model, and the schema that goes with the request."""

from __future__ import annotations

from typing import Any, Literal

from panel.domain.frozen import Frozen, fingerprint
from panel.domain.take import Decision, Evidence, Mark


class Answer(Frozen):
    """What a model answered, read and checked. A ``no_take`` has a reason and neither score nor decision."""

    evidence: tuple[Evidence, ...]
    marks: tuple[Mark, ...]
    text: str | None
    decision: Decision | None
    reason: Literal["off_lens", "thin_dossier"] | None
    score: int | None


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


_TEXT: dict[str, Any] = {"type": "string"}

WIRE_SCHEMA: dict[str, Any] = _closed(
    {
        "evidence": {"type": "array", "items": _closed({"id": _TEXT, "quote": _TEXT})},
        "marks": {
            "type": "array",
            "items": _closed(
                {
                    "criterion": _TEXT,
                    "evidence": {"type": "array", "items": _TEXT},
                    "met": {"type": "string", "enum": ["yes", "no", "unknown"]},
                }
            ),
        },
        "take": _TEXT,
        "verdict": _closed(
            {
                "decision": {"type": "string", "enum": ["ship", "skip", "no_take"]},
                "reason": {"type": ["string", "null"], "enum": ["off_lens", "thin_dossier", None]},
                "score": {"type": ["integer", "null"]},
            }
        ),
    }
)
"""The schema sent with every call: the same for all personas, keys in alphabetical order, and no bounds or lengths,
which some providers reject; those are checked where answers are read."""

CONTRACT_VERSION = 1
"""Raised when what counts as an answer changes; part of every cell's key."""

CONTRACT = fingerprint("contract", CONTRACT_VERSION, WIRE_SCHEMA)
