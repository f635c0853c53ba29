"""Peeking: the names in a store file, read at once and without changing it, for a shell that completes a word.

It goes by SQLite alone, since loading more would take longer than the whole answer may.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

LIMIT = 500
"""Names that are given at most."""

_PATIENCE = 0.2
_SLUGS = "SELECT DISTINCT slug FROM tools WHERE substr(slug, 1, ?) = ? ORDER BY slug LIMIT ?"
_RUNS = "SELECT id FROM runs WHERE substr(id, 1, ?) = ? ORDER BY started_at DESC LIMIT ?"


def tool_slugs(path: Path, beginning: str) -> list[str]:
    """The slugs of stored tools that begin so; raises sqlite3.Error for a file that is not there or no store."""
    return _named(path, _SLUGS, beginning)


def run_ids(path: Path, beginning: str) -> list[str]:
    """The ids of runs that begin so, the newest first; raises sqlite3.Error as above."""
    return _named(path, _RUNS, beginning)


def _named(path: Path, query: str, beginning: str) -> list[str]:
    # Not mode=ro, which would leave the write-ahead log's files behind where there were none.
    address = f"file:{quote(str(path.absolute()))}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as connection:
        connection.execute("PRAGMA query_only = ON")
        return [str(name) for (name,) in connection.execute(query, (len(beginning), beginning, LIMIT))]
