"""A folder of reports: written whole or not at all, and never over somebody's edit.

Each file is written beside its place, flushed to disk and moved there, so that a crash leaves the old one or the new
one. What was written last is remembered by hash in ``.panel-written.json``; a file that differs from it was edited,
stays, and the new report goes beside it as ``NAME.new.EXT``.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from panel.errors import OutputUnusable

MEMORY = ".panel-written.json"


@dataclass(frozen=True, slots=True)
class Written:
    """Where a report went, and the edited file that was left alone for it."""

    path: Path
    kept_edit: Path | None = None


class Folder:
    """The reports under one root, which is made when the first one is written."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def check(self) -> None:
        """Raise OutputUnusable if nothing could be written here; leaves nothing behind."""
        nearest = self.root
        while not nearest.exists() and nearest != nearest.parent:
            nearest = nearest.parent
        if not nearest.is_dir():
            raise OutputUnusable(f"--out {self.root}: {nearest} is a file, not a folder; name a folder")
        if not os.access(nearest, os.W_OK | os.X_OK) or not nearest.stat().st_mode & 0o222:
            raise OutputUnusable(f"--out {self.root}: {nearest} is not writable; make it so, or name another folder")

    def write(self, name: str, text: str) -> Written:
        """Write a report under a name relative to the root; raises OutputUnusable with nothing half-written."""
        path = self.root / name
        with _output_faults(self.root):
            path.parent.mkdir(parents=True, exist_ok=True)
            memory = self._memory()
            place = next(one for one in _places(path) if self._is_ours(one, memory, text))
            _replace(place, text)
            memory[place.relative_to(self.root).as_posix()] = _digest(text.encode())
            _replace(self.root / MEMORY, json.dumps(memory, indent=1, sort_keys=True) + "\n")
        return Written(place, kept_edit=None if place == path else path)

    def _is_ours(self, path: Path, memory: dict[str, str], text: str) -> bool:
        """Whether a file may be replaced: it is absent, as we left it, or says the same."""
        if not path.exists():
            return True
        found = _digest(path.read_bytes())
        return found in (memory.get(path.relative_to(self.root).as_posix()), _digest(text.encode()))

    def _memory(self) -> dict[str, str]:
        try:
            read = json.loads((self.root / MEMORY).read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return {str(name): str(value) for name, value in read.items()} if isinstance(read, dict) else {}


def _places(path: Path) -> Iterator[Path]:
    """Where a report may go: its own name, ``NAME.new.EXT``, then ``NAME.new2.EXT`` and on."""
    yield path
    yield path.with_name(f"{path.stem}.new{path.suffix}")
    number = 2
    while True:
        yield path.with_name(f"{path.stem}.new{number}{path.suffix}")
        number += 1


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@contextmanager
def _output_faults(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise OutputUnusable(f"{root}: cannot be written ({said}); make room or name another folder by --out") from None
