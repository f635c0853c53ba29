"""Backups: the part of a store that gives all it holds, and takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from panel.store.backing_up import Snapshot
from panel.store.restoring import Contents, put_back, require_empty
from panel.store.transactions import Transactions


class Backups(Transactions):
    """The part of a store that gives all it holds, and takes it back."""

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """All that the store holds now, to be read while others write; the store reads nothing else meanwhile."""
        with self._reading() as connection:
            yield Snapshot(connection, self.path)

    def require_empty(self) -> None:
        """Raise Mistake if anything is stored."""
        with self._reading() as connection:
            require_empty(connection, self.path)

    def restore(self, contents: Contents) -> None:
        """Put a whole backup into this store, which has to be empty; a crash leaves it empty."""
        with self._writing() as connection:
            put_back(connection, contents, self.path)
