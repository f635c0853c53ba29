"""Flags: what a reader should know of a panel beside its verdict, by name."""

from __future__ import annotations

from collections.abc import Sequence

from panel.domain.agreement import contradicts
from panel.domain.persona import Persona
from panel.domain.take import Take
from panel.domain.tool import Tool


def flags_of(tool: Tool, takes: Sequence[Take], personas: Sequence[Persona], *, ship_at: int) -> tuple[str, ...]:
    """The flags of one panel, from its ok takes, in a fixed order.

    ``older_dossier`` and ``older_persona``: a take was on another text than today's. ``mixed_personas`` and
    ``mixed_prompts``: two takes of one persona were asked in different ways. ``human_contradiction``: a person's
    decision is against their score. ``hard_findings``: a check found something that should not be published.
    """
    counted = [take for take in takes if take.is_ok]
    own = {persona.id: persona.fingerprint for persona in personas}
    found = {
        "older_dossier": any(take.dossier_hash not in (None, tool.dossier.fingerprint) for take in counted),
        "older_persona": any(
            take.persona_hash is not None and own.get(take.persona, take.persona_hash) != take.persona_hash
            for take in counted
        ),
        "mixed_personas": _is_mixed(counted, "persona_hash"),
        "mixed_prompts": _is_mixed(counted, "prompt_hash"),
        "people_and_models": len({take.is_human for take in counted}) > 1,
        "human_contradiction": any(take.is_human and _contradicts_itself(take, ship_at) for take in counted),
        "hard_findings": any(finding.severity == "hard" for take in counted for finding in take.findings),
    }
    return tuple(name for name, is_found in found.items() if is_found)


def _contradicts_itself(take: Take, ship_at: int) -> bool:
    return take.score is not None and take.decision is not None and contradicts(take.score, take.decision, ship_at)


def _is_mixed(takes: Sequence[Take], field: str) -> bool:
    hashes: dict[str, set[str]] = {}
    for take in takes:
        value = getattr(take, field)
        if value is not None:
            hashes.setdefault(take.persona, set()).add(value)
    return any(len(found) > 1 for found in hashes.values())
