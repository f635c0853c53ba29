"""Cleaning: foreign text as its readers would see it, and a record of what was taken out.

``CLEANING`` is its version. The cleaned text is what cells hash, so a change of result is a change of version, and
a release note.
"""

from __future__ import annotations

from typing import NamedTuple

from panel.domain.tool import Removal
from panel.errors import Mistake
from panel.intake.characters import Hidden, printable, seen_characters, tidy
from panel.intake.paragraphs import unwrapped
from panel.intake.visible import seen_text

CLEANING = 1

SIZE_LIMIT = 512 * 1024
"""Characters that one field may hold before cleaning."""

_RECORDS = 40


class Cleaned(NamedTuple):
    """A cleaned text, and what was taken out of it."""

    text: str
    removed: tuple[Removal, ...]


def clean_text(raw: str, place: str) -> Cleaned:
    """Clean prose that may be HTML or Markdown; ``place`` names the field. Raises Mistake when it is too much to read.

    Wrapped paragraphs are joined, entities are decoded once, and encodings such as base64 never.
    """
    if len(raw) > SIZE_LIMIT:
        raise Mistake(f"{place}: {len(raw):,} characters; shorten it to {SIZE_LIMIT:,}")
    typed = seen_characters(raw)
    seen = seen_text(unwrapped(typed.text), place)
    shown = seen_characters(seen.text)
    return Cleaned(tidy(shown.text), _recorded(place, (*typed.hidden, *seen.hidden, *shown.hidden)))


def clean_line(raw: str, place: str) -> Cleaned:
    """Clean a text of one line: as prose, then with single spaces."""
    cleaned = clean_text(raw, place)
    return cleaned._replace(text=" ".join(cleaned.text.split()))


def clean_take_text(raw: str) -> Cleaned:
    """Clean a text of which tags are not read, since whatever shows it escapes it: only characters and line ends."""
    seen = seen_characters(raw)
    return Cleaned(tidy(seen.text), _recorded("text", seen.hidden))


def _recorded(place: str, hidden: tuple[Hidden, ...]) -> tuple[Removal, ...]:
    removals = dict.fromkeys(Removal(place=place, kind=one.kind, text=printable(one.text)) for one in hidden)
    kept = tuple(removals)[:_RECORDS]
    if len(removals) > len(kept):
        kept += (Removal(place=place, kind="more", text=f"{len(removals) - len(kept)} more"),)
    return kept
