"""Words: a take's text as what is compared: its words, and the stretches of three words in it.

Case, punctuation, markers and the tool's own name do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

from panel.domain.markers import without_markers

TOOL = "…"
"""What stands among the words for the tool's name."""

LEAST_WORDS = 12
"""A shorter text is not compared with others."""

MOST_WORDS = 400
"""Of a longer text, only so many words are compared, the first ones."""

_WORD = re.compile(r"\w+")
_SHORTEST_NAME = 3
_MASK = 0xFFFFFFFF
_FIRST, _SECOND, _THIRD = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D


def words_of(text: str, tool: str) -> list[str]:
    """The text's words in small letters, one ``…`` wherever the tool's name stands."""
    words = _WORD.findall(without_markers(text).lower())[:MOST_WORDS]
    name = _WORD.findall(tool.lower())
    if sum(map(len, name)) < _SHORTEST_NAME or name[0] not in words:
        return words
    return _unnamed(words, name)


def stretches_of(words: Sequence[str]) -> frozenset[int]:
    """Each three words in a row as a number of 32 bits, the same in every process."""
    codes = list(map(crc32, " ".join(words).encode("utf-8", "surrogatepass").split()))
    return frozenset(
        [
            (_FIRST * one + _SECOND * two + _THIRD * three) & _MASK
            for one, two, three in zip(codes, codes[1:], codes[2:], strict=False)
        ]
    )


def similarity(a: frozenset[int], b: frozenset[int]) -> float:
    """The Jaccard index of two texts' stretches: those in both, of those in either."""
    shared = len(a & b)
    either = len(a) + len(b) - shared
    return shared / either if either else 0.0


def _unnamed(words: list[str], name: list[str]) -> list[str]:
    kept, at, size = [], 0, len(name)
    while at < len(words):
        is_name = words[at] == name[0] and words[at : at + size] == name
        kept.append(TOOL if is_name else words[at])
        at += size if is_name else 1
    return kept
