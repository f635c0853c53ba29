"""Opening a store: made whole and private, or refused with the fix."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from panel.errors import Mistake, StoreUnusable
from panel.store.opening import store_path
from panel.store.schema import HEAD
from tests.builders import a_tool
from tests.store.conftest import open_store


def refused(path: str | Path, *, patience: float = 5) -> str:
    """What a person is told when the store cannot be opened."""
    with pytest.raises(StoreUnusable) as caught:
        open_store(path, patience=patience)
    assert caught.value.exit_code == 5
    return str(caught.value)


def run_sql(path: Path, *statements: str) -> None:
    """Change a file behind the store's back."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def tables_of(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")}


def test_makes_the_folder_and_the_file_and_says_so_once(path: Path) -> None:
    announced: list[str] = []
    open_store(path, announce=announced).close()
    open_store(path, announce=announced).close()
    assert announced == [f"Made a store at {path}"]


def test_takes_a_plain_path_or_a_sqlite_address(path: Path) -> None:
    assert store_path(str(path)) == path
    assert store_path(f"sqlite:///{path}") == path
    assert store_path("sqlite:///runs/panel.db") == Path("runs/panel.db")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://editor:hunter2@db.example/panel",
        "postgresql+psycopg://editor:hunter2@db.example/panel",
        "mysql://editor:hunter2@db.example/panel",
        "sqlite://editor:hunter2@db.example/panel",
    ],
)
def test_refuses_another_database_without_repeating_its_password(url: str) -> None:
    with pytest.raises(Mistake, match="PostgreSQL comes with scale-out") as caught:
        open_store(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "  ", ":memory:", "sqlite://", "sqlite:///", "sqlite:///:memory:", "a\0b", "~nobody-of-that-name/x.db"]
)
def test_refuses_an_address_that_names_no_file(url: str) -> None:
    with pytest.raises(Mistake, match="--store"):
        open_store(url)


def test_nobody_else_can_read_its_files(path: Path) -> None:
    before = os.umask(0)
    try:
        with open_store(path) as store:
            store.put_tool(a_tool())
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"panel.db": 0o600, "panel.db-wal": 0o600, "panel.db-shm": 0o600}


def test_closing_releases_the_file(path: Path) -> None:
    store = open_store(path)
    store.put_tool(a_tool())
    store.close()
    assert [file.name for file in path.parent.iterdir()] == ["panel.db"]


def test_an_empty_file_left_by_a_crash_opens(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with open_store(path) as store:
        assert store.tools() == []


def test_a_crash_while_tables_are_made_leaves_a_file_that_opens(path: Path) -> None:
    path.parent.mkdir()
    script = (
        "import os, sqlite3, sys; connection = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "connection.execute('pragma cache_size = 1'); connection.execute('begin immediate');"
        "[connection.execute(f'create table takes_{n} (id integer)') for n in range(200)]; os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(path)], check=False).returncode == 9
    with open_store(path) as store:
        assert store.tools() == []


def test_several_processes_may_make_it_at_once(path: Path) -> None:
    def secret(_: int) -> bytes:
        with open_store(path, patience=30) as store:
            return store.secret()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(secret, range(16)))) == 1


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path) == f"{tmp_path}: a folder; name a file in it, such as {tmp_path / 'panel.db'}"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "its folder cannot be made" in refused(tmp_path / "file" / "panel.db")
    assert "its folder cannot be made" in refused("/proc/nowhere/panel.db")


def test_a_device_is_refused() -> None:
    assert "not a regular file" in refused("/dev/null")


def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "panel.db").symlink_to(tmp_path / "gone.db")
    assert "a link to a file that is not there" in refused(tmp_path / "panel.db")


def test_a_read_only_file_is_refused(path: Path) -> None:
    open_store(path).close()
    path.chmod(0o400)
    assert "read-only; make it writable" in refused(path)


def test_a_read_only_folder_is_refused(ordinary: Path) -> None:
    ordinary.chmod(0o500)
    try:
        assert "make the store and its folder writable" in refused(ordinary / "panel.db")
    finally:
        ordinary.chmod(0o700)


@pytest.mark.parametrize("content", [b"name: Alpha\n", b"\x89PNG\r\n" * 500, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "panel.db"
    path.write_bytes(content)
    assert "move it away" in refused(path)
    assert path.read_bytes() == content


def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    run_sql(path, "create table photos (id integer)")
    before = path.read_bytes()
    assert "a database of something else" in refused(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_database_of_something_else_that_alembic_migrates_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    run_sql(path, "create table photos (id integer)", "create table alembic_version (version_num text)")
    assert "a database of something else" in refused(path)


def test_a_corrupt_store_is_refused(path: Path) -> None:
    with open_store(path) as store:
        store.put_tool(a_tool())
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    assert "the store is corrupt; restore a backup" in refused(path)


def test_a_store_of_a_newer_panel_is_refused_and_left_alone(path: Path) -> None:
    open_store(path).close()
    run_sql(path, "update alembic_version set version_num = '9999'")
    before = path.read_bytes()
    message = refused(path)
    assert "made by a newer panel (store version '9999')" in message
    assert "upgrade the panel, or use --store elsewhere" in message
    assert path.read_bytes() == before


def test_a_store_that_another_process_holds_is_refused_after_a_wait(path: Path) -> None:
    open_store(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin exclusive")
        assert "another process is holding the store" in refused(path, patience=0.05)
    open_store(path).close()


def test_a_new_store_has_the_newest_revision_without_alembic(path: Path) -> None:
    script = (
        "import sys; from datetime import UTC, datetime; from panel.store.store import Store;"
        "Store.open(sys.argv[1], announce=print, clock=lambda: datetime.now(UTC)).close();"
        "sys.exit('alembic' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", script, str(path)], check=False, stdout=subprocess.PIPE).returncode == 0
    )
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("select version_num from alembic_version").fetchall() == [(HEAD,)]
    assert tables_of(path) >= {"tools", "aliases", "takes", "attempts", "votes", "runs", "installation"}
