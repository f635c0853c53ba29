"""Where settings and the store lie: the project's folder, and the user's own places."""

from __future__ import annotations

from pathlib import Path

FILE_NAME = "panel.toml"


def project_root(start: Path) -> Path:
    """The nearest folder upward that holds a panel.toml or a store; else where one starts."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file() or (folder / "runs" / "panel.db").is_file():
            return folder
    return start


def user_file() -> Path:
    """Where the user's own panel.toml is or would be."""
    from platformdirs import user_config_path

    return user_config_path("panel-review", appauthor=False) / FILE_NAME


def user_cache() -> Path:
    """Where what was heard from endpoints is or would be kept for this user, whatever the project."""
    from platformdirs import user_cache_path

    return user_cache_path("panel-review", appauthor=False)
