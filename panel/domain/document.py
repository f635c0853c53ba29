"""Document: tools, takes, votes and what follows from them, as one JSON value that can be exchanged."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt

from panel.domain.frozen import Frozen, Money, Slug
from panel.domain.hold import Hold
from panel.domain.take import Take
from panel.domain.tool import Tool

FORMAT: Literal["panel/1"] = "panel/1"


class Votes(Frozen):
    """What a site's readers voted on a tool; never mixed with the panel."""

    tool: Slug
    ship: Annotated[NonNegativeInt, Field(le=10**12)]
    skip: Annotated[NonNegativeInt, Field(le=10**12)]


class PersonaRecord(Frozen):
    """One persona's part of a verdict, as documents hold it."""

    persona: str
    decision: Literal["ship", "skip", "split"] | None
    score: int | None
    ship: int
    skip: int
    reason: str | None = None


class VerdictRecord(Frozen):
    """A verdict as documents and batch output hold it: derived, recomputed on import."""

    tool: Slug
    verdict: Literal["ship", "skip", "split", "too_few"]
    ship: NonNegativeInt
    skip: NonNegativeInt
    ship_pct: int | None
    missing: tuple[str, ...]
    mean: Money | None
    low: int | None
    high: int | None
    cost_usd: Money | None
    takes: NonNegativeInt
    personas: tuple[PersonaRecord, ...] = ()
    flags: tuple[str, ...] = Field((), description="What a reader should know of the panel, by name.")


class ComparisonRecord(Frozen):
    """A comparison as documents hold it: derived, recomputed on import."""

    a: Slug
    b: Slug
    shared: tuple[str, ...]
    paired_gap: Money | None
    widest: str | None = Field(description="The shared persona on which the two scores are furthest apart.")
    widest_gap: int | None
    single_run: bool
    flags: tuple[str, ...]


class Document(Frozen):
    """Everything about some tools, or all of them, as one value."""

    format: Literal["panel/1"] = FORMAT
    tools: tuple[Tool, ...] = ()
    takes: tuple[Take, ...] = ()
    votes: tuple[Votes, ...] = ()
    verdicts: tuple[VerdictRecord, ...] = ()
    comparisons: tuple[ComparisonRecord, ...] = ()
    holds: tuple[Hold, ...] = Field((), description="Editors' decisions to withhold takes or to release them.")
