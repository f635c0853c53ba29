"""Markers: how a take's text points at its evidence, as in ``[e1]`` or ``[e1, e3]``."""

from __future__ import annotations

import re
from functools import lru_cache

MARKER = r"\[e\d+(?:\s*[,;]\s*e\d+)*\]"
"""One marker, without case, for a pattern of one's own."""

_MARKERS = re.compile(MARKER, re.IGNORECASE)

_RECENT = 16
"""Texts that are kept without their markers, since several checks read the same take one after another."""


def pointed_at(text: str) -> list[str]:
    """The ids that a text's markers name, in small letters, in order and with repeats."""
    groups = _MARKERS.findall(text) if "[" in text else ()
    return [name.strip().lower() for group in groups for name in group[1:-1].replace(";", ",").split(",")]


@lru_cache(_RECENT)
def without_markers(text: str) -> str:
    """The text with a space in the place of each marker."""
    return _MARKERS.sub(" ", text) if "[" in text else text
