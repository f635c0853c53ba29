"""The pair: two verdicts side by side, compared on the personas that both have."""

from __future__ import annotations

from panel.domain.tool import Tool
from panel.domain.verdict import Comparison, Gap, PersonaVerdict, Verdict
from panel.errors import Mistake
from panel.verdict.rounding import cents, mean


def comparison_of(tool_a: Tool, a: Verdict, tool_b: Tool, b: Verdict) -> Comparison:
    """Two panels in the order asked for. Raises Mistake when both are one tool, by slug or alias.

    With one sample to a seat noise is unknown, so nothing here names a winner.
    """
    if tool_a.slug == tool_b.slug or tool_a.slug in tool_b.aliases or tool_b.slug in tool_a.aliases:
        raise Mistake(f"{tool_a.slug} and {tool_b.slug} are the same tool; name two different ones")
    scores_a = {row.persona: row.score for row in a.personas if row.score is not None}
    gaps = tuple(
        Gap(persona=row.persona, gap=scores_a[row.persona] - row.score)
        for row in b.personas
        if row.score is not None and row.persona in scores_a
    )
    return Comparison(
        a=a,
        b=b,
        shared=tuple(gap.persona for gap in gaps),
        gaps=gaps,
        paired_gap=cents(mean([gap.gap for gap in gaps])) if gaps else None,
        widest=max(gaps, key=lambda gap: abs(gap.gap)) if gaps else None,
        is_single_run=max(a.samples, b.samples) <= 1,
        flags=_flags(a, b),
    )


def _flags(a: Verdict, b: Verdict) -> tuple[str, ...]:
    """What makes the two panels unlike, and what each side is flagged with."""
    sides = [{row.persona for row in side.personas if row.score is not None} for side in (a, b)]
    own = {
        "different_juries": sides[0] != sides[1],
        "different_models": bool(a.models) and bool(b.models) and set(a.models) != set(b.models),
        "mixed_personas": _differ(a, b),
    }
    return tuple(dict.fromkeys([*(name for name, is_found in own.items() if is_found), *a.flags, *b.flags]))


def _differ(a: Verdict, b: Verdict) -> bool:
    """Whether a persona was one version on one side and another on the other."""
    versions = {row.persona: _versions(row) for row in a.personas}
    return any(
        (mine := versions.get(row.persona)) and (yours := _versions(row)) and mine != yours for row in b.personas
    )


def _versions(row: PersonaVerdict) -> set[str]:
    takes = () if row.take is None else (row.take, *row.others)
    return {take.persona_hash for take in takes if take.persona_hash is not None}
