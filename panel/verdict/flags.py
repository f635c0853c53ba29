"""Flags: what a reader should know of a panel beside its verdict, by name."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from panel.domain.agreement import contradicts
from panel.domain.answer import CONTRACT
from panel.domain.cell import prompt_hash
from panel.domain.persona import Persona
from panel.domain.take import Take
from panel.domain.tool import Tool


def flags_of(
    tool: Tool,
    takes: Sequence[Take],
    personas: Sequence[Persona],
    *,
    samples: int,
    ship_at: int,
    templates: str | None,
) -> tuple[str, ...]:
    """The flags of a panel with these ok takes, in a fixed order.

    ``single_run``: no seat has a second sample, so noise is unknown; rules and people have none. ``older_dossier``,
    ``older_persona``, ``older_prompt``: a take was on another version than today's. ``mixed_personas``,
    ``mixed_prompts``: one persona's takes were on different versions. ``people_and_models``: both wrote takes.
    ``human_contradiction``: a person's decision is against their score. ``hard_findings``: a check found what should
    not be published.
    """
    own = {persona.id: persona.fingerprint for persona in personas}
    found = {
        "single_run": samples <= 1 and not all(take.is_by_rules or take.is_human for take in takes),
        "older_dossier": any(take.dossier_hash not in (None, tool.dossier.fingerprint) for take in takes),
        "older_persona": any(
            take.persona in own and take.persona_hash not in (None, own[take.persona]) for take in takes
        ),
        "older_prompt": any(_is_older_prompt(take, templates) for take in takes),
        "mixed_personas": _differ((take.persona, take.persona_hash) for take in takes if take.persona_hash),
        "mixed_prompts": _differ(
            ((take.persona, take.persona_hash, take.dossier_hash), take.prompt_hash)
            for take in takes
            if take.prompt_hash
        ),
        "people_and_models": len({take.is_human for take in takes}) > 1,
        "human_contradiction": any(take.is_human and _contradicts_itself(take, ship_at) for take in takes),
        "hard_findings": any(finding.severity == "hard" for take in takes for finding in take.findings),
    }
    return tuple(name for name, is_found in found.items() if is_found)


def _contradicts_itself(take: Take, ship_at: int) -> bool:
    return take.score is not None and take.decision is not None and contradicts(take.score, take.decision, ship_at)


def _is_older_prompt(take: Take, templates: str | None) -> bool:
    """Whether other templates or another answer contract made the prompt; what is not known is not claimed."""
    if templates is None or not (take.prompt_hash and take.dossier_hash and take.persona_hash):
        return False
    todays = prompt_hash(templates, CONTRACT, dossier=take.dossier_hash, persona=take.persona_hash)
    return take.prompt_hash != todays


def _differ(pairs: Iterable[tuple[Hashable, str]]) -> bool:
    """Whether one of the first has two different seconds."""
    seen: dict[Hashable, str] = {}
    return any(seen.setdefault(first, second) != second for first, second in pairs)
