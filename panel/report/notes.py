"""The notes under a page: what the panel rests on, what makes a comparison unlike, and who is speaking."""

from __future__ import annotations

from collections.abc import Sequence

from panel.domain.persona import Persona
from panel.domain.verdict import Comparison, Verdict
from panel.report.view import NO_TAKE, PairView, ToolView, line, persona_name

_FLAGS = {
    "different_juries": "The two panels do not seat the same personas, so their shares are not like for like.",
    "different_models": "The two panels were answered by different models.",
    "mixed_personas": "Some takes were asked under different versions of a persona.",
    "mixed_prompts": "Some takes of one persona were asked with different prompts or dossiers.",
    "older_dossier": "Some takes were made on an earlier dossier than the one shown here.",
    "older_persona": "Some takes were asked under an earlier version of their persona.",
    "people_and_models": "People's takes and models' takes stand side by side here.",
    "human_contradiction": "A person's decision stands against the score they gave.",
    "hard_findings": "A check found something in a take that an editor has to settle before this is published.",
}


def tool_notes(view: ToolView, personas: Sequence[Persona]) -> list[str]:
    """What a reader of one tool's page should know."""
    return [
        *_runs([view]),
        *_missing(view.verdict, personas, of=None),
        *(_FLAGS[flag] for flag in view.verdict.flags if flag in _FLAGS),
    ]


def pair_notes(view: PairView, personas: Sequence[Persona]) -> list[str]:
    """What a reader of a comparison should know; it states a gap and names no winner."""
    a, b = line(view.a.tool.name), line(view.b.tool.name)
    return [
        _gap(view.comparison, a, b, personas),
        *_runs([view.a, view.b]),
        *_missing(view.a.verdict, personas, of=a),
        *_missing(view.b.verdict, personas, of=b),
        *(_FLAGS[flag] for flag in view.comparison.flags if flag in _FLAGS),
    ]


def disclosure(views: Sequence[ToolView]) -> list[str]:
    """Who is speaking, and that none of them used the tools."""
    takes = [take for view in views for take in view.takes if take.is_ok]
    sentences = []
    if any(not take.is_human for take in takes) or not takes:
        sentences.append(
            "Builder, Skeptic and the other seats are AI personas, not people. Nobody on the panel has used the tools; "
            "each take rests on the dossier alone."
        )
    if any(take.is_human for take in takes):
        sentences.append("Takes marked as a person's were written by people and are their own opinion.")
    return sentences


def _gap(comparison: Comparison, a: str, b: str, personas: Sequence[Persona]) -> str:
    if comparison.paired_gap is None or comparison.widest is None:
        return "The two panels share no persona with a score, so their scores cannot be compared."
    names = ", ".join(persona_name(name, personas) for name in comparison.shared)
    shared = "1 shared persona" if len(comparison.shared) == 1 else f"{len(comparison.shared)} shared personas"
    gap = comparison.paired_gap
    if gap == 0:
        return f"On {shared} ({names}) the two scores are level on average."
    higher, lower = (a, b) if gap > 0 else (b, a)
    widest = comparison.widest
    return (
        f"On {shared} ({names}) {higher} scores {abs(gap)} points above {lower} on average; "
        f"the widest gap is {persona_name(widest.persona, personas)}'s, {abs(widest.gap)}."
    )


def _runs(views: Sequence[ToolView]) -> list[str]:
    takes = [take for view in views for take in view.takes if take.is_ok and not take.is_human]
    if not takes:
        return []
    if all(take.model.startswith("offline/") for take in takes):
        return ["Rules give the same answer every time; they are a baseline, not a judgement."]
    if max(view.verdict.samples for view in views) <= 1:
        return ["Single run: how much scores would move on another run is unknown, so no winner is named."]
    return []


def _missing(verdict: Verdict, personas: Sequence[Persona], *, of: str | None) -> list[str]:
    if not verdict.missing:
        return []
    names = ", ".join(persona_name(name, personas) for name in verdict.missing)
    return [f"{NO_TAKE}{f' on {of}' if of else ''}: {names}."]
