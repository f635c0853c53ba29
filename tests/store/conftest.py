"""A store of its own for every test, and ways to open one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from panel.store.store import Store
from tests.fakes.engine import noon


def open_store(url: str | Path, *, announce: list[str] | None = None, patience: float = 5) -> Store:
    """Open a store whose clock stands still."""
    said: list[str] = [] if announce is None else announce
    return Store.open(str(url), announce=said.append, clock=noon, patience=patience)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the test's store is, or would be."""
    return tmp_path / "runs" / "panel.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """An open, empty store."""
    with open_store(path) as opened:
        yield opened
