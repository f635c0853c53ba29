"""Spelling: what does not count when words are compared, such as the shape of a quotation mark or a line's end."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import regex

_SAME = {
    **dict.fromkeys("‘’‚‛′ʼ＇´", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
}
_UNSEEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\uFFFC]+")
_MAYBE_UNSEEN = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""The same characters and some beside them, for an engine that passes over others much faster."""

_EMPHASIS = regex.compile(r"[*`]+|(?<!\w)_++|(?<!_)_++(?!\w)")

_RECENT = 256
"""Texts whose tidy form is kept: several checks read the same take, and every persona quotes the same dossier."""


@lru_cache(_RECENT)
def tidy(text: str) -> str:
    """The text in NFC as it is read aloud: a line a paragraph, single spaces, no emphasis and nothing unseen."""
    seen = unicodedata.normalize("NFC", text)
    if not seen.isascii() and _MAYBE_UNSEEN.search(seen):
        seen = _UNSEEN.sub("", seen)
    if "*" in seen or "_" in seen or "`" in seen:
        seen = _EMPHASIS.sub("", seen)
    paragraphs: list[list[str]] = [[]]
    for line in seen.splitlines():
        words = line.split()
        if words:
            paragraphs[-1] += words
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n".join(" ".join(words) for words in paragraphs if words)


def straight(text: str) -> str:
    """The text with one kind each of apostrophe, quotation mark and dash; every character keeps its place."""
    if not text.isascii():
        for mark, plain in _SAME.items():
            text = text.replace(mark, plain)
    return text


def comparable(text: str) -> str:
    """The text as it is compared with another: tidy, straight and on one line."""
    return straight(tidy(text)).replace("\n", " ")
