"""Agreement of score and decision: two claims, which have to fit outside a grey band around ``ship_at``."""

from __future__ import annotations

from panel.domain.take import Decision

GREY = 3
"""How far from ``ship_at``, inclusive, a score may disagree with its decision."""


def agrees(score: int, decision: Decision, ship_at: int) -> bool:
    """Whether the score is on the decision's side of ``ship_at``."""
    return (score >= ship_at) == (decision is Decision.SHIP)


def contradicts(score: int, decision: Decision, ship_at: int) -> bool:
    """Whether the score is on the other side, and outside the grey band."""
    return not agrees(score, decision, ship_at) and abs(score - ship_at) > GREY
