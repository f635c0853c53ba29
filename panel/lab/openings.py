"""Openings: the first words that takes repeat, counted within bounds.

Lossy counting: after each ``width`` openings, what was met no more often than it may have been missed is let go. A
count is then short by at most n / width, and exact for the first ``width``. Source: G. S. Manku and R. Motwani,
"Approximate frequency counts over data streams", VLDB (2002).
"""

from __future__ import annotations

from collections.abc import Sequence

from panel.domain.quality import Opening
from panel.lab.share import share_of

WORDS = 4
"""How many words are an opening."""

WIDTH = 500
SHOWN = 3
_LONGEST = 80


class Openings:
    """Counts the openings of a group's takes."""

    def __init__(self, *, width: int = WIDTH) -> None:
        self._width = width
        self._n = 0
        self._met: dict[str, int] = {}
        self._missed: dict[str, int] = {}

    def add(self, opening: str) -> None:
        """Take one opening in."""
        if opening in self._met:
            self._met[opening] += 1
        else:
            self._met[opening] = 1
            if missed := self._n // self._width:
                self._missed[opening] = missed
        self._n += 1
        if self._n % self._width == 0:
            self._let_go()

    def figures(self) -> tuple[Opening, ...]:
        """Those met most often, at least twice."""
        often = sorted((-count, words) for words, count in self._met.items() if count > 1)[:SHOWN]
        return tuple(
            Opening(words=words, uses=share_of(-count, self._n), short_by=self._missed.get(words, 0))
            for count, words in often
        )

    def _let_go(self) -> None:
        gone = self._n // self._width
        missed = self._missed
        kept = {words: count for words, count in self._met.items() if count + missed.get(words, 0) > gone}
        self._met, self._missed = kept, {words: missed[words] for words in kept if words in missed}


def opening_of(words: Sequence[str]) -> str | None:
    """The first words of a take, None of a shorter one."""
    return " ".join(words[:WORDS])[:_LONGEST] if len(words) >= WORDS else None
