"""New files: written beside what is there and never over it, all of them or none."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from panel.errors import Mistake, OutputUnusable


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is to be, and its text."""

    path: Path
    text: str


def write_new(files: Sequence[NewFile], *, otherwise: str) -> None:
    """Write the files and whatever folders they need; ``otherwise`` is what to do where that cannot be.

    Raises Mistake, naming those that are there already, and OutputUnusable; either way nothing is left behind. A
    process that is killed meanwhile may leave some of them.
    """
    in_the_way = [str(file.path) for file in files if os.path.lexists(file.path)]
    if in_the_way:
        raise Mistake(f"already there: {', '.join(in_the_way)}; nothing was written; {otherwise}")
    made = _Made()
    for file in files:
        with _undone_by(made, file.path, otherwise):
            made.add_folders(file.path.parent)
            made.add_file(file)


@dataclass(slots=True)
class _Made:
    """What has been made so far, in that order, so that it can be taken away again."""

    paths: list[Path] = field(default_factory=list)

    def add_folders(self, folder: Path) -> None:
        missing = [one for one in (folder, *folder.parents) if not os.path.lexists(one)]
        for one in reversed(missing):
            one.mkdir()
            self.paths.append(one)

    def add_file(self, file: NewFile) -> None:
        with file.path.open("x", encoding="utf-8", newline="\n") as opened:
            self.paths.append(file.path)
            opened.write(file.text)

    def undo(self) -> None:
        for path in reversed(self.paths):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()


@contextmanager
def _undone_by(made: _Made, path: Path, otherwise: str) -> Iterator[None]:
    """Take back all that was made if this fails, and say why it did."""
    try:
        yield
    except BaseException as failure:
        made.undo()
        if isinstance(failure, FileExistsError):
            raise Mistake(f"already there: {path}; nothing was written; {otherwise}") from None
        if isinstance(failure, OSError | ValueError):
            raise OutputUnusable(f"{path}: {_reason(failure)}; nothing was written; {otherwise}") from None
        raise


def _reason(failure: OSError | ValueError) -> str:
    number = getattr(failure, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full"
    return f"cannot be written ({getattr(failure, 'strerror', None) or failure})"
