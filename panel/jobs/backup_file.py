"""A whole backup on disk, read a list at a time, so that it may be longer than memory holds.

Every problem is named with its path, as in a document from elsewhere; but nothing is cleaned, and keys, runs and costs
are believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import ijson

from panel.domain.backup import (
    StoredAlias,
    StoredAttempt,
    StoredFlight,
    StoredIdentity,
    StoredReserve,
    StoredSource,
    StoredTake,
    StoredVersion,
)
from panel.domain.document import Votes
from panel.domain.frozen import Frozen
from panel.domain.hold import Hold
from panel.domain.run import Run
from panel.domain.take import Take
from panel.errors import Mistake
from panel.jobs.backup_shape import READING, lengths_of_lists, opened
from panel.jobs.foreign import SHOWN, require_consistent, value_of

if TYPE_CHECKING:
    from panel.store.restoring import Contents

_Value = TypeVar("_Value", bound=Frozen)
_NOTHING = object()


class BackupFile:
    """The backup at a path. Whatever reads it raises Mistake, a line for each of the first problems."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.lengths = lengths_of_lists(path)

    def check(self) -> None:
        """Read all of it once; what passes can be stored."""
        problems = _Problems(self._path, SHOWN)
        slugs: set[str] = set()
        contents = self._contents(problems)
        for field in fields(contents):
            for index, value in enumerate(getattr(contents, field.name)):
                if isinstance(value, StoredVersion):
                    slugs.add(value.tool.slug)
                elif (tool := _tool_of(value)) is not None and tool not in slugs:
                    problems.add(f"{field.name}[{index}].tool: no tool {tool} among versions; write the backup anew")
        problems.raise_any()

    def contents(self) -> Contents:
        """All that can be put back; the first problem is raised where it is met."""
        return self._contents(_Problems(self._path, 1))

    def _contents(self, problems: _Problems) -> Contents:
        from panel.store.restoring import Contents

        return Contents(
            versions=self._values("versions", StoredVersion, problems),
            takes=self._takes(problems),
            votes=self._values("votes", Votes, problems),
            holds=self._values("holds", Hold, problems),
            aliases=self._values("aliases", StoredAlias, problems),
            identities=self._values("identities", StoredIdentity, problems),
            sources=self._values("sources", StoredSource, problems),
            runs=self._values("runs", Run, problems),
            attempts=self._values("attempts", StoredAttempt, problems),
            reserves=self._values("reserves", StoredReserve, problems),
            flights=self._values("flights", StoredFlight, problems),
        )

    def _values(self, name: str, kind: type[_Value], problems: _Problems) -> Iterator[_Value]:
        read = value_of(kind)
        for index, item in enumerate(self._items(name)):
            try:
                value = read(item, f"{name}[{index}]")
            except Mistake as mistake:
                problems.add(str(mistake))
            else:
                yield value

    def _takes(self, problems: _Problems) -> Iterator[Take]:
        """The takes as they were stored, each from how a page shows it and what it says in the store."""
        for index, (shown, how) in enumerate(
            zip_longest(self._items("takes"), self._items("stored"), fillvalue=_NOTHING)
        ):
            if _NOTHING in (shown, how):
                problems.add(f"stored[{index}]: takes has as many entries, in the same order; write the backup anew")
                return
            try:
                take = _take(shown, how, index)
            except Mistake as mistake:
                problems.add(str(mistake))
            else:
                yield take

    def _items(self, name: str) -> Iterator[Any]:
        length = self.lengths.get(name)
        if not length:
            return
        with opened(self._path) as file:
            # The rest of the file, often most of it, is not read.
            yield from islice(ijson.items(file, f"{name}.item", **READING), length)


class _Problems:
    """What is wrong with a file; raised when it is as much as a message holds."""

    def __init__(self, path: Path, most: int) -> None:
        self._path = path
        self._most = most
        self._found: list[str] = []

    def add(self, lines: str) -> None:
        self._found += lines.splitlines()
        if len(self._found) >= self._most:
            self.raise_any()

    def raise_any(self) -> None:
        """Raise Mistake if anything was found."""
        if self._found:
            raise Mistake("\n".join(f"{self._path}: {problem}" for problem in self._found[: self._most]))


def _take(shown: Any, how: Any, index: int) -> Take:  # noqa: ANN401 - foreign JSON
    page, stored = value_of(Take)(shown, f"takes[{index}]"), value_of(StoredTake)(how, f"stored[{index}]")
    take = stored.restored(page)
    require_consistent(take, f"takes[{index}]")
    return take


def _tool_of(value: Frozen) -> str | None:
    """The slug of the tool that a value is on, where it has to be a stored one."""
    return value.tool if isinstance(value, Take | Votes | Hold | StoredAlias) else None
