"""Examining a store without changing it: what is in it, whether it is sound, and whether a run could use it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, func, inspect, select
from sqlalchemy.pool import StaticPool

from panel.domain.checkup import StoredModel, StoreState
from panel.errors import StoreUnusable
from panel.store.faults import store_faults
from panel.store.opening import require_usable, store_path
from panel.store.schema import HEAD, OLDER, metadata, revision, runs, takes, tools

PATIENCE = 2.0
"""Seconds that a store held by another process is waited for."""


def examine(url: str) -> StoreState:
    """What is at a store's address. Makes none and upgrades none.

    Raises StoreUnusable with the fix where a run could not use it, Mistake for another kind of address.
    """
    path = store_path(url)
    with store_faults(path):
        if not os.path.lexists(path):
            _require_room(path)
            return StoreState(path=str(path), is_made=False)
        require_usable(path)
        with _reading(path) as connection:
            return _state(connection, path)


def stored_models(url: str) -> tuple[StoredModel, ...]:
    """Every model with takes in the store, the one with most of them first; people are none. Raises as ``examine``."""
    state, path = examine(url), store_path(url)
    if not state.takes:
        return ()
    query = select(takes.c.endpoint, takes.c.model, func.count()).group_by(takes.c.endpoint, takes.c.model)
    with store_faults(path), _reading(path) as connection:
        found = [
            StoredModel(model=model, endpoint=endpoint, takes=count)
            for endpoint, model, count in connection.execute(query)
            if model != "human" and not model.startswith("human/")
        ]
    return tuple(sorted(found, key=lambda one: (-one.takes, one.endpoint or "", one.model)))


def _state(connection: Connection, path: Path) -> StoreState:
    said = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
    if said != "ok":
        raise StoreUnusable(f"{path}: the store is corrupt; restore a backup, or move it away to start anew")
    size = path.stat().st_size
    names = set(inspect(connection).get_table_names())
    if not names:
        return StoreState(path=str(path), is_made=True, size=size)
    if revision.name not in names or names.isdisjoint(metadata.tables):
        raise StoreUnusable(f"{path}: a database of something else; use --store elsewhere")
    found = str(connection.execute(select(revision.c.version_num)).scalar())
    if found != HEAD and found not in OLDER:
        raise StoreUnusable(f"{path}: made by a newer panel; upgrade the panel, or use --store elsewhere")
    return StoreState(
        path=str(path),
        is_made=True,
        size=size,
        revision=found,
        is_older=found != HEAD,
        tools=connection.execute(select(func.count(tools.c.slug.distinct()))).scalar(),
        takes=connection.execute(select(func.count()).select_from(takes)).scalar(),
        runs=connection.execute(select(func.count()).select_from(runs)).scalar(),
    )


def _require_room(path: Path) -> None:
    """Raise StoreUnusable where no store could be made."""
    nearest = next(one for one in path.absolute().parents if os.path.lexists(one))
    if not nearest.is_dir():
        raise StoreUnusable(f"{path}: {nearest} is not a folder; use --store elsewhere")
    if not os.access(nearest, os.W_OK | os.X_OK) or not nearest.stat().st_mode & 0o222:
        raise StoreUnusable(f"{path}: {nearest} is read-only; make it writable, or use --store elsewhere")


@contextmanager
def _reading(path: Path) -> Iterator[Connection]:
    engine = create_engine("sqlite://", creator=lambda: _connected(path), poolclass=StaticPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _connected(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, yet may tidy up SQLite's own log files when it is closed."""
    connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=rw", uri=True, timeout=PATIENCE)
    connection.execute("PRAGMA query_only = ON")
    return connection
