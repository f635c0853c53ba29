"""Copyable words: paths and arguments as the next command takes them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path


def copyable(words: Iterable[str | Path]) -> str:
    """The words as a shell reads them."""
    return shlex.join(map(str, words))


def from_here(path: Path) -> Path:
    """The path from the working folder, where it is inside."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
