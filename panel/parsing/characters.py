"""Characters: which ones of a model's text are kept."""

from __future__ import annotations

import unicodedata

_UNPRINTABLE = {"Cc", "Cs", "Co", "Cn"}
_STEERING = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_TAGS = range(0xE0000, 0xE1000)
_LINE_ENDS = str.maketrans({"\r": "\n", "\u2028": "\n", "\u2029": "\n"})


def with_plain_lines(text: str) -> str:
    """The text with every kind of line end as a line feed."""
    return text.replace("\r\n", "\n").translate(_LINE_ENDS)


def kept(text: str) -> str:
    """The text without what could steer a terminal or hide words: controls, tags, bidirectional marks, surrogates."""
    return "".join(mark for mark in text if _is_kept(mark))


def _is_kept(mark: str) -> bool:
    if mark in "\n\t":
        return True
    return unicodedata.category(mark) not in _UNPRINTABLE and mark not in _STEERING and ord(mark) not in _TAGS
