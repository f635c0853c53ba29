"""Builders of what a batch comes to: panels and a summary, with sensible defaults."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from panel.domain.batch_summary import BatchSummary
from panel.domain.panel import Panel
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.verdict.tally import verdict
from tests.builders import NOON, a_tool
from tests.report.panels import PANEL, takes_of


def a_panel(tool: Tool | None = None, takes: Iterable[Take] | None = None, *, seats: int | None = None) -> Panel:
    """A tool with its takes, of the five where none are given; whole unless it has more seats."""
    tool = tool or a_tool()
    made = tuple(takes_of([80, 70, 65, 40, 55], tool.slug) if takes is None else takes)
    return Panel(tool=tool, takes=made, verdict=verdict(tool, made, PANEL), seats=len(made) if seats is None else seats)


def panels_of(slugs: Sequence[str], **fields: Any) -> list[Panel]:  # noqa: ANN401 - any field of a Tool
    """A whole panel for each slug."""
    return [a_panel(a_tool(slug=slug, name=slug.capitalize(), **fields)) for slug in slugs]


def a_summary(**fields: Any) -> BatchSummary:  # noqa: ANN401 - any field of a BatchSummary
    """A finished job of one run over one feed."""
    return BatchSummary.model_validate(
        {
            "panel": "0.1.0",
            "outcome": "finished",
            "job": "r1",
            "runs": ["r1"],
            "settings": "5e77",
            "models": ["openrouter:a/b"],
            "personas": ["builder", "skeptic", "futurist", "founder", "creator"],
            "samples": 1,
            "started_at": NOON,
            "finished_at": NOON,
            "feeds": [a_feed()],
            "tools": 2,
            "rejected": 0,
            "verdicts": [{"what": "ship", "count": 2}],
            "cells": {
                "cells": 10, "ok": 10, "abstained": 0, "failed": 0, "unasked": 0,
                "reused": 0, "asked": 10, "re_asked": 0, "of_job": {"asked": 10, "re_asked": 0},
            },
            "failures": [],
            "money": {
                "spent_usd": "0.01", "priced_usd": "0", "held_usd": "0", "takes_usd": "0.01", "saved_usd": None,
                "prompt_tokens": 100, "cached_tokens": 0, "completion_tokens": 50,
            },
            **fields,
        }
    )  # fmt: skip


def a_feed(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of a FeedSummary
    """A feed of two tools."""
    return {
        "name": "feed.jsonl", "format": "jsonl", "sha256": "f0", "rows": 2, "tools": 2, "rejected": 0, "repeated": 0,
        **fields,
    }  # fmt: skip
