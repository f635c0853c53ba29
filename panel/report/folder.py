"""A folder of reports: each written whole or not at all, and never over somebody's edit.

A file that differs from what was last written there was edited and stays; the new report goes beside it as
``NAME.new.EXT``, or the next free number once that was edited too.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from panel.errors import OutputUnusable
from panel.report.clearing import Cleared, clear
from panel.report.files import Draft, replace, writing
from panel.report.memory import Memory, digest


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
            memory = Memory(self.root)
            place = _place(self.root, path, memory, digest(content))
            replace(place, content)
            memory.remember(_key(self.root, place), digest(content))
            memory.save()
        return Written(place, kept_edit=None if place == path else path)

    def clear(self, among: Callable[[str], bool]) -> Cleared:
        """Remove reports among some names; what somebody edited stays. Raises OutputUnusable."""
        with writing(self.root):
            memory = Memory(self.root)
            cleared = clear(self.root, memory, among=among)
            if cleared.removed:
                memory.save()
        return cleared

    @contextmanager
    def many(self) -> Iterator[Reports]:
        """Write many reports: what is remembered is read and kept once for all of them, and they are on disk last."""
        with writing(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            memory = Memory(self.root)
        reports = Reports(self.root, memory)
        try:
            yield reports
            reports.settle()
        finally:
            with writing(self.root):
                memory.close()


class Reports:
    """Reports on their way into one folder, to which nobody else writes meanwhile.

    A crash leaves each file old or new, and remembered. A loss of power may leave new ones that are not whole.
    ``written`` are their hashes by relative name.
    """

    def __init__(self, root: Path, memory: Memory) -> None:
        self._root = root
        self._memory = memory
        self.written: dict[str, str] = {}

    def write(self, name: str, text: str) -> Written:
        """Write a report under a name relative to the root. Raises OutputUnusable with nothing half-written."""
        path, content = self._root / name, text.encode()
        with writing(path):
            if self._stands(path, digest(content)):
                self.written[name] = digest(content)
                return Written(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = Draft(path, is_synced=False)
            try:
                draft.write(content)
                return self.place(draft)
            finally:
                draft.discard()

    def place_of(self, draft: Draft) -> Path:
        """Where what was drafted for a file may go: there, or beside it if somebody edited that."""
        with writing(draft.path):
            return _place(self._root, draft.path, self._memory, draft.sha256)

    def place(self, draft: Draft) -> Written:
        """Put it there."""
        place = self.place_of(draft)
        with writing(draft.path):
            key = _key(self._root, place)
            self._memory.note(key, draft.sha256)
            draft.publish(place)
            self._memory.remember(key, draft.sha256)
            self.written[key] = draft.sha256
        return Written(place, kept_edit=None if place == draft.path else draft.path)

    def clear(self, among: Callable[[str], bool]) -> Cleared:
        """Remove earlier reports among some names, and none of these; what somebody edited stays."""
        with writing(self._root):
            return clear(self._root, self._memory, among=among, kept=self.written)

    def settle(self) -> None:
        """Have all of them on the disk, and remembered."""
        with writing(self._root):
            if hasattr(os, "sync"):
                os.sync()
            self._memory.save()

    def _stands(self, path: Path, sha256: str) -> bool:
        """Whether the report is there already, as it was last written."""
        if self._memory.last(_key(self._root, path)) != sha256:
            return False
        return path.is_file() and digest(path.read_bytes()) == sha256


def _place(root: Path, path: Path, memory: Memory, sha256: str) -> Path:
    """Where the report may go."""
    return next(one for one in _places(path) if _is_free(one, memory.last(_key(root, one)), sha256))


def _is_free(path: Path, last: str | None, sha256: str) -> bool:
    """Whether nothing of anybody's is lost by writing here: no file, ours as we left it, or the same content."""
    if not path.exists():
        return True
    if not path.is_file():
        raise OutputUnusable(f"{path}: there is something here that is no file; move it or name another by --out")
    return digest(path.read_bytes()) in (last, sha256)


def _places(path: Path) -> Iterator[Path]:
    yield path
    yield path.with_name(f"{path.stem}.new{path.suffix}")
    for number in count(2):
        yield path.with_name(f"{path.stem}.new{number}{path.suffix}")


def _key(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
