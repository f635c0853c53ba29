"""Where reviews under a budget are run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.jobs.money import write_tools
from tests.wire.calls import CANARY


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of three tools without settings around it, and a key in the environment."""
    for name in [name for name in os.environ if name.startswith("PANEL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("OPENROUTER_API_KEY", CANARY)
    write_tools(tmp_path, 3)
    return tmp_path
