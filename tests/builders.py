"""Builders of domain values: sensible defaults, and whatever a test cares about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from panel.domain.cell import Cell
from panel.domain.persona import Persona
from panel.domain.seat import Model, Sampling
from panel.domain.take import Take
from panel.domain.tool import Tool

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


def a_tool(**fields: Any) -> Tool:  # noqa: ANN401 - any field of a Tool
    """A small, complete tool."""
    return Tool.model_validate(
        {
            "slug": "alpha",
            "name": "Alpha",
            "tagline": "Keeps notes in plain files",
            "category": "Developer Tools",
            "pricing": "Free",
            "pricing_model": "free",
            "license": "MIT",
            "description": "Alpha keeps notes in plain Markdown files. It runs offline and needs no account.",
            "facts": [{"text": "One command installs the command line tool."}],
            **fields,
        }
    )


def a_persona(**fields: Any) -> Persona:  # noqa: ANN401 - any field of a Persona
    """A persona with five criteria of its own."""
    name = fields.get("id", "builder")
    criteria = [
        {"id": f"{name}_{number}", "ask": f"Does the dossier answer question {word}?", "yes_is": way}
        for number, (word, way) in enumerate(
            [("one", "ship"), ("two", "ship"), ("three", "ship"), ("four", "skip"), ("five", "skip")], start=1
        )
    ]
    return Persona.model_validate(
        {
            "id": "builder",
            "name": str(name).capitalize(),
            "version": 1,
            "motto": "Show the first command.",
            "question": f"What does the {name} want to know?",
            "criteria": criteria,
            "earns_ship": ["a first step that is stated"],
            "earns_skip": ["no way out"],
            "not_my_job": ["price"],
            "voice": {"stance": "dry", "sentences": "short"},
            "moves": [{"name": "first_step", "does": "names the first step"}],
            **fields,
        }
    )


def a_model(**fields: Any) -> Model:  # noqa: ANN401 - any field of a Model
    """A model on OpenRouter."""
    return Model.model_validate({"endpoint": "openrouter", "id": "a/b", **fields})


def a_take(**fields: Any) -> Take:  # noqa: ANN401 - any field of a Take
    """An ok take: the Builder ships it with 80."""
    return Take.model_validate(
        {
            "tool": "alpha",
            "persona": "builder",
            "model": "a/b",
            "endpoint": "openrouter",
            "score": 80,
            "decision": "ship",
            "text": "It does one thing and says how to leave.",
            "created_at": NOON,
            **fields,
        }
    )


def a_cell(**fields: Any) -> Cell:  # noqa: ANN401 - any field of a Cell
    """The Builder's first sample on Alpha."""
    return Cell.model_validate(
        {
            "tool": a_tool(),
            "persona": a_persona(),
            "model": a_model(),
            "sample": 1,
            "sampling": Sampling(),
            "templates": "templates",
            "contract": "contract",
            "address": "https://openrouter.ai/api/v1",
            **fields,
        }
    )
