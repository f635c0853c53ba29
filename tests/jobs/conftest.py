"""Where jobs are run: folders without settings around them, with tools and a key."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.jobs.money import write_tools
from tests.wire.calls import CANARY


@pytest.fixture
def bare_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without settings around it, and a key in the environment."""
    for name in [name for name in os.environ if name.startswith("PANEL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("OPENROUTER_API_KEY", CANARY)
    return tmp_path


@pytest.fixture
def folder(bare_folder: Path) -> Path:
    """The same with three tools."""
    write_tools(bare_folder, 3)
    return bare_folder
