"""Cleaning: foreign text to the text that the panel reads, with what was taken out of it.

The version decides every dossier's hash: raising it voids every stored cell, so it is a release note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from panel.domain.tool import Fact, Removal, Tool
from panel.errors import Mistake
from panel.intake.characters import visible
from panel.intake.visible import visible_text

CLEANING = 1

RAW_CAP = 512 * 1024
"""Characters that one field may have before it is cleaned."""

LINES = ("name", "tagline", "category", "pricing", "license", "published", "best_for")
"""The one-line fields of a tool."""

FACT_LINES = ("text", "source", "quote", "retrieved_at")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text as the panel reads it, and what was taken out."""

    text: str
    removed: tuple[Removal, ...] = ()


def clean_text(raw: str, place: str) -> Cleaned:
    """Visible text in NFC, its paragraphs kept. Raises Mistake for a text over ``RAW_CAP``."""
    _require_size(raw, place)
    seen, unseen = visible_text(raw)
    text, runs = visible(seen)
    removed = [Removal(place=place, kind=one.kind, text=visible(one.text)[0]) for one in unseen]
    removed += [Removal(place=place, kind=run.kind, text=run.text) for run in runs]
    return Cleaned(_tidy(text), tuple(removed))


def clean_line(raw: str, place: str) -> Cleaned:
    """The same, on one line."""
    cleaned = clean_text(raw, place)
    return Cleaned(" ".join(cleaned.text.split()), cleaned.removed)


def clean_take_text(raw: str, place: str = "text") -> Cleaned:
    """A take's text: only characters go; its markup stays and is escaped where it is shown."""
    _require_size(raw, place)
    text, runs = visible(raw)
    return Cleaned(_tidy(text), tuple(Removal(place=place, kind=run.kind, text=run.text) for run in runs))


def clean_tool(tool: Tool) -> Tool:
    """The tool with every text cleaned, ``raw`` and ``removed`` filled in.

    Where the tool brings a ``raw`` text for a field, that is what is cleaned, so cleaning a cleaned tool changes
    nothing; what it says was removed is forgotten and found anew.
    """
    work = _Work(tool.raw)
    fields: dict[str, object] = {name: work.line(name, getattr(tool, name)) for name in LINES}
    fields["description"] = work.prose("description", tool.description)
    fields["facts"] = tuple(_fact(work, index, fact) for index, fact in enumerate(tool.facts))
    fields |= {"raw": work.raw, "removed": tuple(work.removed), "cleaning": CLEANING}
    return Tool.model_validate({**tool.model_dump(), **fields})


class _Work:
    """Cleans field after field, and gathers what changed."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self.raw: dict[str, str] = {}
        self.removed: list[Removal] = []

    def line(self, place: str, text: str | None) -> str | None:
        return self._kept(place, text, is_line=True)

    def prose(self, place: str, text: str | None) -> str | None:
        return self._kept(place, text, is_line=False)

    def _kept(self, place: str, text: str | None, *, is_line: bool) -> str | None:
        raw = self._given.get(place, text)
        if raw is None:
            return None
        cleaned = (clean_line if is_line else clean_text)(raw, place)
        self.removed += cleaned.removed
        if cleaned.text != raw:
            self.raw[place] = raw
        return cleaned.text or None


def _fact(work: _Work, index: int, fact: Fact) -> dict[str, str | None]:
    return {name: work.line(f"facts.{index}.{name}", getattr(fact, name)) for name in FACT_LINES}


def _tidy(text: str) -> str:
    """No white space at line ends, no more than one blank line together."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


def _require_size(raw: str, place: str) -> None:
    if len(raw) > RAW_CAP:
        raise Mistake(f"{place}: {len(raw):,} characters; at most {RAW_CAP:,} are read, shorten it")
