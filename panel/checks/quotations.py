"""Quotations: the stretches of a tidy text that stand between quotation marks."""

from __future__ import annotations

import string
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache

import regex

_CURLY = r"“(?P<words>[^“”\n]*+(?:“[^“”\n]*+”[^“”\n]*+)*+)”"
_DOUBLE = (
    _CURLY,
    r"«(?P<words>[^«»\n]*+)»",
    r"„(?P<words>[^„“”\n]*+)[“”]",
    r'(?<![\w"])"(?=\S)(?P<words>[^"\n]*+)(?<=\S)"(?!\w)',
)
_SINGLE = (r"(?<!\w)['‘](?=\S)(?P<words>[^'‘’\n]*+(?:(?<=\w)['’](?=\w)[^'‘’\n]*+)*+)(?<=\S)['’](?!\w)",)
_QUOTATIONS = regex.compile("|".join(_DOUBLE))
_ANY = regex.compile("|".join((*_DOUBLE, *_SINGLE)))
# Each scan from an opening mark ends at the next mark, so that the work grows with the text and no faster.

_SINGLE_MARKS = "'‘"
_OPENINGS = "“«„\"'‘"
_LETTERS = frozenset(string.ascii_letters)
"""A straight mark after one of them begins nothing."""

_RECENT = 16
"""Texts whose quotations are kept, since several checks read the same take one after another."""

Quotation = regex.Match[str]
"""A match whose group ``words`` is what stands between the marks."""


def quotations(text: str) -> Iterator[Quotation]:
    """The outermost quotations in double marks or guillemets, in order; none goes beyond its paragraph."""
    openings, outer = _outermost(text)
    if any(one[0][0] in _SINGLE_MARKS for one in outer):
        return _found(_QUOTATIONS, text, openings, len(text))
    return iter(outer)


def all_quotations(text: str) -> Iterator[Quotation]:
    """Every quotation, single marks and those inside others too, an outer one before what is in it."""
    openings, outer = _outermost(text)
    for one in outer:
        yield one
        start, end = one.span("words")
        if inside := openings[bisect_left(openings, start) : bisect_left(openings, end)]:
            yield from _found(_ANY, text, inside, end)


@lru_cache(_RECENT)
def _outermost(text: str) -> tuple[list[int], list[Quotation]]:
    """Where a quotation may begin, and the outermost ones."""
    openings = _openings(text)
    return openings, list(_found(_ANY, text, openings, len(text))) if openings else []


def _found(pattern: regex.Pattern[str], text: str, openings: Iterable[int], end: int) -> Iterator[Quotation]:
    """What ``pattern.finditer`` finds up to an end, which looks at every character for a beginning."""
    start = 0
    for opening in openings:
        if opening >= start and (match := pattern.match(text, opening, end)):
            start = match.end()
            yield match


def _openings(text: str) -> list[int]:
    """Where a quotation may begin, in order."""
    found = []
    for mark in _OPENINGS:
        at = text.find(mark)
        while at >= 0:
            if text[at - 1 : at] not in _LETTERS or mark not in "'\"":
                found.append(at)
            at = text.find(mark, at + 1)
    found.sort()
    return found
