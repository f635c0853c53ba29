"""Length: whether a take has as many words as its persona asks for."""

from __future__ import annotations

from panel.domain.markers import without_markers
from panel.domain.persona import Persona
from panel.domain.take import Finding, Take


def words(text: str) -> int:
    """How many words a reader sees: markers are not among them."""
    return len(without_markers(text).split())


def odd_length(take: Take, persona: Persona) -> Finding | None:
    """A take that decides, with fewer or more words than the persona's; standing aside takes one sentence."""
    count, length = words(take.text or ""), persona.length
    if take.decision is None or length.min <= count <= length.max:
        return None
    return Finding(code="length", detail=f"{count} words, not {length.min} to {length.max}")
