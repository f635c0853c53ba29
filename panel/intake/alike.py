"""Alike: whether two names, of rows that give one address, are spellings of one name.

An address is strong evidence, so much less than for names alone will do; but a page may be that of many tools.
"""

from __future__ import annotations

import re

from panel.intake.identity import compared_name

LIKENESS = 0.85
"""Of two names at one address, from which they are one: letters in common and in order, over all letters."""

_SHORTEST_PART = 4
"""Bytes of a name from which it may stand inside a longer word; less, such as "AI", is in every other word."""

_NUMBERS = re.compile(r"\d+")


def are_alike(one: str, other: str) -> bool:
    """Whether one holds the other, word for word or letter for letter, or both are nearly equal.

    Names that both have numbers, and other ones, are two: of a page of models or of plans none may be lost.
    """
    plain, its = compared_name(one), compared_name(other)
    if not plain or not its:
        return one.casefold() == other.casefold()
    if plain == its:
        return True
    numbers, its_numbers = _NUMBERS.findall(plain), _NUMBERS.findall(its)
    if numbers and its_numbers and numbers != its_numbers:
        return False
    words, its_words = _words(one), _words(other)
    if words <= its_words or its_words <= words:
        return True
    shorter, longer = sorted((plain, its), key=len)
    return (shorter in longer and len(shorter.encode()) >= _SHORTEST_PART) or _are_nearly_equal(plain, its)


def _words(name: str) -> frozenset[str]:
    return frozenset(filter(None, map(compared_name, name.split())))


def _are_nearly_equal(one: str, other: str) -> bool:
    from rapidfuzz import fuzz  # only a batch needs it

    return fuzz.ratio(one, other, score_cutoff=LIKENESS * 100) > 0
