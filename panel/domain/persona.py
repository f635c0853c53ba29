"""Persona: a lens with criteria and a voice."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from panel.domain.frozen import Frozen, Identifier, fingerprint

FIVE = ("builder", "skeptic", "futurist", "founder", "creator")
"""The five personas, in the order of their rows."""

Sentence = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Criterion(Frozen):
    """A question that a dossier answers with yes, no or unknown; a yes speaks for ``yes_is``."""

    id: Identifier
    ask: Sentence
    yes_is: Literal["ship", "skip"]


class Applies(Frozen):
    """When the persona has something to say: ``needs`` in words, ``signs`` as words to look for."""

    needs: Sentence
    signs: tuple[Sentence, ...] = Field(min_length=1)


class Voice(Frozen):
    """How the persona sounds."""

    stance: Sentence
    sentences: Sentence


class Move(Frozen):
    """A thing that a good take does, whatever its wording."""

    name: Identifier
    does: Sentence
    required: bool = True


class Length(Frozen):
    """Words in a take."""

    min: int = Field(60, ge=20, le=400)
    max: int = Field(140, ge=20, le=400)


class Ban(Frozen):
    """What the persona never writes: literal phrases and regular expressions, both without case."""

    phrases: tuple[Sentence, ...] = ()
    patterns: tuple[Sentence, ...] = ()


class Example(Frozen):
    """A take that shows the voice well or badly; it never holds a score."""

    kind: Literal["good", "bad"]
    text: Sentence
    why: Sentence | None = None


class Persona(Frozen):
    """A lens with criteria and a voice; one file under ``personas/``."""

    id: Identifier
    name: Sentence
    version: int = Field(ge=1, description="Raised by every edit of the file.")
    motto: Sentence
    question: Sentence = Field(description="The one question that no other persona asks.")
    criteria: tuple[Criterion, ...] = Field(min_length=5, max_length=8)
    earns_ship: tuple[Sentence, ...] = Field(min_length=1)
    earns_skip: tuple[Sentence, ...] = Field(min_length=1)
    not_my_job: tuple[Sentence, ...] = Field(min_length=1)
    applies_when: Applies | None = None
    voice: Voice
    moves: tuple[Move, ...] = Field(min_length=1)
    length: Length = Length()
    ban: Ban = Ban()
    examples: tuple[Example, ...] = ()

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @cached_property
    def fingerprint(self) -> str:
        """The hash that cells and takes know this persona by; any edit of its content changes it."""
        return fingerprint("persona/1", self.model_dump(mode="json"))


def in_row_order(ids: Iterable[str]) -> list[str]:
    """Persona ids without repeats: the five in their own order, then the others by id."""
    unique = set(ids)
    return [one for one in FIVE if one in unique] + sorted(unique.difference(FIVE))
