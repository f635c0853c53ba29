"""Alike across tools: takes that say nearly the same of different tools.

A group is a take and every later one, on another tool, whose Jaccard index with it is at least ``ALIKE``. It is
computed while the first one's words are at hand (the latest 2,000 takes, and the first of up to 1,000 groups), and
estimated from signatures after that. The work for a take is bounded, however many are alike.
"""

from __future__ import annotations

from array import array
from heapq import nsmallest

from panel.domain.quality import FIRM, AlikeAcross, AlikeGroup, TakeName
from panel.lab.remembered import MOST, Remembered
from panel.lab.share import share_of
from panel.lab.signature import estimate, signature_of
from panel.lab.words import similarity

ALIKE = 0.7
"""The Jaccard index from which two takes are near-duplicates: about one word in twenty differs."""

TOO_MANY = 0.1
"""The share of takes that are near-duplicates over which they are flagged."""

_EXAMPLES = 20
_OTHERS = 5
_NAMED_GROUPS = 500


class TakesAcross:
    """Finds near-duplicates as takes come."""

    def __init__(self, *, most: int = MOST) -> None:
        self._remembered = Remembered(most=most)
        self._sizes = array("I")
        self._others: dict[int, list[TakeName]] = {}
        self._looked_at = self._estimated = self._uncompared = 0

    def add(self, name: TakeName, stretches: frozenset[int]) -> TakeName | None:
        """Take one in; gives the earlier take on another tool that it is a near-duplicate of."""
        self._looked_at += 1
        signature = signature_of(stretches)
        for number in self._remembered.candidates(signature):
            known = self._remembered.stretches(number)
            if known is None:
                alike = estimate(signature, self._remembered.signature(number))
            else:
                alike = similarity(stretches, known)
            if alike >= ALIKE:
                return self._join(number, name, is_estimated=known is None)
        if self._remembered.is_full:
            self._uncompared += 1
        else:
            self._remembered.add(name, signature, stretches)
            self._sizes.append(1)
        return None

    def figures(self) -> AlikeAcross:
        """What was found, the largest groups as examples, the earliest of as large ones."""
        groups = [number for number, size in enumerate(self._sizes) if size > 1]
        largest = nsmallest(_EXAMPLES, groups, key=lambda number: (-self._sizes[number], number))
        alike = sum(self._sizes[number] for number in groups)
        return AlikeAcross(
            alike=share_of(alike, self._looked_at),
            groups=len(groups),
            largest=self._sizes[largest[0]] if largest else 0,
            estimated=self._estimated,
            uncompared=self._uncompared,
            examples=tuple(
                AlikeGroup(
                    takes=self._sizes[number],
                    first=self._remembered.name(number),
                    others=tuple(self._others.get(number, ())),
                )
                for number in largest
            ),
            flag=_flag(alike, self._looked_at),
        )

    def _join(self, number: int, name: TakeName, *, is_estimated: bool) -> TakeName | None:
        if self._remembered.tool(number) == name.tool:
            return None
        self._estimated += is_estimated
        self._remembered.keep(number)
        self._sizes[number] += 1
        if number in self._others or len(self._others) < _NAMED_GROUPS:
            others = self._others.setdefault(number, [])
            if len(others) < _OTHERS:
                others.append(name)
        return self._remembered.name(number)


def _flag(alike: int, n: int) -> str | None:
    if n < FIRM or alike <= TOO_MANY * n:
        return None
    return f"{100 * alike / n:.0f}% of {n:,} takes are nearly the same as one on another tool"
