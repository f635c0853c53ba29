"""Characters: which ones of a model's text are kept."""

from __future__ import annotations

import re
import unicodedata

from panel.domain.uncommon import uncommon

_UNPRINTABLE = {"Cc", "Cs", "Co", "Cn"}
_STEERING = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_TAGS = range(0xE0000, 0xE1000)
_UNSURE = re.compile(
    "[^\t\n -~\xa0-\u0377\u0400-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u218b\u2190-\u2426"
    "\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fa5\uac00-\ud7a3]+"
)
"""Everything but the letters and marks that most texts are made of, all of which are kept."""


def with_plain_lines(text: str) -> str:
    """The text with every kind of line end as a line feed."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else text.replace("\u2028", "\n").replace("\u2029", "\n")


def kept(text: str) -> str:
    """The text without what could steer a terminal or hide words: controls, tags, bidirectional marks, surrogates."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSURE.sub(_sifted, text) if _UNSURE.search(uncommon(text)) else text


def _sifted(unsure: re.Match[str]) -> str:
    return "".join(mark for mark in unsure[0] if _is_kept(mark))


def _is_kept(mark: str) -> bool:
    if mark in "\n\t":
        return True
    return unicodedata.category(mark) not in _UNPRINTABLE and mark not in _STEERING and ord(mark) not in _TAGS
