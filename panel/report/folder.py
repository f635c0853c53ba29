"""A folder of reports: each written whole or not at all, and never over somebody's edit.

What was last written is remembered by hash in ``.panel-written.json``. A file that differs from it was edited and
stays; the new report goes beside it as ``NAME.new.EXT``, or the next free number once that was edited too.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from panel.errors import OutputUnusable
from panel.report.files import replace, writing

MEMORY = ".panel-written.json"


@dataclass(frozen=True, slots=True)
class Written:
    """Where a report went, and the edited file that was left as it is because of it."""

    path: Path
    kept_edit: Path | None = None


class Folder:
    """The reports under one root, which is made when the first of them is written."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def check(self) -> None:
        """Raise OutputUnusable if reports could not be written here; leaves nothing behind."""
        with writing(self.root):
            nearest = next(one for one in (self.root, *self.root.absolute().parents) if os.path.lexists(one))
            if not nearest.is_dir():
                raise OutputUnusable(f"{self.root}: {nearest} is not a folder; name another by --out")
            if not nearest.stat().st_mode & 0o222:
                raise OutputUnusable(f"{self.root}: {nearest} is read-only; make it writable or name another by --out")
            with tempfile.TemporaryFile(dir=nearest):
                self._require_short_names(nearest)

    def _require_short_names(self, nearest: Path) -> None:
        """Raise OSError for a part of the root that no folder here could be called."""
        longest = os.pathconf(nearest, "PC_NAME_MAX") if hasattr(os, "pathconf") else 255
        if any(len(os.fsencode(part)) > longest for part in self.root.absolute().parts):
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))

    def write(self, name: str, text: str) -> Written:
        """Write a report under a name relative to the root. Raises OutputUnusable with nothing half-written.

        A crash leaves the old file or the new one; if it comes before the new one is remembered, the next report goes
        beside it.
        """
        path, content = self.root / name, text.encode()
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            memory = self._memory()
            place = next(one for one in _places(path) if self._is_free(one, memory, content))
            replace(place, content)
            remembered = memory | {self._key(place): _digest(content)}
            replace(self.root / MEMORY, (json.dumps(remembered, indent=2, sort_keys=True) + "\n").encode())
        return Written(place, kept_edit=None if place == path else path)

    def _is_free(self, path: Path, memory: Mapping[str, str], content: bytes) -> bool:
        """Whether nothing of anybody's is lost by writing here: no file, ours as we left it, or the same content."""
        if not path.exists():
            return True
        if not path.is_file():
            raise OutputUnusable(f"{path}: there is something here that is no file; move it or name another by --out")
        return _digest(path.read_bytes()) in (memory.get(self._key(path)), _digest(content))

    def _memory(self) -> dict[str, str]:
        """Hashes by relative path; a memory that cannot be read remembers nothing, so every file counts as edited."""
        try:
            read = json.loads((self.root / MEMORY).read_bytes())
        except (FileNotFoundError, ValueError, RecursionError):
            return {}
        return {str(name): str(digest) for name, digest in read.items()} if isinstance(read, dict) else {}

    def _key(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _places(path: Path) -> Iterator[Path]:
    yield path
    yield path.with_name(f"{path.stem}.new{path.suffix}")
    for number in count(2):
        yield path.with_name(f"{path.stem}.new{number}{path.suffix}")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
