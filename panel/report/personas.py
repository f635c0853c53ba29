"""Personas as text: a line each, or one of them whole."""

from __future__ import annotations

from collections.abc import Sequence

from panel.domain.listed import CheckedPersonas, ListedPersonas, ShownPersona
from panel.domain.persona import Persona
from panel.report.columns import columns
from panel.report.figures import counted
from panel.report.printable import one_line


def listed_personas_text(listed: ListedPersonas) -> str:
    """A line for each persona."""
    rows = [
        (one.id, one.name, str(one.version), one.origin, "yes" if one.is_seated else "no", one.motto)
        for one in listed.personas
    ]
    return columns([("ID", "NAME", "VERSION", "FROM", "SEATED", "MOTTO"), *rows])


def shown_persona_text(shown: ShownPersona) -> str:
    """One persona, part by part."""
    persona = shown.persona
    head = [
        ("motto", persona.motto),
        ("question", persona.question),
        ("voice", f"{persona.voice.stance}; {persona.voice.sentences}"),
        ("length", f"{persona.length.min} to {persona.length.max} words"),
        ("seated", "yes" if shown.is_seated else "no"),
        ("file", f"{shown.file} ({shown.origin})"),
    ]
    criteria = [(one.id, f"yes is {one.yes_is}", one.ask) for one in persona.criteria]
    moves = [(one.name, one.does + ("" if one.required else " (may be left out)")) for one in persona.moves]
    return (
        columns([(f"{persona.name} ({persona.id}), version {persona.version}",)])
        + columns(head, indent="  ")
        + _part("Criteria", criteria)
        + _part("Earns ship", _lines(persona.earns_ship))
        + _part("Earns skip", _lines(persona.earns_skip))
        + _part("Not its job", _lines(persona.not_my_job))
        + _part("Stands aside", _when(persona))
        + _part("Moves", moves)
        + _part("Banned phrases", _lines(persona.ban.phrases))
        + _part("Banned patterns", _lines(persona.ban.patterns))
    )


def checked_personas_text(checked: CheckedPersonas) -> str:
    """What was checked, in a sentence."""
    own = f", of which {', '.join(checked.own)} of the project" if checked.own else ""
    prompts = ", ".join(checked.prompts)
    return one_line(f"{counted(len(checked.personas), 'persona')} read and put through {prompts}{own}") + "\n"


def _part(title: str, rows: Sequence[Sequence[str]]) -> str:
    return f"{title}\n{columns(rows, indent='  ')}" if rows else ""


def _lines(texts: Sequence[str]) -> list[tuple[str]]:
    return [(text,) for text in texts]


def _when(persona: Persona) -> list[tuple[str]]:
    """What it needs to have something to say."""
    applies = persona.applies_when
    if applies is None:
        return []
    return [(f"without {applies.needs}",), (f"told by: {', '.join(applies.signs)}",)]
