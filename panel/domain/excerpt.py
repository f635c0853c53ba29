"""Excerpts: how a stretch of foreign text is shown to a person, on one line, bounded and fit to be printed."""

from __future__ import annotations

from collections.abc import Sequence

_SHOWN = 120
_LISTED = 10


def shown(value: object) -> str:
    """The start of a foreign value on one line, fit to be printed; a list or an object is only named."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    start = str(value)[: 4 * _SHOWN]
    if not start.isprintable():
        start = "".join(mark if mark.isprintable() else " " for mark in start)
    line = " ".join(start.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def listed(values: Sequence[str]) -> str:
    """The first of some foreign values as one excerpt, however many there are."""
    return shown(", ".join(value[: 4 * _SHOWN] for value in values[:_LISTED]))
