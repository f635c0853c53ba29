"""KeptFile: a file in the user's cache folder, written in one step for its owner alone, read with distrust."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_PIECE = 1 << 20
_SAFE_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that may be lost without harm: what cannot be read is not there, what cannot be written is not kept.

    ``cap`` is the most bytes that are read or written.
    """

    path: Path
    cap: int

    def read(self) -> bytes | None:
        """What is in it; None for no ordinary file, one that may not be read, and one that is too big."""
        with self._opened() as file:
            try:
                content = file.read(self.cap + 1) if file is not None else None
            except OSError:
                return None
        return content if content is not None and len(content) <= self.cap else None

    def digest(self) -> str | None:
        """SHA-256, in hex, of what ``read`` would give, which is not held in memory for it."""
        with self._opened() as file:
            if file is None:
                return None
            found, size = hashlib.sha256(), 0
            try:
                while size <= self.cap and (piece := file.read(_PIECE)):
                    found.update(piece)
                    size += len(piece)
            except OSError:
                return None
        return found.hexdigest() if size <= self.cap else None

    def write(self, content: bytes) -> bool:
        """Put the content in place in one step, mode 0600; whether it is kept now. A crash leaves old or new."""
        if len(content) > self.cap:
            return False
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.unlink(missing_ok=True)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, made with its mode
                file.write(content)
            draft.replace(self.path)
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                draft.unlink(missing_ok=True)
            return False
        return True

    @contextlib.contextmanager
    def _opened(self) -> Iterator[BinaryIO | None]:
        """The file where it is an ordinary one; None for anything else."""
        try:
            descriptor = os.open(self.path, _SAFE_READ)
        except (OSError, ValueError):
            yield None
            return
        try:
            is_ordinary = stat.S_ISREG(os.fstat(descriptor).st_mode)
            file = open(descriptor, "rb", closefd=False) if is_ordinary else None  # noqa: SIM115 - a descriptor, which is closed below
            yield file
        finally:
            os.close(descriptor)
