"""Take: one persona's score, decision and text on a tool, and where they came from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt
from pydantic.json_schema import SkipJsonSchema

from panel.domain.completion import Usage
from panel.domain.frozen import Frozen, Identifier, Moment, Money, Slug
from panel.errors import OF_ANSWERS, OF_ENDING

Score = Annotated[int, Field(ge=0, le=100, strict=True)]


class Decision(StrEnum):
    """Ship it or skip it."""

    SHIP = "ship"
    SKIP = "skip"


class Status(StrEnum):
    """What became of a seat; only ``ok`` counts in a verdict."""

    OK = "ok"
    ABSTAINED = "abstained"
    FAILED = "failed"
    WITHHELD = "withheld"


class Evidence(Frozen):
    """Words that a take says it copied from the dossier."""

    id: str
    quote: str


class Mark(Frozen):
    """A take's answer to one of its persona's criteria."""

    criterion: str
    evidence: tuple[str, ...] = ()
    met: Literal["yes", "no", "unknown"]


class Finding(Frozen):
    """Something that a check noticed about a take; it changes neither the take nor the verdict."""

    code: Identifier
    severity: Literal["hard", "soft"] = "soft"
    detail: str = ""


class Take(Frozen):
    """One persona's score, decision and text on a tool, with its provenance.

    ``model`` is ``human`` or ``human/NAME`` for a person's take. ``reason`` says why there is no score: what an
    abstention gave, or ``cause: detail`` of a failure. ``cost_usd`` and ``attempts`` cover every request it took.
    """

    tool: Slug
    persona: Identifier
    model: str = "human"
    endpoint: str | None = None
    sample: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    status: Status = Status.OK
    score: Score | None = None
    decision: Decision | None = None
    text: str | None = None
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()
    marks: tuple[Mark, ...] = ()
    findings: tuple[Finding, ...] = ()
    served_model: str | None = None
    provider: str | None = None
    generation_id: str | None = None
    usage: Usage | None = None
    cost_usd: Annotated[Money, Field(ge=0)] | None = None
    latency_ms: NonNegativeInt | None = None
    attempts: NonNegativeInt = 0
    rung: str | None = None
    persona_hash: str | None = None
    prompt_hash: str | None = None
    dossier_hash: str | None = None
    key: str | None = None
    run: str | None = None
    created_at: Moment
    is_imported: SkipJsonSchema[bool] = Field(default=False, exclude=True)

    @property
    def is_human(self) -> bool:
        """Whether a person wrote it."""
        return self.model == "human" or self.model.startswith("human/")

    @property
    def is_by_rules(self) -> bool:
        """Whether the offline rules wrote it, rather than a language model or a person."""
        return self.endpoint == "offline" or self.model.startswith("offline/")

    @property
    def cause(self) -> str:
        """The cause at the head of a failed take's reason."""
        return (self.reason or "").partition(":")[0]

    @property
    def is_passing_failure(self) -> bool:
        """Whether it failed before there was an answer, so that it says nothing of the seat."""
        return self.status is Status.FAILED and self.cause not in OF_ANSWERS

    @property
    def is_given_up(self) -> bool:
        """Whether its run ended before the seat was asked to the end, so that it says not even what fails there."""
        return self.status is Status.FAILED and self.cause in OF_ENDING

    @property
    def is_ok(self) -> bool:
        """Whether it counts in a verdict."""
        return self.status is Status.OK

    @property
    def is_whole(self) -> bool:
        """Whether it has the score, decision and text that a verdict needs, withheld or not."""
        return None not in (self.score, self.decision, self.text)
