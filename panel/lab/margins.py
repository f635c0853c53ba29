"""Margins: how many panels are split, or one vote from it, of those with enough takes for a verdict."""

from __future__ import annotations

from panel.domain.quality import Margins
from panel.domain.verdict import Outcome, Verdict
from panel.lab.share import share_of


class CloseCalls:
    """Counts verdicts by how close they are."""

    def __init__(self) -> None:
        self._panels = self._split = self._one_vote = 0

    def add(self, verdict: Verdict) -> None:
        """Take one in."""
        if verdict.outcome is not Outcome.TOO_FEW:
            self._panels += 1
            self._split += verdict.outcome is Outcome.SPLIT
            self._one_vote += verdict.is_one_vote_apart

    def figures(self) -> Margins:
        """The counts so far."""
        return Margins(
            split=share_of(self._split, self._panels, what="panels"),
            one_vote=share_of(self._one_vote, self._panels, what="panels"),
        )
