"""Upgrading: the migrations make the tables that the program makes, and a copy is kept."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from panel.store.upgrading import upgrade
from tests.store.conftest import open_store


def shape(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Columns and indexes of every table."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        found = {name: connection.execute(f"pragma table_xinfo({name})").fetchall() for name in names}
        for name in names:
            for index in connection.execute(f"pragma index_list({name})").fetchall():
                found[f"{name}.{index[1]}"] = [index[2:], *connection.execute(f"pragma index_info({index[1]})")]
    return found


def upgraded(path: Path) -> Path:
    """Run the migrations on a file; returns its copy."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        copy = upgrade(connection, path, "0000")
    engine.dispose()
    return copy


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file from before the first revision, with one row in it, in a folder that Alembic could trip over."""
    folder = tmp_path / "100% old"
    folder.mkdir()
    path = folder / "panel.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table notes (text)")
        connection.execute("insert into notes values ('kept')")
        connection.commit()
    return path


def test_migrations_lead_to_the_tables_that_a_new_store_has(old: Path, tmp_path: Path) -> None:
    upgraded(old)
    made = tmp_path / "made.db"
    open_store(made).close()
    expected = shape(old)
    del expected["notes"]
    assert shape(made) == expected


def test_a_copy_of_the_older_store_is_kept_private(old: Path) -> None:
    copy = upgraded(old)
    assert copy == old.with_name("panel.db.backup-0000")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert list(shape(copy)) == ["notes"]
    assert sorted(file.name for file in old.parent.iterdir()) == ["panel.db", "panel.db.backup-0000"]


def test_an_upgraded_store_opens(tmp_path: Path) -> None:
    path = tmp_path / "panel.db"
    path.touch()
    upgraded(path)
    with open_store(path) as store:
        assert store.tools() == []
