"""Spelling: what does not count when words are compared, such as the shape of a quotation mark or a line's end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
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


def tidy(text: str) -> str:
    """The text in NFC as it is read aloud: a line a paragraph, single spaces, no emphasis and nothing unseen."""
    return _read(text)[0]


def has_only_words(text: str) -> bool:
    """Whether the tidy text has every word of it, a space or a line's end between them and nothing else."""
    return _read(text)[1]


def straight(text: str) -> str:
    """The text with one kind each of apostrophe, quotation mark and dash; every character keeps its place."""
    if not text.isascii():
        for mark, plain in _SAME.items():
            text = text.replace(mark, plain)
    return text


def comparable(text: str) -> str:
    """The text as it is compared with another: tidy, straight and on one line."""
    return straight(tidy(text)).replace("\n", " ")


@lru_cache(_RECENT)
def _read(text: str) -> tuple[str, bool]:
    """The text as it is read aloud, and whether that took no more than a look at its spaces."""
    is_stressed = "*" in text or "_" in text or "`" in text
    if text.isascii() and text.isprintable():
        return _single_spaced(_EMPHASIS.sub("", text) if is_stressed else text).strip(" "), not is_stressed
    seen = unicodedata.normalize("NFC", text)
    strange = uncommon(seen)
    has_unseen = _MAYBE_UNSEEN.search(strange) is not None
    if has_unseen:
        seen = _UNSEEN.sub("", seen)
    if is_stressed:
        seen = _EMPHASIS.sub("", seen)
    # Nothing printable is a space or the end of a line, but for the plain space.
    is_plain = strange.isprintable()
    return _in_paragraphs(_plain_lines(seen) if is_plain else _lines(seen)), is_plain and not (
        has_unseen or is_stressed
    )


def _in_paragraphs(lines: Iterable[str]) -> str:
    """A line for each paragraph; they are apart by lines without words."""
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n".join([" ".join(paragraph) for paragraph in paragraphs if paragraph])


def _lines(text: str) -> Iterator[str]:
    return (" ".join(line.split()) for line in text.splitlines())


def _plain_lines(text: str) -> Iterator[str]:
    """The same for a text without spaces and line ends of other kinds."""
    return (line.strip(" ") for line in _single_spaced(text).split("\n"))


def _single_spaced(text: str) -> str:
    text = text.replace("   ", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text
