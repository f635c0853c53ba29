"""Builders of views: a tool and what its takes come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from panel.domain.document import Votes
from panel.domain.persona import FIVE
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.report.view import PairView, ToolView
from panel.verdict.pair import comparison_of
from panel.verdict.tally import verdict
from tests.builders import a_persona, a_take, a_tool

PANEL = tuple(a_persona(id=one) for one in FIVE)


def a_view(tool: Tool | None = None, takes: Iterable[Take] = (), votes: tuple[int, int] | None = None) -> ToolView:
    """A tool with its verdict and its (ship, skip) votes."""
    tool = tool or a_tool()
    takes = tuple(takes)
    counted = Votes(tool=tool.slug, ship=votes[0], skip=votes[1]) if votes else None
    return ToolView(tool=tool, verdict=verdict(tool, takes, PANEL), takes=takes, votes=counted)


def a_pair(a: ToolView, b: ToolView) -> PairView:
    """Two views side by side."""
    return PairView(a=a, b=b, comparison=comparison_of(a.tool, a.verdict, b.tool, b.verdict))


def takes_of(scores: Sequence[int], tool: str = "alpha", **fields: object) -> list[Take]:
    """A take of each of the five in turn; from 60 it says ship."""
    return [
        a_take(tool=tool, persona=persona, score=score, decision="ship" if score >= 60 else "skip", **fields)
        for persona, score in zip(FIVE, scores, strict=False)
    ]
