"""Alike within a tool: personas whose shown takes on it are nearly the same, all pairs of a panel compared in full."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, islice

from panel.domain.quality import AlikePair, AlikeWithin
from panel.lab.alike_across import ALIKE
from panel.lab.share import rounded, share_of
from panel.lab.words import similarity

_EXAMPLES = 20
_PERSONAS = 12
"""How many personas of a panel are compared, the first ones."""


class TakesWithin:
    """Compares the takes of each panel as it comes."""

    def __init__(self) -> None:
        self._pairs = self._alike = 0
        self._examples: list[AlikePair] = []

    def add(self, tool: str, shown: Mapping[str, frozenset[int]]) -> list[AlikePair]:
        """Take in a tool with the stretches of each persona's shown take; gives the pairs that are alike."""
        found = []
        for (a, one), (b, other) in combinations(islice(shown.items(), _PERSONAS), 2):
            self._pairs += 1
            alike = similarity(one, other)
            if alike >= ALIKE:
                found.append(AlikePair(tool=tool, a=a, b=b, similarity=rounded(alike)))
        self._alike += len(found)
        self._examples += found[: _EXAMPLES - len(self._examples)]
        return found

    def figures(self) -> AlikeWithin:
        """What was found, the first ones as examples."""
        return AlikeWithin(alike=share_of(self._alike, self._pairs, what="pairs"), examples=tuple(self._examples))
