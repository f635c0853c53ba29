"""Peeking: names from a store file, without changing a byte of it or leaving anything beside it."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from panel.store.peeking import run_ids, tool_slugs
from tests.builders import NOON, a_tool
from tests.store.building import a_run
from tests.store.conftest import open_store


def a_store(path: Path) -> Path:
    """A closed store with two tools, one of them twice, and two runs."""
    with open_store(path) as store:
        for fields in ({"slug": "beta"}, {"slug": "alpha"}, {"slug": "alpha", "description": "More."}):
            store.put_tool(a_tool(**fields))
        store.start_run(a_run(id="r1"))
        store.start_run(a_run(id="r2", started_at=NOON + timedelta(hours=1)))
    return path


def test_slugs_come_in_order_and_once(path: Path) -> None:
    assert tool_slugs(a_store(path), "") == ["alpha", "beta"]
    assert tool_slugs(path, "b") == ["beta"]


def test_runs_come_the_newest_first(path: Path) -> None:
    assert run_ids(a_store(path), "r") == ["r2", "r1"]


@pytest.mark.parametrize("beginning", ["%", "_", "'; DROP TABLE tools; --", "\0", "\udcff"[:0] + "é"])
def test_a_beginning_is_a_value_and_never_a_pattern(path: Path, beginning: str) -> None:
    assert tool_slugs(a_store(path), beginning) == []
    assert tool_slugs(path, "alpha") == ["alpha"]


def test_nothing_is_changed_or_left_behind(path: Path) -> None:
    before = a_store(path).read_bytes()
    assert tool_slugs(path, "a") == ["alpha"]
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["panel.db"]


def test_a_file_that_is_not_there_is_not_made(path: Path) -> None:
    with pytest.raises(sqlite3.Error):
        tool_slugs(path, "")
    assert not path.exists()
