"""All checks on one take."""

from __future__ import annotations

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
    return tuple(finding for finding in _looked_for(take, take.text, tool, own) if finding is not None)


def _looked_for(take: Take, text: str, tool: Tool, persona: Persona | None) -> list[Finding | None]:
    """What each check came to, in the order in which a reader is told."""
    dossier, is_human = DossierText.of(tool.dossier), take.is_human
    is_on_it = take.dossier_hash in (None, tool.dossier.fingerprint)
    found: list[Finding | None] = []
    if not is_human:
        voice = own_words(text, tool.name, dossier if is_on_it else None)
        claimed = claims(voice, dossier, persona.name if persona else None)
        found.append(experience(voice, claimed))
        if persona is not None:
            found += banned(voice.without(claimed), persona.ban)
    if is_on_it:
        found += (strange_evidence(take, dossier), strange_quotations(text, dossier))
    found += (links(text, is_human=is_human), markup(text))
    if persona is not None and not is_human:
        found.append(odd_length(take, persona))
    return found
