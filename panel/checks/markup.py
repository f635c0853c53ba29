"""Markup: what the page would show raw or not at all, since a take is paragraphs with code spans and emphasis."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from panel.checks.code_spans import without_code
from panel.domain.excerpt import listed
from panel.domain.markers import without_markers
from panel.domain.take import Finding

_LINES = {
    "heading": regex.compile(r" {0,3}(?:#{1,6}[ \t]|={3,}[ \t]*+$|-{3,}[ \t]*+$)"),
    "list": regex.compile(r"[ \t]{0,8}(?:[-*+•◦▪‣][ \t]|1[.)][ \t])"),
    "table": regex.compile(r"[ \t]{0,3}\|[^\n]*\|[ \t]*+$|[ \t]{0,3}\|?[ \t]*+:?-{3,}+:?[ \t]*+\|"),
    "block quote": regex.compile(r" {0,3}>"),
    "fenced code": regex.compile(r" {0,3}(?:```[^`]*+$|~~~)"),
}
"""What the beginning of a line makes of it."""

_NUMBERED = regex.compile(r"[ \t]{0,8}\d{1,3}[.)][ \t]")

_INLINE = {
    "HTML comment": regex.compile(r"<[!?][a-zA-Z\[-]"),
    "HTML tag": regex.compile(
        r"</[a-z]|(?<!\w)<[a-z][a-z0-9-]{0,40}(?:[\s/][^<>]{0,500})?>"
        r"|<(?:br|hr|img|script|style|svg|iframe|object|embed|link|meta|input|a|b|i|p)(?:[\s/][^<>]{0,500})?>",
        regex.IGNORECASE,
    ),
    "HTML entity": regex.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});"),
    "footnote": regex.compile(r"\[\^[\w-]{1,40}\]"),
}


def markup(text: str) -> Finding | None:
    """The finding for a text with markup other than code spans and emphasis; it names the kinds."""
    kinds = list(dict.fromkeys((*_of_lines(text), *_inside(text))))
    return Finding(code="markup", detail=listed(kinds)) if kinds else None


def _of_lines(text: str) -> Iterator[str]:
    is_first = True
    for line in text.splitlines():
        yield from (kind for kind, pattern in _LINES.items() if line.strip() and pattern.match(line))
        if is_first and _NUMBERED.match(line):
            yield "list"
        is_first = not line.strip()


def _inside(text: str) -> Iterator[str]:
    prose = without_code(without_markers(text))
    yield from (kind for kind, pattern in _INLINE.items() if pattern.search(prose))
