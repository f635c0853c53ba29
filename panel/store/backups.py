"""Backups: the part of a store that gives all it holds, and takes it back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection

from panel.store.backing_up import Snapshot
from panel.store.restoring import Contents, put_back, require_empty


class Backups(ABC):
    """The part of a store that gives all it holds, and takes it back."""

    path: Path

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

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]: ...

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Connection]: ...
