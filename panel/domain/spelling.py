"""Spelling: what does not count when words are compared, such as the shape of a quotation mark or a line's end."""

from __future__ import annotations

import unicodedata

import regex

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ＇´", "'"),
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    }
)
_UNSEEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\uFFFC]+")
_EMPHASIS = regex.compile(r"[*`]+|(?<!\w)_++|(?<!_)_++(?!\w)")


def tidy(text: str) -> str:
    """The text in NFC as it is read aloud: a line a paragraph, single spaces, no emphasis and nothing unseen."""
    seen = _EMPHASIS.sub("", _UNSEEN.sub("", unicodedata.normalize("NFC", text)))
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
    return text.translate(_SAME)


def comparable(text: str) -> str:
    """The text as it is compared with another: tidy, straight and on one line."""
    return straight(tidy(text)).replace("\n", " ")
