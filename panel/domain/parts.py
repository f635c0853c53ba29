"""Parts: many values a few hundred at a time, as much as one query names and memory holds easily."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

AT_ONCE = 500

_Value = TypeVar("_Value")


def parts(values: Sequence[_Value], at_once: int = AT_ONCE) -> Iterator[Sequence[_Value]]:
    """The values in their order, ``at_once`` at most in each part."""
    return (values[start : start + at_once] for start in range(0, len(values), at_once))
