"""Opening a store file: making it whole, telling what is wrong with it, bringing an older one up to date.

Tables are made, and changed, in one transaction: a crash leaves none of them or all, and an empty file opens as a new
store. A database of something else is left as it is.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, insert, inspect, select
from sqlalchemy.engine import Connection
from sqlalchemy.pool import StaticPool

from panel.errors import StoreUnusable
from panel.store.addresses import store_path as store_path
from panel.store.faults import store_faults
from panel.store.schema import HEAD, OLDER, metadata, revision

READS = "panel_reads"
"""The execution option of transactions that only read, and so do not wait for the write lock."""


def open_engine(path: Path, announce: Callable[[str], None], patience: float) -> Engine:
    """Open the store at a path, making it if there is none. Raises StoreUnusable with the fix.

    ``patience`` is how many seconds to wait for another process that holds the store.
    """
    with store_faults(path):
        is_new = _ensure_file(path)
        engine = _engine(path, patience)
        try:
            with engine.begin() as connection:
                _bring_to_head(connection, path, announce)
            _keep_log(engine)
        except BaseException:
            engine.dispose()
            raise
    if is_new:
        announce(f"Made a store at {path}")
    return engine


def require_usable(path: Path) -> None:
    """Raise StoreUnusable for what is there and cannot be a store's file, or not be written."""
    if path.is_dir():
        raise StoreUnusable(f"{path}: a folder; name a file in it, such as {path / 'panel.db'}")
    if not path.exists() and path.is_symlink():
        raise StoreUnusable(f"{path}: a link to a file that is not there; mend it, or use --store elsewhere")
    if not path.is_file():
        raise StoreUnusable(f"{path}: not a regular file; use --store elsewhere")
    if not os.access(path, os.W_OK) or not path.stat().st_mode & 0o222:
        raise StoreUnusable(f"{path}: the store is read-only; make it writable, or use --store elsewhere")


def _ensure_file(path: Path) -> bool:
    """Make the file, with its mode before anything is in it; whether it was made."""
    if not path.exists() and not path.is_symlink():
        return _make_file(path)
    require_usable(path)
    return False


def _make_file(path: Path) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnusable(
            f"{path}: its folder cannot be made ({error.strerror}); make it yourself, or use --store elsewhere"
        ) from None
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return False
    return True


def _engine(path: Path, patience: float) -> Engine:
    engine = create_engine(
        "sqlite://", creator=lambda: _connected(path, patience), poolclass=StaticPool, hide_parameters=True
    )
    event.listen(engine, "begin", _begin)
    return engine


def _connected(path: Path, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=patience, check_same_thread=False, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    """Take the write lock at once, so that two processes wait for each other instead of failing half-way."""
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get(READS) else "BEGIN IMMEDIATE")


def _bring_to_head(connection: Connection, path: Path, announce: Callable[[str], None]) -> None:
    names = set(inspect(connection).get_table_names())
    if not names:
        metadata.create_all(connection)
        revision.create(connection)
        connection.execute(insert(revision).values(version_num=HEAD))
        return
    if revision.name not in names or names.isdisjoint(metadata.tables):
        raise StoreUnusable(f"{path}: a database of something else; use --store elsewhere")
    found = str(connection.execute(select(revision.c.version_num)).scalar())
    if found in OLDER:
        from panel.store.upgrading import upgrade

        copy = upgrade(connection, path, found)
        announce(f"Brought the store at {path} up to date; as it was, it is kept at {copy}")
    elif found != HEAD:
        raise StoreUnusable(
            f"{path}: made by a newer panel (store version {found[:40]!r}); upgrade the panel, or use --store elsewhere"
        )


def _keep_log(engine: Engine) -> None:
    """Turn on the write-ahead log, for good; while another process is busy with the file it can wait."""
    raw = engine.raw_connection()
    try:
        with suppress(sqlite3.OperationalError):
            raw.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        raw.close()
