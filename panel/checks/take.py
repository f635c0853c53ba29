"""All checks on one take."""

from __future__ import annotations

from collections.abc import Iterator

from panel.checks.banned import banned
from panel.checks.experience import claims, experience
from panel.checks.length import odd_length
from panel.checks.links import links
from panel.checks.markup import markup
from panel.checks.quotes import strange_evidence, strange_quotations
from panel.checks.voice import own_words
from panel.domain.dossier_text import DossierText
from panel.domain.persona import Persona
from panel.domain.take import Finding, Take
from panel.domain.tool import Tool


def findings_on(take: Take, tool: Tool, persona: Persona | None) -> tuple[Finding, ...]:
    """What the checks notice about a take on a tool: one finding for each code at most, none without a text.

    A take on another dossier than the tool's is not checked for quotes, and one by another version of the persona, or
    by an unknown one, not for what that persona asks of a text. Of a person's take only quotes and markup are checked.
    """
    if not (take.text and take.text.strip()):
        return ()
    own = persona if persona is not None and take.persona_hash in (None, persona.fingerprint) else None
    return tuple(_found(take, take.text, tool, own))


def _found(take: Take, text: str, tool: Tool, persona: Persona | None) -> Iterator[Finding]:
    dossier = DossierText.of(tool.dossier)
    is_on_it = take.dossier_hash in (None, tool.dossier.fingerprint)
    if not take.is_human:
        voice = own_words(text, tool.name, dossier if is_on_it else None)
        claimed = claims(voice, dossier, persona.name if persona else None)
        yield from _given(experience(voice, claimed))
        if persona is not None:
            yield from banned(voice.without(claimed), persona.ban)
    if is_on_it:
        yield from _given(strange_evidence(take, dossier), strange_quotations(text, dossier))
    yield from _given(links(text, is_human=take.is_human), markup(text))
    if persona is not None and not take.is_human:
        yield from _given(odd_length(take, persona))


def _given(*findings: Finding | None) -> Iterator[Finding]:
    yield from (finding for finding in findings if finding is not None)
