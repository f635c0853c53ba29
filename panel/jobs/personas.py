"""Personas: which there are and whether they sit, one of them whole, and whether all of them can be used."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, Unpack

from panel.assembly import Workshop
from panel.domain.listed import CheckedPersonas, ListedPersona, ListedPersonas, ShownPersona
from panel.domain.persona import Persona
from panel.errors import AnswerFault, Cause, Mistake
from panel.intake.tool_files import read_tool
from panel.jobs.demo import PAIR
from panel.jobs.hints import meant, repeated
from panel.jobs.options import Options, workshop
from panel.library.personas import PersonaFile, PersonaFiles, read_personas
from panel.library.shelves import shelf
from panel.prompting.prompter import PARTS


def listed_personas(**options: Unpack[Options]) -> ListedPersonas:
    """Every persona of the project. Raises Mistake where one of them, or a setting, cannot be used."""
    with workshop(**options) as shop:
        seated = {persona.id for persona in shop.seated}
        return ListedPersonas(personas=tuple(_listed(one, seated) for one in _read(shop).found))


def shown_persona(name: str, **options: Unpack[Options]) -> ShownPersona:
    """One persona by its id. Raises Mistake for an unknown one, with the nearest that there is."""
    with workshop(**options) as shop:
        seated = {persona.id for persona in shop.seated}
        found = {one.persona.id: one for one in _read(shop).found}
        if name not in found:
            hint = meant(name, found, f"there are {', '.join(found)}")
            raise Mistake(f"no persona named {repeated(name)!r}; {hint}")
        one = found[name]
        return ShownPersona(persona=one.persona, origin=_origin(one), is_seated=one.persona.id in seated, file=one.path)


def checked_personas(files: Sequence[str | Path] = (), **options: Unpack[Options]) -> CheckedPersonas:
    """Read every persona of the project, or some files beside the bundled ones, and put each through every prompt.

    What is wrong with a persona is in the result; raises Mistake for settings that cannot be used.
    """
    with workshop(**options) as shop:
        read = _read(shop, [Path(file) for file in files])
        personas = [one.persona for one in read.found]
        unseated = () if files or read.problems else _unseated(shop)
        return CheckedPersonas(
            personas=tuple(persona.id for persona in personas),
            own=tuple(one.persona.id for one in read.found if one.is_own),
            prompts=PARTS,
            problems=(*read.problems, *unseated, *_unrendered(shop, personas)),
        )


def _read(shop: Workshop, files: Sequence[Path] = ()) -> PersonaFiles:
    return read_personas(shelf("personas"), shop.root / "personas", files=files)


def _listed(one: PersonaFile, seated: Collection[str]) -> ListedPersona:
    persona = one.persona
    return ListedPersona(
        id=persona.id,
        name=persona.name,
        version=persona.version,
        origin=_origin(one),
        is_seated=persona.id in seated,
        motto=persona.motto,
        file=one.path,
    )


def _origin(one: PersonaFile) -> Literal["bundled", "project"]:
    return "project" if one.is_own else "bundled"


def _unseated(shop: Workshop) -> Iterator[str]:
    """A persona that a setting seats and that there is none of."""
    try:
        _ = shop.seated
    except Mistake as mistake:
        yield str(mistake)


def _unrendered(shop: Workshop, personas: Iterable[Persona]) -> Iterator[str]:
    """The first thing that is wrong with the templates, or with how a persona goes into them."""
    tool = read_tool(shelf("examples") / "tools" / PAIR[0])
    try:
        prompter = shop.prompter(secrets.token_bytes(32))
        for persona in personas:
            prompt = prompter.prompt(tool, persona)
            for cause in Cause:
                prompter.again(prompt, AnswerFault(cause, ""))
    except Mistake as mistake:
        yield str(mistake)
