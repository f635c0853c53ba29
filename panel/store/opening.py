"""Opening a store file: making it whole, telling what is wrong with it, bringing an older one up to date.

A new store is made in one transaction, so a crash leaves either none or all of its tables. An older one is copied to
``NAME.backup-<revision>`` before it is changed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, insert, inspect, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from panel.errors import Mistake, StoreUnusable
from panel.store.schema import HEAD, metadata, revision

BUSY_SECONDS = 10
_PREFIX = "sqlite:///"
_KNOWN = ("0001",)


def store_path(url: str) -> Path:
    """The file that a store's address names; raises Mistake for anything but SQLite."""
    if url.startswith(_PREFIX):
        url = url.removeprefix(_PREFIX)
    elif "://" in url or url.startswith("sqlite:"):
        scheme = url.partition(":")[0]
        raise Mistake(
            f"--store: {scheme} addresses are not supported: PostgreSQL comes with scale-out; "
            "give the path of a SQLite file, or sqlite:///PATH"
        )
    if not url.strip() or url == ":memory:" or "\0" in url:
        raise Mistake("--store: give the path of a SQLite file, such as runs/panel.db")
    return Path(url).expanduser()


def open_engine(path: Path, announce: Callable[[str], None]) -> Engine:
    """Open the store at a path, making it if there is none. Raises StoreUnusable with the fix."""
    with store_faults(path):
        is_new = _ensure_file(path)
        if not os.access(path, os.W_OK) or not path.stat().st_mode & 0o222:
            raise StoreUnusable(f"{path}: the store is read-only; make it writable, or use --store elsewhere")
        engine = _engine(path)
        try:
            _bring_to_head(engine, path)
            _write_ahead(engine)
        except BaseException:
            engine.dispose()
            raise
    if is_new:
        announce(f"Made a store at {path}")
    return engine


@contextmanager
def store_faults(path: Path) -> Iterator[None]:
    """Turn whatever the database or the disk raises into StoreUnusable; no statement or value is shown."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreUnusable(f"{path}: {_said(getattr(error, 'orig', None) or error)}") from None
    except (sqlite3.Error, OSError) as error:
        raise StoreUnusable(f"{path}: {_said(error)}") from None


def _said(error: object) -> str:
    text = (error.strerror or "") if isinstance(error, OSError) else str(error)
    fixes = {
        "not a database": "this file is not a store; move it away, or use --store elsewhere",
        "malformed": "the store is corrupt; restore a backup, or move it away to start anew",
        "locked": f"another process has held the store for {BUSY_SECONDS} s; try again when it is done",
        "readonly": "the store or its folder is read-only; make it writable, or use --store elsewhere",
        "Permission denied": "permission denied; make the store and its folder writable, or use --store elsewhere",
        "disk is full": "the disk is full; make room and run the same command again",
        "No space": "the disk is full; make room and run the same command again",
        "unable to open": "the store cannot be opened; check that its folder exists and is writable",
        "no such table": "tables are missing; this is not a whole store; move it away, or use --store elsewhere",
    }
    for sign, fix in fixes.items():
        if sign in text:
            return fix
    return f"the store cannot be used ({text.splitlines()[0][:120] if text else type(error).__name__})"


def _ensure_file(path: Path) -> bool:
    """Make the file with its mode before anything is in it; whether it was made."""
    if path.is_dir():
        raise StoreUnusable(f"{path}: a folder; name a file in it, such as {path / 'panel.db'}")
    if path.exists():
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return False
    except OSError as error:
        raise StoreUnusable(
            f"{path}: no store can be made here ({error.strerror}); make the folder writable, or use --store elsewhere"
        ) from None
    return True


def _engine(path: Path) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None),
        poolclass=StaticPool,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, record: object) -> None:
    del record
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _write_ahead(engine: Engine) -> None:
    """Let readers and the writer work at once; set only when the file is known to be a store of ours."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _begin(connection: Connection) -> None:
    """Take the write lock at once, so that two processes wait for each other instead of failing half-way."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _bring_to_head(engine: Engine, path: Path) -> None:
    with engine.begin() as connection:
        names = set(inspect(connection).get_table_names())
        if not names:
            metadata.create_all(connection)
            revision.create(connection)
            connection.execute(insert(revision).values(version_num=HEAD))
            return
        if revision.name not in names:
            raise StoreUnusable(f"{path}: a database of something else; use --store elsewhere")
        found = connection.execute(select(revision.c.version_num)).scalar()
    if found == HEAD:
        return
    if found not in _KNOWN:
        raise StoreUnusable(f"{path}: made by a newer panel (store version {found}); upgrade the panel, or use --store")
    _upgrade(engine, path, str(found))


def _upgrade(engine: Engine, path: Path, found: str) -> None:
    from panel.store.upgrading import upgrade

    with (
        closing(sqlite3.connect(path)) as source,
        closing(sqlite3.connect(path.with_name(f"{path.name}.backup-{found}"))) as copy,
    ):
        source.backup(copy)
    upgrade(engine)
