"""The fence around a dossier: a marker that its writer cannot know, and lines that cannot reach the margin."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from panel.domain.tool import Dossier, Fact, PricingModel


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled part of a dossier; without lines it is not stated."""

    label: str
    lines: tuple[str, ...]


def marker(secret: bytes, dossier: Dossier) -> str:
    """32 hex digits of HMAC-SHA256 over the dossier's hash, under the installation's secret."""
    return hmac.new(secret, dossier.fingerprint.encode(), hashlib.sha256).hexdigest()[:32]


def fields(dossier: Dossier) -> tuple[Field, ...]:
    """The dossier's parts in their order, cut into physical lines, whatever a reader may take for a line's end."""
    pricing_model = None if dossier.pricing_model is PricingModel.UNKNOWN else dossier.pricing_model.value
    texts = {
        "name": dossier.name,
        "tagline": dossier.tagline,
        "category": dossier.category,
        "pricing": dossier.pricing,
        "pricing model": pricing_model,
        "licence": dossier.license,
        "published": dossier.published,
        "description": dossier.description,
    }
    parts = [Field(label, _lines(text)) for label, text in texts.items()]
    return (*parts, Field("facts", tuple(line for fact in dossier.facts for line in _fact(fact))))


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(text.splitlines()) if text and not text.isspace() else ()


def _fact(fact: Fact) -> list[str]:
    lines = [f"- {' '.join(fact.text.split())}"]
    named = {"quote": fact.quote, "source": fact.source, "retrieved": fact.retrieved_at}
    return lines + [f"  {label}: {' '.join(text.split())}" for label, text in named.items() if text]
