"""Markup: what the page would show raw or not at all, since a take is paragraphs with code spans and emphasis."""

from __future__ import annotations

import regex

from panel.checks.code_spans import without_code
from panel.domain.excerpt import listed
from panel.domain.markers import without_markers
from panel.domain.take import Finding

_LINES = {
    "heading": regex.compile(r"^ {0,3}(?:#{1,6}[ \t]|={3,}+[ \t]*+$)", regex.MULTILINE),
    "rule": regex.compile(r"^ {0,3}(?:-{3,}+|_{3,}+|\*{3,}+)[ \t]*+$", regex.MULTILINE),
    "list": regex.compile(
        r"^[ \t]{0,8}(?:[-*+•◦▪‣][ \t]|1[.)][ \t])|(?:\A|^[ \t]*+\n)[ \t]{0,8}\d{1,3}[.)][ \t]", regex.MULTILINE
    ),
    "table": regex.compile(r"^[ \t]{0,3}\|[^\n]*\|[ \t]*+$|^[ \t]{0,3}\|?[ \t]*+:?-{3,}+:?[ \t]*+\|", regex.MULTILINE),
    "block quote": regex.compile(r"^ {0,3}>", regex.MULTILINE),
    "fenced code": regex.compile(r"^ {0,3}(?:```[^`\n]*+$|~~~)", regex.MULTILINE),
}
"""What the beginning of a line makes of it; a number other than 1 begins a list only after an empty line."""

_BEGINNINGS = frozenset("#=-_*+•◦▪‣|>:`~0123456789")
"""What such a line begins with, after spaces and tabs, unless it is a digit of another script."""

_OPENINGS = "“‘„«…–—"
"""Other marks that sentences begin with."""

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
    text = without_markers(text)
    prose = without_code(text)
    kinds = [kind for kind, pattern in _LINES.items() if pattern.search(text)] if _may_begin_any(text) else []
    if "<" in prose or "&" in prose or "[^" in prose:
        kinds += [kind for kind, pattern in _INLINE.items() if pattern.search(prose)]
    return Finding(code="markup", detail=listed(kinds)) if kinds else None


def _may_begin_any(text: str) -> bool:
    """Whether a line begins as markup does."""
    for line in text.split("\n"):
        mark = line.lstrip(" \t")[:1]
        if mark in _BEGINNINGS or (mark > "\x7f" and mark not in _OPENINGS):
            return True
    return False
