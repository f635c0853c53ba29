"""Spelling: what does not count when words are compared, such as the shape of a quotation mark or a line's end."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import regex

from panel.domain.uncommon import uncommon

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
    if text.isascii() and text.isprintable():
        return _single_spaced(_without_emphasis(text))
    seen = unicodedata.normalize("NFC", text)
    strange = uncommon(seen)
    if _MAYBE_UNSEEN.search(strange):
        seen = _UNSEEN.sub("", seen)
    seen = _without_emphasis(seen)
    # Nothing printable is a space or the end of a line, but for the plain space.
    lines = map(_single_spaced, seen.split("\n")) if strange.isprintable() else map(_respaced, seen.splitlines())
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n".join([" ".join(paragraph) for paragraph in paragraphs if paragraph])


def has_only_words(text: str) -> bool:
    """Whether the tidy text has every word of it, a space or a line's end between them and nothing else."""
    strange = uncommon(text)
    return strange.isprintable() and not _MAYBE_UNSEEN.search(strange) and not _may_stress(text)


def straight(text: str) -> str:
    """The text with one kind each of apostrophe, quotation mark and dash; every character keeps its place."""
    if not text.isascii():
        for mark, plain in _SAME.items():
            text = text.replace(mark, plain)
    return text


def comparable(text: str) -> str:
    """The text as it is compared with another: tidy, straight and on one line."""
    return straight(tidy(text)).replace("\n", " ")


def _without_emphasis(text: str) -> str:
    return _EMPHASIS.sub("", text) if _may_stress(text) else text


def _may_stress(text: str) -> bool:
    return "*" in text or "_" in text or "`" in text


def _single_spaced(line: str) -> str:
    """A line without spaces other than the plain one, of which it keeps one between words."""
    while "  " in line:
        line = line.replace("  ", " ")
    return line.strip(" ")


def _respaced(line: str) -> str:
    return " ".join(line.split())
