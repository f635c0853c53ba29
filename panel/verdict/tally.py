"""The tally: what a tool's takes come to, persona by persona and as a panel.

Verdicts count personas, not takes: a persona's decision is the majority of its ok takes, each model and sample one
vote. Findings change nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from panel.domain.persona import Persona, in_row_order
from panel.domain.take import Decision, Status, Take
from panel.domain.tool import Tool
from panel.domain.verdict import Outcome, PersonaVerdict, Verdict
from panel.verdict.flags import flags_of
from panel.verdict.rounding import cents, mean, percentage, whole


def verdict(
    tool: Tool, takes: Sequence[Take], personas: Sequence[Persona], *, min_takes: int = 3, ship_at: int = 60
) -> Verdict:
    """The panel's verdict on a tool from its current takes; ``personas`` is the roster.

    Models stand in the order of their first take, which settles ties between texts.
    """
    models = list(dict.fromkeys(_model(take) for take in takes))
    roster = in_row_order([persona.id for persona in personas] + [take.persona for take in takes])
    rows = tuple(_persona(name, [take for take in takes if take.persona == name], models) for name in roster)
    ship = sum(row.decision == "ship" for row in rows)
    skip = sum(row.decision == "skip" for row in rows)
    scores = [row.score for row in rows if row.score is not None]
    costs = [take.cost_usd for take in takes if take.cost_usd is not None and not take.is_imported]
    return Verdict(
        tool=tool.slug,
        outcome=_outcome(ship, skip, min_takes),
        ship=ship,
        skip=skip,
        ship_pct=percentage(ship, skip),
        missing=tuple(row.persona for row in rows if row.decision is None),
        mean=cents(mean(scores)) if scores else None,
        low=min(scores, default=None),
        high=max(scores, default=None),
        cost_usd=sum(costs, Decimal(0)) if costs else None,
        takes=sum(take.is_ok for take in takes),
        samples=_samples(takes),
        personas=rows,
        models=tuple(dict.fromkeys(take.model for take in takes if take.is_ok)),
        flags=flags_of(tool, takes, personas, ship_at=ship_at),
    )


def _outcome(ship: int, skip: int, min_takes: int) -> Outcome:
    if ship + skip < min_takes:
        return Outcome.TOO_FEW
    if ship == skip:
        return Outcome.SPLIT
    return Outcome.SHIP if ship > skip else Outcome.SKIP


def _persona(name: str, takes: Sequence[Take], models: Sequence[tuple[str | None, str]]) -> PersonaVerdict:
    counted = [take for take in takes if take.is_ok and take.score is not None]
    ship = sum(take.decision is Decision.SHIP for take in counted)
    skip = len(counted) - ship
    if not counted:
        return PersonaVerdict(persona=name, decision=None, score=None, ship=0, skip=0, reason=_reason(takes))
    average = mean([take.score for take in counted if take.score is not None])
    decision: Literal["ship", "skip", "split"] = "split" if ship == skip else "ship" if ship > skip else "skip"

    def distance(take: Take) -> tuple[bool, Decimal, int, int]:
        is_minority = decision != "split" and take.decision != decision
        return is_minority, abs((take.score or 0) - average), take.sample, models.index(_model(take))

    ordered = sorted(counted, key=distance)
    return PersonaVerdict(
        persona=name,
        decision=decision,
        score=whole(average),
        ship=ship,
        skip=skip,
        take=ordered[0],
        others=tuple(ordered[1:]),
    )


def _reason(takes: Sequence[Take]) -> str:
    """Why a persona has no ok take; ``missing`` when nobody asked it."""
    for status in (Status.WITHHELD, Status.FAILED, Status.ABSTAINED):
        for take in takes:
            if take.status is status:
                return f"{status.value}: {take.reason}" if take.reason else status.value
    return "missing"


def _samples(takes: Sequence[Take]) -> int:
    """The most samples that one seat has."""
    seats: dict[tuple[str, str | None, str], int] = {}
    for take in takes:
        if take.is_ok:
            seat = (take.persona, *_model(take))
            seats[seat] = seats.get(seat, 0) + 1
    return max(seats.values(), default=0)


def _model(take: Take) -> tuple[str | None, str]:
    return take.endpoint, take.model
