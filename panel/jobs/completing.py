"""Completing: the names that begin so, read fast enough for a shell. Nothing is made, changed or announced."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from panel.jobs.options import demo_workshop, workshop
from panel.library.personas import persona_paths
from panel.library.shelves import shelf
from panel.store import peeking
from panel.store.addresses import store_path


def tool_slugs(beginning: str, store: str | None = None) -> list[str]:
    """The slugs of stored tools; raises sqlite3.Error or Mistake where they cannot be read."""
    return _plain(_peeked(peeking.tool_slugs, beginning, store))


def run_ids(beginning: str, store: str | None = None) -> list[str]:
    """The ids of runs, the newest first; raises as above."""
    return _plain(_peeked(peeking.run_ids, beginning, store))


def persona_ids(beginning: str) -> list[str]:
    """The ids of personas, which their files are named after; raises Mistake where a folder cannot be read."""
    with demo_workshop() as shop:
        own = shop.root / "personas"
    folders = [shelf("personas"), *([own] if own.is_dir() else [])]
    names = {path.stem for folder in folders for path in persona_paths(folder)}
    return _plain(sorted(name for name in names if name.startswith(beginning)))


def _peeked(peek: Callable[[Path, str], list[str]], beginning: str, store: str | None) -> list[str]:
    with workshop(store=store) as shop:
        return peek(store_path(shop.store_address), beginning)


def _plain(names: list[str]) -> list[str]:
    """The names that a shell can take as they are."""
    return [name for name in names if name.isprintable()]
