"""Paragraphs: the lines of a wrapped Markdown paragraph joined into one, as any reader of the page would see it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_APART = re.compile(
    r" {0,3}(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|>|\||<|=+[ \t]*$|-{2,}[ \t]*$|\*{3,}[ \t]*$|_{3,}[ \t]*$)"
    r"| {4}|\t"
)
"""A line that starts something of its own: a list item, heading, quotation, table row, tag, rule or code."""
_ENDED = re.compile(r" {0,3}(?:#{1,6}[ \t]|\||<|=+[ \t]*$|-{2,}[ \t]*$)|.*(?: {2}|\\)$")
"""A line that nothing is joined to: a heading, table row, tag or rule, and one with a hard break at its end."""


def unwrapped(text: str) -> str:
    """The text with every wrapped paragraph on one line; blank lines, lists, tables and code stay as they are."""
    return "\n".join(_joined(text.split("\n")))


def _joined(lines: list[str]) -> Iterator[str]:
    open_line: str | None = None
    is_code = False
    for line in lines:
        is_fence = bool(_FENCE.match(line))
        is_own = is_code or is_fence or not line.strip() or bool(_APART.match(line))
        if open_line is not None and not is_own:
            open_line = f"{open_line.rstrip()} {line.lstrip()}"
        else:
            if open_line is not None:
                yield open_line
            open_line = line
        if is_fence:
            is_code = not is_code
        if is_code or is_fence or not line.strip() or _ENDED.match(line):
            yield open_line
            open_line = None
    if open_line is not None:
        yield open_line
