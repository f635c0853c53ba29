"""Paragraphs: the lines of a wrapped Markdown paragraph joined into one, as any reader of the page would see it.

In doubt a line stays: whatever may be a table, a list, code, a rule or markup is left as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
_PRE = re.compile(r"<(/?)(?:pre|textarea)\b", re.IGNORECASE)
_RULE = r"(?:[-*_][ \t]*){3,}$"
_APART = re.compile(
    rf" {{0,3}}(?:[-*+][ \t]|\d{{1,9}}[.)][ \t]|#{{1,6}}[ \t]|>|<|=+[ \t]*$|-{{2,}}[ \t]*$|{_RULE})| {{4}}|\t"
)
"""A line that starts something of its own: a list item, heading, quotation, tag, rule or code."""
_ENDED = re.compile(rf" {{0,3}}(?:#{{1,6}}[ \t]|<|=+[ \t]*$|-{{2,}}[ \t]*$|{_RULE})|.*(?: {{2}}|\\)$")
"""A line that nothing is joined to: a heading, tag or rule, and one with a hard break at its end."""


def unwrapped(text: str) -> str:
    """The text with every wrapped paragraph on one line; blank lines, lists, tables and code stay as they are."""
    return "\n".join(_joined(text.split("\n")))


class _Code:
    """Whether a line belongs to code: between two fences of one kind, or inside preformatted markup."""

    def __init__(self) -> None:
        self._fence = ""
        self._is_pre = False

    def holds(self, line: str) -> bool:
        """Take the next line, fences and tags themselves included."""
        was_inside = bool(self._fence) or self._is_pre
        found = _FENCE.match(line)
        if self._fence:
            if found and found[1].startswith(self._fence) and not found[2].strip():
                self._fence = ""
        elif found and "`" not in found[2] and not self._is_pre:
            self._fence = found[1]
        else:
            for tag in _PRE.finditer(line):
                self._is_pre = not tag[1]
        return was_inside or bool(self._fence) or self._is_pre


def _joined(lines: list[str]) -> Iterator[str]:
    open_line: str | None = None
    code = _Code()
    for line in lines:
        stays = code.holds(line) or not line.strip() or "|" in line
        if open_line is not None and not stays and not _APART.match(line):
            open_line = f"{open_line.rstrip()} {line.lstrip()}"
        else:
            if open_line is not None:
                yield open_line
            open_line = line
        if stays or _ENDED.match(line):
            yield open_line
            open_line = None
    if open_line is not None:
        yield open_line
