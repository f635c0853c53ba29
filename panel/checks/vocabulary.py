"""Vocabulary: the plain words of a text, by which a large pattern is left alone where it cannot match."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

_LOOKALIKE = {"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"}
"""What a pattern that is read without case takes for a plain letter besides its capital."""

_SPELT = bytes(
    ord(chr(at).lower()) if at < 0x80 and (chr(at).isalnum() or at == ord("_")) else 0x20 for at in range(256)
)
"""Every byte to its small letter, digit or underscore, or else to a space."""


def spelt(text: str) -> str:
    """The text in small plain letters, digits and underscores, with a space for each character of any other kind.

    Every character keeps its place. Wherever a pattern that is read without case sees a plain letter, there is one.
    """
    if not text.isascii():
        for mark, letter in _LOOKALIKE.items():
            text = text.replace(mark, letter)
    return text.encode("ascii", "replace").translate(_SPELT).decode("ascii")


class Vocabulary(NamedTuple):
    """The words of a sentence as they are spelt; ``first`` begins it."""

    words: frozenset[str]
    first: str
    spelt: str

    @classmethod
    def of(cls, sentence: str) -> Vocabulary:
        """Those of one sentence, which is spelt already."""
        words = sentence.split()
        return cls(frozenset(words), words[0] if words else "", sentence)


@dataclass(frozen=True)
class Needs:
    """What a sentence has to hold before a pattern can match: one word of every set in one of ``ways``, or ``first``.

    They only ever spare work: where they are met, nothing is said yet. The first set of a way is the rarest one. In a
    sentence that holds them, ``shape``, if there is one, has to be found too.
    """

    ways: tuple[tuple[frozenset[str], ...], ...]
    first: frozenset[str] = frozenset()
    shape: re.Pattern[str] | None = None

    def hinted_at_by(self, vocabulary: Vocabulary) -> bool:
        """Whether they may be met, at a glance."""
        return vocabulary.first in self.first or not vocabulary.words.isdisjoint(self._rarest)

    def met_by(self, sentence: Vocabulary) -> bool:
        """Whether a match is possible at all."""
        if not self.hinted_at_by(sentence):
            return False
        if sentence.first not in self.first and not any(has_each(sentence.words, way) for way in self.ways):
            return False
        return self.shape is None or self.shape.search(sentence.spelt) is not None

    @cached_property
    def _rarest(self) -> frozenset[str]:
        return frozenset().union(*(way[0] for way in self.ways))


def has_each(words: Collection[str], sets: Iterable[frozenset[str]]) -> bool:
    """Whether one word of every set is among the words."""
    for needed in sets:  # noqa: SIM110 - a generator costs more than what it asks
        if needed.isdisjoint(words):
            return False
    return True
