"""Hints: what somebody may have meant by a name that is unknown."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_READ = 100
"""Characters of a name that are compared and repeated."""


def meant(name: str, known: Iterable[str], otherwise: str) -> str:
    """A question that offers the nearest of the known names; ``otherwise`` where none is near."""
    close = difflib.get_close_matches(name[:_READ], list(known), n=1)
    return f"did you mean {close[0]}?" if close else otherwise


def repeated(name: str) -> str:
    """A name as a message repeats it: whole, or its beginning."""
    return name if len(name) <= _READ else f"{name[:_READ]}…"
