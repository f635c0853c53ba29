"""Persona files to Persona values, and the rules that keep the lenses apart."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from panel.domain.field_path import dotted
from panel.domain.pattern import compiled
from panel.domain.persona import Persona, in_row_order
from panel.domain.yaml_text import Located, explain
from panel.errors import Mistake
from panel.library.documents import read_yaml

OWN_CRITERIA = 0.6
"""The share of a persona's criterion ids that no other persona has, at least."""

_SEEN_THROUGH = "\n\t\u200c\u200d"
"""Line breaks, tabs, and the joiners that scripts and emoji need."""

_SCORE = re.compile(
    r"\b\d{1,3}\s*(?:/|out of)\s*10{1,2}\b|\bscor\w*\s+(?:(?:of|is|at|it|as|a|an)\s+){0,2}\d{1,3}\b"
    r"|\b(?:giv|rat|award)\w*\s+(?:it|this|that)\s+(?:an?\s+)?\d{1,3}\b|\b\d{1,3}\s*(?:points|stars)\b",
    re.IGNORECASE,
)
_BIOGRAPHY = re.compile(
    r"(?i:\b\d{1,2}[- ]years?[- ]old\b|\baged \d|\bin (?:his|her|their) (?:twenties|thirties|forties|fifties|sixties)\b"
    r"|\b(?:with|has|had) (?:\w+ )?\w+\+? years\b|\b(?:\d+|ten|twenty|many|several)\+? years (?:of|in|as|at)\b"
    r"|\byears of experience\b|\b(?:male|female|woman|man|mother|father|married|veteran|graduated|ph\.?d)\b(?!-)"
    r"|\b(?:he|she|born in|grew up|worked (?:at|for))\b|\b(?:has|have|had|once) (?:worked|founded|studied)\b"
    r"|\bex-(?:engineer|founder|employee|designer|investor|manager|developer)\b)"
    r"|\b[Ee]x-[A-Z]|\b[Ff]ormer(?:ly at| [A-Z])|\b[Aa]lum(?:nus|na|ni)?\b"
)
_ABOUT_TOOLS = frozenset({"criteria", "applies_when", "ban"})
"""Parts of a persona that speak of the tool or of wording, where such words are no biography."""


@dataclass(frozen=True, slots=True)
class PersonaFile:
    """A persona with the file it is from. ``is_own`` is false for the bundled ones."""

    persona: Persona
    source: Located
    is_own: bool

    @property
    def path(self) -> str:
        """The file, as it was named."""
        return self.source.name


@dataclass(frozen=True, slots=True)
class PersonaFiles:
    """Every persona that can be used, in row order, and what is wrong with the others or between them."""

    found: tuple[PersonaFile, ...]
    problems: tuple[str, ...]

    @property
    def personas(self) -> tuple[Persona, ...]:
        """The personas themselves."""
        return tuple(one.persona for one in self.found)


def load_personas(bundled: Path, project: Path | None = None) -> tuple[Persona, ...]:
    """Every persona in row order; a project's file adds a seat or replaces the bundled one of the same id.

    Raises Mistake with the file and line of everything that is wrong with them, alone or beside each other.
    """
    read = read_personas(bundled, project)
    if read.problems:
        raise Mistake("\n".join(read.problems))
    return read.personas


def read_personas(bundled: Path, project: Path | None = None, *, files: Sequence[Path] = ()) -> PersonaFiles:
    """The same with their files, and with the problems beside them; ``files`` stand for the project's folder."""
    problems: list[str] = []
    read = {one.persona.id: one for one in _usable(_listed(bundled, problems), problems, is_own=False)}
    if not read and not problems:
        problems.append(f"{bundled}: no persona files; the installation is incomplete")
    has_own = project is not None and os.path.isdir(project) and project.resolve() != bundled.resolve()  # noqa: PTH112 - never raises, whatever the name
    own = files or (_listed(project, problems) if project is not None and has_own else ())
    for one in _usable(own, problems, is_own=True):
        earlier = read.get(one.persona.id)
        if earlier is not None and earlier.is_own and earlier.path != one.path:
            problems.append(f"{one.path}: {earlier.path} has the id {one.persona.id} too; name one of the two")
        read[one.persona.id] = one
    ordered = [read[name] for name in in_row_order(read)]
    return PersonaFiles(tuple(ordered), (*problems, *_shared_questions(ordered), *_shared_criteria(ordered)))


