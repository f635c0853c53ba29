"""What a whole backup holds beside an exchanged document: where takes come from, versions, runs, requests, reserves.

A document from elsewhere may carry all of it and is believed none of it, unless its reader says that it is their own.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt

from panel.domain.completion import Attempt, Usage
from panel.domain.frozen import Frozen, Moment, Money, Slug
from panel.domain.money import Reserve
from panel.domain.run import Run
from panel.domain.take import Finding, Status, Take
from panel.domain.tool import Tool

_Count = Annotated[NonNegativeInt, Field(lt=2**63)]
_Paid = Annotated[Money, Field(ge=0)]


class StoredTake(Frozen):
    """How a take of the same place in ``takes`` is stored: who gave it, and what a page shows otherwise.

    ``status`` and its ``reason`` are given where a hold changed them, ``findings`` where a check of today did.
    """

    origin: Literal["asked", "imported"]
    status: Status | None = None
    reason: str | None = None
    findings: tuple[Finding, ...] | None = None

    @classmethod
    def of(cls, stored: Take, shown: Take) -> StoredTake:
        """What leads from a take as a page shows it back to the take that is stored."""
        is_held = (stored.status, stored.reason) != (shown.status, shown.reason)
        return cls(
            origin="imported" if stored.is_imported else "asked",
            status=stored.status if is_held else None,
            reason=stored.reason if is_held else None,
            findings=stored.findings if stored.findings != shown.findings else None,
        )

    def restored(self, shown: Take) -> Take:
        """The take that is stored, from the one that a page shows."""
        changed: dict[str, object] = {"is_imported": self.origin == "imported"}
        if self.status is not None:
            changed |= {"status": self.status, "reason": self.reason}
        if self.findings is not None:
            changed["findings"] = self.findings
        return shown.model_copy(update=changed)


class StoredVersion(Frozen):
    """A version of a tool; of those of one slug the last is the newest."""

    tool: Tool
    stored_at: Moment


class StoredAlias(Frozen):
    """Another slug that means a tool."""

    alias: Slug
    tool: Slug


class StoredIdentity(Frozen):
    """An address or a name that a tool is recognised by."""

    identity: str
    tool: str


class StoredSource(Frozen):
    """An entry of a feed, the slug of the tool that it means, which need not be stored, and why it does."""

    tool: str
    feed: str
    external_id: str
    url: str | None
    rule: str
    first_seen: Moment
    last_seen: Moment


class CountedUsage(Usage):
    """Tokens that a store can count."""

    prompt_tokens: _Count | None = None
    cached_tokens: _Count | None = None
    completion_tokens: _Count | None = None


class StoredAttempt(Attempt):
    """A request that may have been billed, with the cell and the run that it was sent for."""

    key: str
    run: str
    usage: CountedUsage = CountedUsage()
    status: _Count | None = None
    cost_usd: _Paid | None = None
    latency_ms: _Count = 0
    sent_at: Moment


class StoredReserve(Reserve):
    """Money that was held for a seat, and what it was settled at; null while it is not."""

    held_usd: _Paid
    settled_usd: _Paid | None = None
    at: Moment


class StoredFlight(Frozen):
    """A request that is on its way, or was when its run died."""

    run: str
    key: str
    sent_at: Moment


LISTS: dict[str, type[Frozen]] = {
    "stored": StoredTake,
    "versions": StoredVersion,
    "aliases": StoredAlias,
    "identities": StoredIdentity,
    "sources": StoredSource,
    "runs": Run,
    "attempts": StoredAttempt,
    "reserves": StoredReserve,
    "flights": StoredFlight,
}
"""The lists of a document that is a whole backup, by name; an exchanged document has none of them."""
