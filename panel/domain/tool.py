"""Tool: what is under review, and the dossier that the panel may read of it."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field, StringConstraints

from panel.domain.frozen import Frozen, Slug, fingerprint

DOSSIER_LIMIT = 24_000
"""Characters that a dossier may hold; a longer one is refused."""

Name = Annotated[str, StringConstraints(min_length=1)]


class PricingModel(StrEnum):
    """How a tool is paid for."""

    FREE = "free"
    FREEMIUM = "freemium"
    USAGE = "usage"
    SUBSCRIPTION = "subscription"
    ONE_TIME = "one_time"
    CONTACT = "contact"
    UNKNOWN = "unknown"


class Fact(Frozen):
    """One statement about a tool, and where it was found."""

    text: Annotated[str, StringConstraints(min_length=1)] = Field(description="The statement itself.")
    source: str | None = Field(None, description="Address of the page it was found on.")
    quote: str | None = Field(None, description="The words on that page.")
    retrieved_at: str | None = Field(None, description="When it was read, as the file says it.")


class Removal(Frozen):
    """Something that cleaning took out, and where from: ``place`` is a field path, ``kind`` why it went."""

    place: str
    kind: str
    text: str


class Dossier(Frozen):
    """What the panel may read of a tool: cleaned text in NFC, in the order in which it is shown."""

    name: str
    tagline: str | None
    category: str | None
    pricing: str | None
    pricing_model: PricingModel
    license: str | None
    published: str | None
    description: str | None
    facts: tuple[Fact, ...]

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @cached_property
    def fingerprint(self) -> str:
        """The hash that cells and takes know this dossier by."""
        return fingerprint("dossier/1", self.model_dump(mode="json"))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every text in it, field by field, those of the facts too."""
        own = (
            self.name,
            self.tagline,
            self.category,
            self.pricing,
            self.license,
            self.published,
            self.description,
        )
        facts = (part for fact in self.facts for part in (fact.text, fact.source, fact.quote, fact.retrieved_at))
        return tuple(part for part in (*own, *facts) if part)

    @cached_property
    def length(self) -> int:
        """Characters in all its fields together."""
        return sum(map(len, self.texts))


class Tool(Frozen):
    """What is under review. Text is cleaned; ``raw`` keeps, by field path, what cleaning changed."""

    slug: Slug = Field(description="Its name in addresses and commands.")
    name: Name = Field(description="Its name as its makers write it.")
    tagline: str | None = Field(None, description="One line, no final full stop.")
    category: str | None = None
    pricing: str | None = Field(None, description="The price as text, shown as it is.")
    pricing_model: PricingModel = PricingModel.UNKNOWN
    license: str | None = None
    published: str | None = Field(None, description="When the tool came out, as the file says it.")
    description: str | None = Field(None, description="Plain paragraphs.")
    facts: tuple[Fact, ...] = ()
    aliases: tuple[Slug, ...] = Field((), description="Other slugs that mean this tool.")
    best_for: str | None = Field(None, description="On the page, not in the dossier.")
    url: str | None = None
    links: tuple[str, ...] = ()
    raw: dict[str, str] = Field(default_factory=dict, description="Field path to the text before cleaning.")
    removed: tuple[Removal, ...] = Field((), description="What cleaning took out.")
    cleaning: int | None = Field(None, description="Version of the cleaning that made this.")

    def known_as(self, slug: str, aliases: tuple[str, ...]) -> Tool:
        """The same under another slug and aliases. A copy would keep the version that was worked out before."""
        own = {field: getattr(self, field) for field in Tool.model_fields}
        return Tool.model_validate({**own, "slug": slug, "aliases": aliases})

    @cached_property
    def dossier(self) -> Dossier:
        """The part of the tool that the panel may read."""
        return Dossier(**{field: getattr(self, field) for field in Dossier.model_fields})

    @cached_property
    def version(self) -> str:
        """The hash of everything known of the tool; the store keeps one row for each."""
        return fingerprint("tool/1", self.model_dump(mode="json", exclude={"removed", "cleaning"}))
