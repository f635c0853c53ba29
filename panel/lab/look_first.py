"""Look first: the takes with the most reasons to look at them, as many as a person may go through.

Ordered by what their reasons weigh together, then by tool, persona, model and sample: the same whatever order the
tools came in.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence

from panel.domain.persona import FIVE
from panel.domain.quality import LookFirst, TakeName
from panel.lab.reasons import Reason, weightiest_first

MOST = 50

_Rank = tuple[int, str, int, str, str, int]


class Weightiest:
    """Keeps the takes that weigh most of those it is given."""

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._kept: list[tuple[_Rank, LookFirst]] = []

    def add(self, name: TakeName, reasons: Sequence[Reason], *, tool_name: str = "") -> None:
        """Take one in; without a reason it is passed over."""
        weight = sum(reason.weight for reason in reasons)
        rank = _rank(name, weight)
        if not weight or (len(self._kept) == self._most and rank >= self._kept[-1][0]):
            return
        words = tuple(reason.words for reason in weightiest_first(reasons))
        look = LookFirst(take=name, tool_name=tool_name, weight=weight, reasons=words)
        insort(self._kept, (rank, look), key=lambda kept: kept[0])
        del self._kept[self._most :]

    def figures(self) -> tuple[LookFirst, ...]:
        """The takes to look at, the weightiest first."""
        return tuple(kept for _, kept in self._kept)


def _rank(name: TakeName, weight: int) -> _Rank:
    row = FIVE.index(name.persona) if name.persona in FIVE else len(FIVE)
    return -weight, name.tool, row, name.persona, name.model, name.sample
