"""A project in an empty folder, for jobs that are run for real with the offline model."""

from __future__ import annotations

from pathlib import Path

import pytest

TOOL = """---
name: {name}
tagline: Keeps notes in plain files
category: Developer Tools
pricing: Free
pricing_model: free
license: MIT
facts:
  - The command line tool is installed with one command.
  - Notes are plain Markdown files, so they can be exported at any time.
---
{name} keeps notes in plain Markdown files on your own disk. It runs offline and needs no account.

It does not sync between devices; that is left to a tool of your choice.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with two tool files, alpha.md and beta.md."""
    for name in ("Alpha", "Beta"):
        (tmp_path / f"{name.lower()}.md").write_text(TOOL.format(name=name), encoding="utf-8")
    return tmp_path
