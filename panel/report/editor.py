"""The editor's view: everything behind a tool's page that readers are not shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from panel.domain.completion import Attempt
from panel.domain.dossier_text import DossierText
from panel.domain.frozen import Frozen
from panel.domain.hold import Hold, standing
from panel.domain.persona import Persona, in_row_order
from panel.domain.take import Finding, Status, Take
from panel.domain.tool import Removal
from panel.report.figures import known_cost, moment
from panel.report.findings import meaning
from panel.report.notes import why_draft
from panel.report.view import UNKNOWN, House, ToolView, persona_name

_REASONS = {
    "missing": "not asked",
    "abstained: off_lens": "stood aside: the tool has nothing for its lens",
    "abstained: thin_dossier": "stood aside: the dossier states too little",
}


class Line(Frozen):
    """A label and what stands behind it."""

    label: str
    value: str


class Noticed(Frozen):
    """A finding in words."""

    severity: str
    meaning: str
    code: str
    detail: str


class Quote(Frozen):
    """A piece of evidence; ``is_found`` says whether the dossier has these words in one of its fields."""

    id: str
    quote: str
    is_found: bool


class MarkLine(Frozen):
    """A criterion with its mark and the evidence it names."""

    ask: str
    met: str
    evidence: str


class TakeView(Frozen):
    """A take with all that is known of it."""

    title: str
    persona: str
    standing: str
    take: Take
    findings: tuple[Noticed, ...]
    evidence: tuple[Quote, ...]
    marks: tuple[MarkLine, ...]
    provenance: tuple[Line, ...]
    attempts: tuple[Attempt, ...]


class EditorView(Frozen):
    """What the editor's page adds: decisions, gaps, findings, costs, every take in full, and what cleaning removed."""

    why_draft: str | None
    held: tuple[str, ...]
    holds: tuple[Hold, ...]
    missing: tuple[Line, ...]
    hard: int
    soft: int
    cost: str
    requests: int
    takes: tuple[TakeView, ...]
    removed: tuple[Removal, ...]

    @classmethod
    def of(cls, view: ToolView, house: House) -> EditorView:
        """The editor's view of a tool, its takes in row order."""
        ids = in_row_order(take.persona for take in view.takes)
        ordered = sorted(view.takes, key=lambda take: (ids.index(take.persona), take.model, take.sample))
        found = [finding for take in view.verdict.counted for finding in take.findings]
        dossier = DossierText.of(view.tool.dossier)
        return cls(
            why_draft=why_draft([view]),
            held=tuple(
                persona_name(persona, house.personas)
                for persona, hold in standing(view.holds).items()
                if hold.action == "hold"
            ),
            holds=view.holds,
            missing=tuple(
                Line(label=persona_name(row.persona, house.personas), value=_why(row.reason or "missing"))
                for row in view.verdict.personas
                if row.take is None
            ),
            hard=sum(finding.severity == "hard" for finding in found),
            soft=sum(finding.severity == "soft" for finding in found),
            cost=known_cost(view.verdict.cost_usd),
            requests=sum(len(made) for made in view.attempts.values()),
            takes=tuple(_take_view(take, view, dossier, house.personas) for take in ordered),
            removed=view.tool.removed,
        )


def _take_view(take: Take, view: ToolView, dossier: DossierText, personas: Sequence[Persona]) -> TakeView:
    persona = next((one for one in personas if one.id == take.persona), None)
    sample = f", sample {take.sample}" if view.verdict.samples > 1 else ""
    name = persona_name(take.persona, personas)
    return TakeView(
        title=f"{name} · {take.model}{sample}",
        persona=name,
        standing=_standing(take),
        take=take,
        findings=tuple(map(_noticed, take.findings)),
        evidence=tuple(Quote(id=one.id, quote=one.quote, is_found=dossier.holds(one.quote)) for one in take.evidence),
        marks=_marks(take, persona),
        provenance=tuple(_provenance(take)),
        attempts=view.attempts.get(take.key or "", ()) if not take.is_imported else (),
    )


def _why(reason: str) -> str:
    """Why a persona has no take, in words."""
    return _REASONS.get(reason, reason)


def _standing(take: Take) -> str:
    """What became of the take, in words."""
    if take.status is Status.OK:
        return f"{take.score}/100 · {take.decision}"
    scored = f" ({take.score}/100 · {take.decision})" if take.is_whole else ""
    return f"{take.status.value.capitalize()}{scored}: {take.reason or 'no reason given'}"


def _noticed(finding: Finding) -> Noticed:
    return Noticed(severity=finding.severity, meaning=meaning(finding.code), code=finding.code, detail=finding.detail)


def _marks(take: Take, persona: Persona | None) -> tuple[MarkLine, ...]:
    asks = {one.id: f"{one.ask} (a yes speaks for {one.yes_is})" for one in (persona.criteria if persona else ())}
    return tuple(
        MarkLine(
            ask=asks.get(mark.criterion) or mark.criterion, met=mark.met, evidence=", ".join(mark.evidence) or UNKNOWN
        )
        for mark in take.marks
    )


def _provenance(take: Take) -> Iterator[Line]:
    usage = take.usage
    tokens = usage and (usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens)
    known = {
        "Asked": f"{take.endpoint}:{take.model}" if take.endpoint else take.model,
        "Served by": ", ".join(part for part in (take.served_model, take.provider) if part),
        "Generation": take.generation_id,
        "Tokens": f"{tokens[0]} in ({tokens[1] or 0} cached), {tokens[2]} out" if tokens and any(tokens) else None,
        "Cost": known_cost(take.cost_usd) if take.cost_usd is not None else None,
        "Time": f"{take.latency_ms} ms" if take.latency_ms is not None else None,
        "Read as": "it came" if take.rung == "as_is" else take.rung,
        "Made": moment(take.created_at),
        "Run": take.run,
        "Origin": "imported" if take.is_imported else None,
        "Dossier": _short_hash(take.dossier_hash),
        "Persona": _short_hash(take.persona_hash),
        "Prompt": _short_hash(take.prompt_hash),
    }
    for label, value in known.items():
        if value:
            yield Line(label=label, value=value)


def _short_hash(value: str | None) -> str | None:
    return value[:12] if value else None
