"""Document: tools, takes, votes and what follows from them, as one JSON value that can be exchanged."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt

from panel.domain.backup import (
    LISTS,
    StoredAlias,
    StoredAttempt,
    StoredFlight,
    StoredIdentity,
    StoredReserve,
    StoredSource,
    StoredTake,
    StoredVersion,
)
from panel.domain.frozen import Frozen, Money, Slug
from panel.domain.hold import Hold
from panel.domain.run import Run
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
    """Everything about some tools, or all of them, as one value.

    The lists from ``stored`` on make it a whole backup; they are null in any other document.
    """

    format: Literal["panel/1"] = FORMAT
    tools: tuple[Tool, ...] = ()
    takes: tuple[Take, ...] = ()
    votes: tuple[Votes, ...] = ()
    verdicts: tuple[VerdictRecord, ...] = ()
    comparisons: tuple[ComparisonRecord, ...] = ()
    holds: tuple[Hold, ...] = Field((), description="Editors' decisions to withhold takes or to release them.")
    stored: tuple[StoredTake, ...] | None = Field(None, description="How each of the takes is stored, in their order.")
    versions: tuple[StoredVersion, ...] | None = Field(None, description="Every version of every tool, oldest first.")
    aliases: tuple[StoredAlias, ...] | None = Field(None, description="Other slugs, and the tools they mean.")
    identities: tuple[StoredIdentity, ...] | None = Field(None, description="What tools are recognised by.")
    sources: tuple[StoredSource, ...] | None = Field(None, description="Entries of feeds in which tools were found.")
    runs: tuple[Run, ...] | None = Field(None, description="What was done here, oldest first.")
    attempts: tuple[StoredAttempt, ...] | None = Field(None, description="Requests with their answers, oldest first.")
    reserves: tuple[StoredReserve, ...] | None = Field(None, description="Money held for seats, and what it came to.")
    flights: tuple[StoredFlight, ...] | None = Field(None, description="Requests on their way, or lost with their run.")

    @property
    def is_whole(self) -> bool:
        """Whether it is a backup of a whole store."""
        return all(getattr(self, name) is not None for name in LISTS)
