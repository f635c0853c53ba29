"""Faults: what SQLite and the disk say when a store cannot be used, as the fix that a person needs."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from panel.errors import StoreUnusable

_ELSEWHERE = "or use --store elsewhere"
_FULL = "the disk is full; make room and run the same command again"
_READ_ONLY = f"the store or its folder is read-only; make both writable, {_ELSEWHERE}"
_FORBIDDEN = f"permission denied; make the store and its folder writable, {_ELSEWHERE}"
_LOCKED = "another process is holding the store; run the same command again when it is done"
_DISK_FAILED = (
    "its disk cannot be read or written; check that it is there, writable and has room, then run the same command again"
)

_SQLITE = {
    sqlite3.SQLITE_NOTADB: f"this file is not a store; move it away, {_ELSEWHERE}",
    sqlite3.SQLITE_CORRUPT: "the store is corrupt; restore a backup, or move it away to start anew",
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CANTOPEN: f"the store cannot be opened; check that its folder exists and is writable, {_ELSEWHERE}",
    sqlite3.SQLITE_PERM: _FORBIDDEN,
    sqlite3.SQLITE_AUTH: _FORBIDDEN,
    sqlite3.SQLITE_IOERR: _DISK_FAILED,
}
_DISK = {
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: _READ_ONLY,
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
}


@contextmanager
def store_faults(path: Path) -> Iterator[None]:
    """Turn whatever the database or the disk raises into StoreUnusable; no statement or value is shown."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreUnusable(f"{path}: {_fix(getattr(error, 'orig', None) or error)}") from None
    except (sqlite3.Error, OSError) as error:
        raise StoreUnusable(f"{path}: {_fix(error)}") from None


def _fix(error: BaseException) -> str:
    if isinstance(error, OSError):
        return _DISK.get(error.errno or 0) or f"{(error.strerror or 'it cannot be used').lower()}; {_ELSEWHERE[3:]}"
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and (fix := _SQLITE.get(code & 0xFF)):
        return fix
    said = (str(error).splitlines() or [type(error).__name__])[0][:120]
    return f"the store cannot be used ({said}); restore a backup, {_ELSEWHERE}"
