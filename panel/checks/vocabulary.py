"""Vocabulary: the plain words of a text, by which a large pattern is left alone where it cannot match."""

from __future__ import annotations

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

_NO_WORDS: frozenset[str] = frozenset()


class Vocabulary(NamedTuple):
    """The words of a sentence as they are spelt; ``first`` begins it."""

    words: frozenset[str]
    first: str

    @classmethod
    def of(cls, sentence: str) -> Vocabulary:
        """Those of one sentence, which is spelt already."""
        words = sentence.split()
        return cls(frozenset(words), words[0] if words else "")


@dataclass(frozen=True)
class Needs:
    """What a sentence has to hold before a pattern can match: one word of every set in one of ``ways``, or ``first``.

    They only ever spare work: where they are met, nothing is said yet. The first set of a way is the rarest one.
    """

    ways: tuple[tuple[frozenset[str], ...], ...]
    first: frozenset[str] = frozenset()

    def __or__(self, other: Needs) -> Needs:
        return Needs(self.ways + other.ways, self.first | other.first)

    def hinted_at_by(self, vocabulary: Vocabulary) -> bool:
        """Whether they may be met, at a glance."""
        return vocabulary.first in self.first or not vocabulary.words.isdisjoint(self._rarest)

    def hints_in(self, text: Vocabulary) -> frozenset[str]:
        """Words of a whole text: a sentence of it that has none of them does not meet the needs."""
        hints = text.words & self._hints
        return hints if hints and (not hints.isdisjoint(self.first) or self.met_by(text)) else _NO_WORDS

    def met_by(self, vocabulary: Vocabulary) -> bool:
        """Whether a match is possible at all."""
        if vocabulary.first in self.first:
            return True
        lacks = vocabulary.words.isdisjoint
        if lacks(self._rarest):
            return False
        for way in self.ways:
            for needed in way:
                if lacks(needed):
                    break
            else:
                return True
        return False

    @cached_property
    def _hints(self) -> frozenset[str]:
        return self._rarest | self.first

    @cached_property
    def _rarest(self) -> frozenset[str]:
        return frozenset().union(*(way[0] for way in self.ways))