def persona_paths(folder: Path) -> list[Path]:
    """The files in a folder that hold personas, by name. Raises Mistake where it cannot be read."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.name[0] != ".")
    except OSError as error:
        raise Mistake(f"{folder}: cannot be read ({error.strerror}); check that it is there and readable") from None


def _listed(folder: Path, problems: list[str]) -> list[Path]:
    """The persona files of a folder; what is wrong with the folder goes to the problems."""
    try:
        return persona_paths(folder)
    except Mistake as mistake:
        problems.append(str(mistake))
        return []


def _usable(paths: Iterable[Path], problems: list[str], *, is_own: bool) -> Iterator[PersonaFile]:
    """The personas of those files that can be used; what is wrong with the others goes to the problems."""
    for path in paths:
        try:
            yield _persona_file(path, is_own=is_own)
        except Mistake as mistake:
            problems.append(str(mistake))


def _persona_file(path: Path, *, is_own: bool) -> PersonaFile:
    source = read_yaml(path)
    try:
        persona = Persona.model_validate(source.value)
    except ValidationError as error:
        raise Mistake(explain(error, source)) from None
    problems = [
        *_file_name(path, persona, source),
        *_repeated_criteria(persona, source),
        *_unreachable(persona, source),
        *_lengths(persona, source),
        *_bad_patterns(persona, source),
        *_anchors(source),
        *_lives(source),
        *_controls(source),
    ]
    if problems:
        raise Mistake("\n".join(problems))
    return PersonaFile(persona, source, is_own)


def _file_name(path: Path, persona: Persona, source: Located) -> Iterator[str]:
    if path.name != f"{persona.id}.yaml":
        yield f"{source.at(('id',))}: id is {persona.id}, so the file has to be {persona.id}.yaml"


def _repeated_criteria(persona: Persona, source: Located) -> Iterator[str]:
    seen: set[str] = set()
    for index, criterion in enumerate(persona.criteria):
        if criterion.id in seen:
            where = source.at(("criteria", index, "id"))
            yield f"{where}: criteria[{index}].id: {criterion.id} stands twice; rename one"
        seen.add(criterion.id)


def _unreachable(persona: Persona, source: Located) -> Iterator[str]:
    """A persona needs a criterion that speaks for each decision, or it could only ever say one thing."""
    for decision in ("ship", "skip"):
        if not any(criterion.yes_is == decision for criterion in persona.criteria):
            yield (
                f"{source.at(('criteria',))}: no criterion can reach {decision}; give at least one `yes_is: {decision}`"
            )


def _lengths(persona: Persona, source: Located) -> Iterator[str]:
    if persona.length.min > persona.length.max:
        yield f"{source.at(('length',))}: length: min is above max; swap them"


def _bad_patterns(persona: Persona, source: Located) -> Iterator[str]:
    for index, pattern in enumerate(persona.ban.patterns):
        try:
            compiled(pattern)
        except Mistake as mistake:
            yield f"{source.at(('ban', 'patterns', index))}: ban.patterns[{index}]: {mistake}"


def _anchors(source: Located) -> Iterator[str]:
    """A score anywhere in a persona anchors the model on it, an example's above all."""
    for path, text in _prose(source.value):
        if found := _SCORE.search(text):
            yield f"{source.at(path)}: {dotted(path)}: a score ({found[0]!r}) anchors the model; take it out"


def _lives(source: Located) -> Iterator[str]:
    """Biography moves scores without adding a criterion."""
    for path, text in _prose(source.value):
        if path[0] not in _ABOUT_TOOLS and (found := _BIOGRAPHY.search(text)):
            yield f"{source.at(path)}: {dotted(path)}: biography ({found[0]!r}); a persona is a lens, take it out"


def _shared_questions(read: Sequence[PersonaFile]) -> Iterator[str]:
    asked: dict[str, PersonaFile] = {}
    for one in read:
        question = " ".join(re.findall(r"\w+", one.persona.question.casefold()))
        if other := asked.get(question):
            yield (
                f"{one.source.at(('question',))}: question: {other.persona.id} asks the same "
                f"({other.source.at(('question',))}); a persona has a question of its own"
            )
        asked.setdefault(question, one)


def _shared_criteria(read: Sequence[PersonaFile]) -> Iterator[str]:
    for one in read:
        others = {c.id: other.persona.id for other in read if other is not one for c in other.persona.criteria}
        shared = [criterion.id for criterion in one.persona.criteria if criterion.id in others]
        if len(shared) > (1 - OWN_CRITERIA) * len(one.persona.criteria):
            names = ", ".join(f"{name} ({others[name]})" for name in shared)
            yield (
                f"{one.source.at(('criteria',))}: criteria: {len(shared)} of {len(one.persona.criteria)} are shared "
                f"with other personas: {names}; at least {OWN_CRITERIA:.0%} have to be its own"
            )


def _controls(source: Located) -> Iterator[str]:
    """Characters that could steer a terminal or hide words; a project's file is not trusted with them."""
    for path, text in _prose(source.value):
        if any(unicodedata.category(mark) in ("Cc", "Cf", "Co", "Cs") and mark not in _SEEN_THROUGH for mark in text):
            yield f"{source.at(path)}: {dotted(path)}: characters that cannot be seen; take them out"


def _prose(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:  # noqa: ANN401 - a YAML tree
    """Every text in the file but the patterns, which are not prose."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "patterns":
                yield from _prose(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _prose(inner, (*path, index))
