"""Upgrading a store by Alembic; loaded only when a store is older than the program.

The store is copied to ``NAME.backup-<revision>`` first, while its write lock is held, and the migrations run in the
caller's transaction: a crash leaves the store as it was, and the copy is whole or not there.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, path: Path, found: str) -> Path:
    """Copy the store at a path, then migrate it from the revision ``found``; returns the copy's path."""
    copy = path.with_name(f"{path.name}.backup-{found}")
    _back_up(path, copy)
    migrate(connection)
    return copy


def migrate(connection: Connection, to: str = "head") -> None:
    """Run every migration that the connected store lacks, up to a revision, in the transaction that is open."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _back_up(path: Path, copy: Path) -> None:
    unfinished = copy.with_name(f"{copy.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    unfinished.replace(copy)
