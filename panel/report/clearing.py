"""Clearing: takes away what was once written to a folder and belongs there no more; what somebody edited stays."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from pathlib import Path

from panel.report.memory import Memory, digest


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many files went, and which stay since somebody edited them."""

    removed: int = 0
    edited: tuple[Path, ...] = ()


def clear(root: Path, memory: Memory, *, among: Callable[[str], bool], kept: Container[str] = ()) -> Cleared:
    """Remove what is remembered, and is as it was left, ``among`` some names and not ``kept``. Raises OSError.

    A folder that is empty then goes too. The memory is not saved.
    """
    removed, edited = 0, []
    folders = set()
    for name in [name for name in memory.names if among(name) and name not in kept]:
        path = root / name
        if path.is_symlink() or not path.is_file():
            continue
        if digest(path.read_bytes()) != memory.last(name):
            edited.append(path)
            continue
        path.unlink()
        memory.forget(name)
        folders.add(path.parent)
        removed += 1
    for folder in folders - {root}:
        if not any(folder.iterdir()):
            folder.rmdir()
    return Cleared(removed, tuple(sorted(edited)))
