"""Builders of panels and of texts whose likeness is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from panel.domain.panel import Panel
from panel.domain.persona import FIVE
from panel.domain.quality import TakeName
from panel.domain.take import Take
from panel.verdict.tally import verdict
from tests.builders import a_persona, a_tool
from tests.report.panels import takes_of

ROSTER = tuple(a_persona(id=one) for one in FIVE)


def a_panel(takes: Iterable[Take], tool: str = "alpha", **fields: object) -> Panel:
    """The panel of these takes on a tool."""
    of, found = a_tool(slug=tool, **fields), tuple(takes)
    return Panel(tool=of, takes=found, verdict=verdict(of, found, ROSTER), seats=len(FIVE))


def scored(*scores: int, tool: str = "alpha") -> Panel:
    """The panel on which the five give these scores, in turn, and no two of which write alike."""
    takes = takes_of(scores, tool)
    return a_panel([take.model_copy(update={"text": words_named(f"{tool} {take.persona}")}) for take in takes], tool)


def words_named(name: str, count: int = 100, changed: Collection[int] = ()) -> str:
    """A text of words that no other name's text has; those at some places are changed."""
    name = name.replace(" ", "").replace("-", "")
    return " ".join(f"{name}x{at}" if at in changed else f"{name}{at}" for at in range(count))


def named(tool: str, persona: str = "builder", model: str = "m", sample: int = 1) -> TakeName:
    """Which take it is."""
    return TakeName(tool=tool, persona=persona, model=model, sample=sample)


def histogram(scores: Sequence[int]) -> list[int]:
    """How often each of 0 to 100 is among the scores."""
    return [scores.count(score) for score in range(101)]
