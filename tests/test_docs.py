"""The generated pages are those that the code makes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_generated_pages_are_in_step() -> None:
    checked = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_the_changelog_names_the_version() -> None:
    from importlib.metadata import version

    assert f"## {version('panel-review')}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
