"""What is said when the disk or the database gives up."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from panel.errors import Mistake, StoreUnusable
from panel.store.faults import store_faults

PATH = Path("panel.db")


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "small.db")) as connection:
        connection.execute("create table takes (text)")
        connection.execute("pragma max_page_count = 3")
        with pytest.raises(StoreUnusable, match=r"^panel\.db: the disk is full; make room"), store_faults(PATH):
            connection.execute("insert into takes values (randomblob(100000))")


@pytest.mark.parametrize(
    ("number", "fix"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "permission denied; make the store and its folder writable"),
        (errno.EROFS, "read-only"),
        (errno.ENAMETOOLONG, "file name too long; use --store elsewhere"),
    ],
)
def test_a_disk_that_refuses_is_named(number: int, fix: str) -> None:
    with pytest.raises(StoreUnusable, match=fix), store_faults(PATH):
        raise OSError(number, os.strerror(number))


def test_a_database_that_refuses_without_a_code_is_quoted_in_one_line() -> None:
    said = r"^panel\.db: the store cannot be used \(closed\); restore"
    with pytest.raises(StoreUnusable, match=said), store_faults(PATH):
        raise sqlite3.ProgrammingError("closed\nand more")


def test_mistakes_pass_unchanged() -> None:
    with pytest.raises(Mistake, match=r"^mine$"), store_faults(PATH):
        raise Mistake("mine")
