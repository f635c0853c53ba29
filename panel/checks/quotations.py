"""Quotations: the stretches of a tidy text that stand between quotation marks."""

from __future__ import annotations

from collections.abc import Iterator

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

Quotation = regex.Match[str]
"""A match whose group ``words`` is what stands between the marks."""


def quotations(text: str) -> Iterator[Quotation]:
    """The outermost quotations in double marks or guillemets, in order; none goes beyond its paragraph."""
    return _QUOTATIONS.finditer(text)


def all_quotations(text: str) -> Iterator[Quotation]:
    """Every quotation, single marks and those inside others too, an outer one before what is in it."""
    for outer in _ANY.finditer(text):
        yield outer
        start, end = outer.span("words")
        yield from _ANY.finditer(text, start, end)
