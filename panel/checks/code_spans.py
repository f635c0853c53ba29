"""Code spans: words between backticks in a line of text, where marks and addresses are not markup."""

from __future__ import annotations

import regex

_SPANS = regex.compile(r"(?<!`)(`++)(?!`)[^`\n]++(?<!`)\1(?!`)")


def without_code(text: str) -> str:
    """The text with a word in the place of each code span."""
    return _SPANS.sub("code", text) if "`" in text else text
