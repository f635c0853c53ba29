"""Length: whether a take has as many words as its persona asks for."""

from __future__ import annotations

from panel.domain.markers import without_markers
from panel.domain.persona import Persona
from panel.domain.spelling import has_only_words, tidy
from panel.domain.take import Finding, Take


def words(text: str) -> int:
    """How many words a reader sees: markers are not among them."""
    seen = without_markers(text)
    if has_only_words(seen):
        read = tidy(seen)
        return read.count(" ") + read.count("\n") + bool(read)
    return len(seen.split())


def odd_length(take: Take, persona: Persona) -> Finding | None:
    """A take that decides, with fewer or more words than the persona's; standing aside takes one sentence."""
    count, length = words(take.text or ""), persona.length
    if take.decision is None or length.min <= count <= length.max:
        return None
    return Finding(code="length", detail=f"{count} words, not {length.min} to {length.max}")
