"""The tally: what a tool's takes come to, persona by persona and as a panel.

Verdicts count personas, not takes: a persona's decision is the majority of its ok takes, each model and sample one
vote. Findings change nothing here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from panel.domain.current import current_takes
from panel.domain.persona import Persona, in_row_order
from panel.domain.take import Decision, Status, Take
from panel.domain.tool import Tool
from panel.domain.verdict import Outcome, PersonaVerdict, Verdict, majority, percentage
from panel.verdict.flags import flags_of
from panel.verdict.rounding import cents, mean, whole


def verdict(
    tool: Tool,
    takes: Sequence[Take],
    personas: Sequence[Persona],
    *,
    min_takes: int = 3,
    ship_at: int = 60,
    templates: str | None = None,
) -> Verdict:
    """The panel's verdict on a tool from the takes on it; of two on one seat and sample the later counts.

    ``personas`` is the roster; a persona that only has takes is added to it. Models stand in the order of their first
    take, which settles ties between texts. ``templates`` is the hash of today's prompt templates, by which takes on
    others are marked.
    """
    takes = current_takes(takes)
    rows = _rows(takes, personas)
    ship = sum(row.decision == "ship" for row in rows)
    skip = sum(row.decision == "skip" for row in rows)
    scores = [row.score for row in rows if row.score is not None]
    counted = [take for take in takes if _counts(take)]
    samples = max(Counter((take.persona, _model(take)) for take in counted).values(), default=0)
    return Verdict(
        tool=tool.slug,
        outcome=majority(ship, skip) if ship + skip >= min_takes else Outcome.TOO_FEW,
        ship=ship,
        skip=skip,
        ship_pct=percentage(ship, skip),
        missing=tuple(row.persona for row in rows if row.decision is None),
        mean=cents(mean(scores)) if scores else None,
        low=min(scores, default=None),
        high=max(scores, default=None),
        cost_usd=_cost(takes),
        takes=len(counted),
        samples=samples,
        personas=rows,
        models=tuple(dict.fromkeys(take.model for take in counted)),
        flags=flags_of(tool, counted, personas, samples=samples, ship_at=ship_at, templates=templates),
    )


def _rows(takes: Sequence[Take], personas: Sequence[Persona]) -> tuple[PersonaVerdict, ...]:
    models = list(dict.fromkeys(_model(take) for take in takes))
    ids = in_row_order([*(persona.id for persona in personas), *(take.persona for take in takes)])
    return tuple(_row(one, [take for take in takes if take.persona == one], models) for one in ids)


def _row(persona: str, takes: Sequence[Take], models: Sequence[tuple[str | None, str]]) -> PersonaVerdict:
    counted = [take for take in takes if _counts(take)]
    if not counted:
        return PersonaVerdict(persona=persona, decision=None, score=None, ship=0, skip=0, reason=_reason(takes))
    ship = sum(take.decision is Decision.SHIP for take in counted)
    decision = majority(ship, len(counted) - ship)
    average = mean([take.score for take in counted if take.score is not None])

    def rank(take: Take) -> tuple[bool, Decimal, int, int]:
        is_outvoted = decision is not Outcome.SPLIT and take.decision != decision.value
        return is_outvoted, abs((take.score or 0) - average), take.sample, models.index(_model(take))

    shown, *others = sorted(counted, key=rank)
    return PersonaVerdict(
        persona=persona,
        decision="split" if decision is Outcome.SPLIT else "ship" if decision is Outcome.SHIP else "skip",
        score=whole(average),
        ship=ship,
        skip=len(counted) - ship,
        take=shown,
        others=tuple(others),
    )


def _counts(take: Take) -> bool:
    return take.is_ok and take.score is not None and take.decision is not None


def _reason(takes: Sequence[Take]) -> str:
    """Why a persona has no ok take; ``missing`` when nobody asked it."""
    for status in (Status.WITHHELD, Status.FAILED, Status.ABSTAINED):
        for take in takes:
            if take.status is status:
                return f"{status.value}: {take.reason}" if take.reason else status.value
    return "missing"


def _cost(takes: Sequence[Take]) -> Decimal | None:
    """What was paid for the takes; what an import says it cost is a claim and is left out."""
    costs = [take.cost_usd for take in takes if take.cost_usd is not None and not take.is_imported]
    return sum(costs, Decimal(0)) if costs else None


def _model(take: Take) -> tuple[str | None, str]:
    return take.endpoint, take.model
