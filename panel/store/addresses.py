"""The address of a store: which file it names. Nothing heavy is imported, so that it can be asked at every turn."""

from __future__ import annotations

from pathlib import Path

from panel.errors import Mistake

_PREFIX = "sqlite:///"


def store_path(url: str) -> Path:
    """The file that a store's address names; raises Mistake for anything but SQLite."""
    if url.startswith(_PREFIX):
        url = url.removeprefix(_PREFIX)
    elif "://" in url or url.startswith("sqlite:"):
        raise Mistake(
            f"--store: {url.partition(':')[0]} addresses are not supported: PostgreSQL comes with scale-out; "
            "give the path of a SQLite file, or sqlite:///PATH"
        )
    if not url.strip() or url == ":memory:" or "\0" in url:
        raise Mistake("--store: give the path of a SQLite file, such as runs/panel.db")
    try:
        return Path(url).expanduser()
    except RuntimeError:
        raise Mistake(f"--store: {url}: there is no such home folder; give a whole path") from None
