"""Hints: which needs a whole text may meet in one of its sentences, told by the few rare words in it.

Most texts have none of those words close to the others that they need, and are then not read sentence by sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from panel.checks.vocabulary import Needs, has_each
from panel.checks.voice import Voice

_STOP = re.compile(r"\. |\n")
"""Where it stands a sentence ends, although others end elsewhere."""


class _Way(NamedTuple):
    """What it takes beside a rare word to meet the needs of that number."""

    number: int
    rest: tuple[frozenset[str], ...]
    shape: re.Pattern[str] | None


class Hints:
    """Knows each rare word of some needs, and what it takes beside it."""

    def __init__(self, needs: Sequence[Needs]) -> None:
        self._ways: dict[str, list[_Way]] = {}
        self._first: dict[str, list[int]] = {}
        for number, one in enumerate(needs):
            for rarest, *rest in one.ways:
                way = _Way(number, tuple(rest), one.shape)
                for word in rarest:
                    self._ways.setdefault(word, []).append(way)
            for word in one.first:
                self._first.setdefault(word, []).append(number)
        self._words = frozenset(self._ways) | frozenset(self._first)

    def in_voice(self, voice: Voice) -> set[int]:
        """The numbers of the needs that a sentence of the voice may meet."""
        vocabulary, found, read = voice.vocabulary, set[int](), set[tuple[int, int]]()
        for word in vocabulary & self._words:
            for way in self._ways.get(word, ()):
                if way.number not in found and has_each(vocabulary, way.rest) and _is_close(word, way, voice, read):
                    found.add(way.number)
            if word in self._first and not found.issuperset(self._first[word]) and _may_be_first(word, voice):
                found.update(self._first[word])
        return found


def _is_close(word: str, way: _Way, voice: Voice, read: set[tuple[int, int]]) -> bool:
    """Whether no stop stands between the word and some of the others; ``read`` is where another word of it was seen."""
    plain, spelt, sought, end = voice.plain, voice.spelt, f" {word} ", 0
    at = spelt.find(sought)
    while at >= 0:
        start = max(plain.rfind(". ", end, at), plain.rfind("\n", end, at), end - 1) + 1
        stop = _STOP.search(plain, at)
        end = stop.start() if stop else len(plain)
        if (id(way), end) not in read:
            read.add((id(way), end))
            stretch = spelt[start + 1 : end + 1]
            if has_each(stretch.split(), way.rest) and not _is_unlike(way.shape, plain[start:end], stretch):
                return True
        at = spelt.find(sought, end)
    return False


def _is_unlike(shape: re.Pattern[str] | None, plain: str, spelt: str) -> bool:
    """Whether a stretch is a sentence for sure, and not of the shape that is needed."""
    if shape is None or "!" in plain or "?" in plain or "." in plain[:-1]:
        return False
    return shape.search(spelt) is None


def _may_be_first(word: str, voice: Voice) -> bool:
    """Whether the word stands anywhere but behind another one and a single space."""
    plain, spelt, sought = voice.plain, voice.spelt, f" {word} "
    at = spelt.find(sought)
    while at >= 0:
        if at < 2 or plain[at - 1] != " " or spelt[at - 1] == " ":
            return True
        at = spelt.find(sought, at + 1)
    return False
