"""The pair: two verdicts side by side, compared on the personas that both have."""

from __future__ import annotations

from collections.abc import Sequence

from panel.domain.tool import Tool
from panel.domain.verdict import Comparison, Gap, PersonaVerdict, Verdict
from panel.errors import Mistake
from panel.verdict.rounding import cents, mean


def comparison_of(tool_a: Tool, a: Verdict, tool_b: Tool, b: Verdict) -> Comparison:
    """Two panels in the order asked for. Raises Mistake when both are one tool, by slug or alias."""
    shared_names = {tool_a.slug, *tool_a.aliases} & {tool_b.slug, *tool_b.aliases}
    if shared_names:
        through = "" if tool_a.slug == tool_b.slug else f" (both answer to {min(shared_names)})"
        raise Mistake(f"{tool_a.slug} and {tool_b.slug} are the same tool{through}; name two different ones")
    return comparison(a, b)


def comparison(a: Verdict, b: Verdict) -> Comparison:
    """Two panels in the order asked for; it names no winner, since a gap alone does not say what noise would do."""
    gaps = _gaps(a, b)
    return Comparison(
        a=a,
        b=b,
        shared=tuple(gap.persona for gap in gaps),
        gaps=gaps,
        paired_gap=cents(mean([gap.gap for gap in gaps])) if gaps else None,
        widest=max(gaps, key=lambda gap: abs(gap.gap), default=None),
        is_single_run="single_run" in (*a.flags, *b.flags),
        flags=_flags(a, b),
    )


def _gaps(a: Verdict, b: Verdict) -> tuple[Gap, ...]:
    """The gap on each persona with a score on both sides, in the order of their rows."""
    others = {row.persona: row.score for row in b.personas}
    pairs = ((row.persona, row.score, others.get(row.persona)) for row in a.personas)
    return tuple(
        Gap(persona=persona, gap=left - right)
        for persona, left, right in pairs
        if left is not None and right is not None
    )


def _flags(a: Verdict, b: Verdict) -> tuple[str, ...]:
    """What makes the two panels unlike, by name, in a fixed order."""
    authors = [{take.is_human for take in side.counted} for side in (a, b)]
    models = [{(take.endpoint, take.model) for take in side.counted if not take.is_human} for side in (a, b)]
    found = {
        "different_juries": a.seated != b.seated,
        "different_models": all(models) and models[0] != models[1],
        "people_and_models": all(authors) and authors[0] != authors[1],
        "mixed_personas": _are_on_other_versions(a.personas, b.personas),
        "mixed_prompts": ("older_prompt" in a.flags) != ("older_prompt" in b.flags),
    }
    return tuple(name for name, is_found in found.items() if is_found)


def _are_on_other_versions(a: Sequence[PersonaVerdict], b: Sequence[PersonaVerdict]) -> bool:
    """Whether a persona was one version on one side and another on the other, where both are known."""
    others = {row.persona: _versions(row) for row in b}
    pairs = [(_versions(row), others.get(row.persona)) for row in a]
    return any(left and right and left != right for left, right in pairs)


def _versions(row: PersonaVerdict) -> set[str]:
    return {take.persona_hash for take in row.counted if take.persona_hash is not None}
