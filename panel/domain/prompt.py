"""Prompt: what one cell sends, in the stretches that other cells share."""

from __future__ import annotations

from panel.domain.frozen import Frozen


class Prompt(Frozen):
    """One system and one user message.

    ``rules`` is the same for every call of a release and ``dossier`` for every call on a tool, so that providers can
    cache them; ``persona`` ends with the closing line, and ``again`` is the line that a re-ask adds.
    """

    rules: str
    dossier: str
    persona: str
    again: str | None = None

    @property
    def system(self) -> str:
        """The system message."""
        return self.rules

    @property
    def user(self) -> str:
        """The user message."""
        return "\n\n".join(part for part in (self.dossier, self.persona, self.again) if part)
