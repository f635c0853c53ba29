"""Record: one row as its format gives it, before anybody asks what its columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ROW_LIMIT = 1024 * 1024
"""Characters that one row may hold."""

DEPTH_LIMIT = 40
"""Lists and objects inside each other that one row may hold."""

_REMARKS = 40


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, before its rows."""

    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A row: column to value. ``place`` says where it stands, such as its line, where that is known.

    ``is_own`` where it stands in a document of the panel's own.
    """

    row: int
    values: Mapping[str, object]
    place: str = ""
    notes: tuple[str, ...] = ()
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that its format could not give, and why; ``is_last`` where nothing after it can be read either."""

    row: int
    reason: str
    is_last: bool = False


Records = Iterator[Header | Record | Unreadable]
"""What a format gives, row by row."""


class Remarks:
    """What is to be said of a feed as a whole, gathered while it is read: each thing once, and a bounded number."""

    def __init__(self) -> None:
        self._said: dict[str, None] = {}

    def add(self, remark: str) -> None:
        """Remember a remark."""
        if len(self._said) < _REMARKS:
            self._said.setdefault(remark)

    @property
    def all(self) -> tuple[str, ...]:
        """The remarks in the order in which they were made."""
        return tuple(self._said)
