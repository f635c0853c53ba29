"""Which characters a reader can see, and which only hide, reorder or smuggle text.

A joiner stays where a script or an emoji needs it, a variation selector stays once after a pictograph or a keycap, and
the three subdivision flags in general use keep their tags. All else that has no glyph of its own goes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import regex

EXCERPT = 500
"""Characters that a record of something removed may hold."""


class Hidden(NamedTuple):
    """Something that a reader of the page would not have seen: why it went, and what it said."""

    kind: str
    text: str


class Plain(NamedTuple):
    """A text without hidden parts, and those parts."""

    text: str
    hidden: tuple[Hidden, ...]


_LINE_ENDS = regex.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

_PLAIN_SPACE = str.maketrans("\n\t", "  ")

_JOINING = (
    r"[[\p{Arabic}\p{Syriac}\p{Mandaic}\p{Nko}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}\p{Tamil}"
    r"\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Myanmar}]&&[\p{L}\p{M}]]"
)
_PICTOGRAPH = r"[\p{Extended_Pictographic}--\p{Cn}]"
_SUBDIVISION_FLAGS = "|".join(
    "".join(chr(0xE0000 + ord(letter)) for letter in region) for region in ("gbeng", "gbsct", "gbwls")
)

_KEPT = "|".join(
    (
        rf"(?<=\U0001F3F4)(?:{_SUBDIVISION_FLAGS})\U000E007F",
        rf"(?<={_PICTOGRAPH})\uFE0F",
        r"(?<=[0-9\#*])\uFE0F(?=\u20E3)",
        rf"(?<={_PICTOGRAPH}\uFE0F?\p{{Emoji_Modifier}}?)\u200D(?={_PICTOGRAPH})",
        rf"(?<={_JOINING}\p{{Mn}}{{0,4}})[\u200C\u200D](?={_JOINING})",
        r"(?<=\p{ccc=9})\u200D(?![\u200C\u200D])",
    )
)

_KINDS = {
    "tag characters": r"[\U000E0000-\U000E007F]+",
    "variation selectors": r"[\uFE00-\uFE0F\U000E0100-\U000E01EF\u180B-\u180D\u180F]+",
    "bidirectional controls": r"[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+",
    "zero-width characters": r"[\u00AD\u034F\u180E\u200B-\u200D\u2060-\u2065\uFEFF]+",
    "filler characters": r"[\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0]+",
    "control characters": r"[\p{Cc}--[\n\t]]+",
    "private-use characters": r"\p{Co}+",
    "broken characters": r"\p{Cs}+",
    "unassigned characters": r"\p{Cn}+",
    "format characters": r"[\p{Cf}\p{Default_Ignorable_Code_Point}]+",
}

_HIDING = regex.compile("|".join(f"({pattern})" for pattern in (_KEPT, *_KINDS.values())), regex.VERSION1)
_NAMES = (None, None, *_KINDS)
"""What each group of ``_HIDING`` stands for; group 1 is what stays."""


def seen_characters(text: str) -> Plain:
    """The text in NFC with Unix line ends and no hidden character; one record for each kind that went."""
    if text.isascii() and text.translate(_PLAIN_SPACE).isprintable():
        # Nothing that hides is both ASCII and printable, and looking for it takes most of the time that a row takes.
        return Plain(text, ())
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    runs: dict[str, list[str]] = {}

    def sift(match: regex.Match[str]) -> str:
        kind = _NAMES[match.lastindex or 1]
        if kind is None:
            return match[0]
        runs.setdefault(kind, []).append(match[0])
        return ""

    text = unicodedata.normalize("NFC", _HIDING.sub(sift, text))
    return Plain(text, tuple(Hidden(kind, _readable(kind, found)) for kind, found in runs.items()))


def printable(text: str) -> str:
    """The text as one line that is safe to show: hidden characters by their code points, cut at ``EXCERPT``."""
    flat = " ".join(text[: EXCERPT * 20].split())
    shown = _HIDING.sub(lambda match: match[0] if match.lastindex == 1 else _code_points(match[0]), flat)
    return seen_characters(_cut(shown)).text


def tidy(text: str) -> str:
    """Without spaces at line ends, empty lines at either end, and more than two empty lines together."""
    lines = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    return regex.sub(r"\n{4,}", "\n\n\n", lines)


def _readable(kind: str, runs: list[str]) -> str:
    if kind == "tag characters":
        said = " ".join(filter(None, map(_tags_as_text, runs)))
    elif kind == "variation selectors":
        said = _selectors_as_text("".join(runs))
    else:
        said = ""
    return _cut(said or _code_points("".join(runs)[:EXCERPT]))


def _tags_as_text(run: str) -> str:
    letters = (chr(ord(tag) - 0xE0000) for tag in run)
    return "".join(letter for letter in letters if " " <= letter <= "~").strip()


def _selectors_as_text(run: str) -> str:
    """What the selectors spell when each stands for a byte, if that is text."""
    try:
        text = bytes(_selected_bytes(run)).decode()
    except UnicodeDecodeError:
        return ""
    return text if len(text) > 1 and text.isprintable() and not _HIDING.search(text) else ""


def _selected_bytes(run: str) -> Iterator[int]:
    for selector in map(ord, run):
        if 0xFE00 <= selector <= 0xFE0F:
            yield selector - 0xFE00
        elif selector >= 0xE0100:
            yield selector - 0xE0100 + 16


def _code_points(run: str) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in run)


def _cut(text: str) -> str:
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…"
