"""Content: the personas that would sit, what is wrong with the others, and whether every prompt can be rendered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from panel.assembly import Workshop
from panel.domain.checkup import Group, Remark, broken, ok
from panel.domain.persona import Persona
from panel.domain.tool import DOSSIER_LIMIT
from panel.errors import Mistake
from panel.jobs.checkup.weighing import Weights, weigh


@dataclass(frozen=True, slots=True)
class Content:
    """The personas that would sit, the weights of their prompts if these can be rendered, and the remarks."""

    seated: tuple[Persona, ...]
    weights: Weights | None
    group: Group


def content(shop: Workshop) -> Content:
    """Read every persona and render each that would sit through every prompt; raises nothing for what is wrong."""
    sound = shop.sound_personas
    own = [one for one in sound.found if one.is_own]
    wanted = shop.wanted_personas
    seated = tuple(persona for persona in sound.personas if not wanted or persona.id in wanted)
    whence = f"{len(sound.personas) - len(own)} bundled" + (f", {len(own)} of the project's own" if own else "")
    names = ", ".join(persona.id for persona in seated) or "none"
    remarks = [
        ok("personas", f"{len(sound.personas)} ({whence}); seated: {names}"),
        *_lines("persona", sound.problems),
        *_missing(shop, sound.personas),
    ]
    weights, prompts = _weighed(shop, seated)
    return Content(seated, weights, Group(name="Personas and prompts", remarks=(*remarks, *prompts)))


def _missing(shop: Workshop, personas: tuple[Persona, ...]) -> Iterator[Remark]:
    ids = [persona.id for persona in personas]
    for wanted in shop.wanted_personas:
        if wanted not in ids:
            yield broken("persona", f"no persona named {wanted!r}; there are {', '.join(ids)}", 2)


def _weighed(shop: Workshop, seated: tuple[Persona, ...]) -> tuple[Weights | None, tuple[Remark, ...]]:
    if not seated:
        return None, ()
    try:
        weights = weigh(shop, seated)
    except Mistake as mistake:
        return None, tuple(_lines("prompts", (str(mistake),)))
    says = f"render for every seat; with {DOSSIER_LIMIT:,} characters of dossier a call needs about "
    return weights, (ok("prompts", f"{says}{weights.context_needed:,} tokens, answer included"),)


def _lines(subject: str, problems: tuple[str, ...]) -> Iterator[Remark]:
    for problem in problems:
        for line in problem.splitlines():
            yield broken(subject, line, 2)
