"""Transactions: how the parts of a store read and write its one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from panel.store.faults import store_faults
from panel.store.opening import READS


class Transactions:
    """A store's file, and its clock. Use it from one thread at a time."""

    def __init__(self, engine: Engine, path: Path, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._reader = engine.execution_options(**{READS: True})
        self._clock = clock
        self.path = path

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with store_faults(self.path), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with store_faults(self.path), self._engine.begin() as connection:
            yield connection
