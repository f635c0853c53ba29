"""Contradictions: how often a take's decision and its score disagree, outside the grey band and in it."""

from __future__ import annotations

from panel.domain.agreement import GREY, agrees
from panel.domain.quality import Contradictions
from panel.domain.take import Decision, Status, Take
from panel.errors import Cause
from panel.lab.share import share_of


class Sides:
    """Counts on which side of ``ship_at`` takes decide."""

    def __init__(self, ship_at: int) -> None:
        self._ship_at = ship_at
        self._decided = self._failed = self._outside = self._ship = self._skip = self._against = 0

    def add(self, take: Take) -> None:
        """Take one in."""
        if is_failed_contradiction(take):
            self._failed += 1
        elif take.is_ok and take.score is not None and take.decision is not None:
            self._decided += 1
            self._place(take.score, take.decision)

    def figures(self) -> Contradictions:
        """The counts so far."""
        return Contradictions(
            failed=share_of(self._failed, self._failed + self._decided),
            outside=self._outside,
            in_band=share_of(self._ship + self._skip, self._decided),
            ship=self._ship,
            skip=self._skip,
            against=self._against,
        )

    def _place(self, score: int, decision: Decision) -> None:
        agreeing = agrees(score, decision, self._ship_at)
        if abs(score - self._ship_at) > GREY:
            self._outside += not agreeing
            return
        self._against += not agreeing
        self._ship += decision is Decision.SHIP
        self._skip += decision is Decision.SKIP


def is_failed_contradiction(take: Take) -> bool:
    """Whether a take failed since its decision and its score disagreed, twice."""
    return take.status is Status.FAILED and take.cause == Cause.CONTRADICTION.value
