"""Files: each is written under another name beside its own, and takes its place whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from panel.errors import OutputUnusable

_BUFFER = 1 << 18


class Draft:
    """A file in the making, beside the one it is to replace; raises OSError, which ``writing`` puts in words.

    It may be handed to whatever writes to a binary file. Unless it is ``is_synced``, the disk need not know of it when
    it is in its place.
    """

    def __init__(self, path: Path, *, is_synced: bool = True) -> None:
        self.path = path
        self.lines = 0
        self._is_synced = is_synced
        self._hash = hashlib.sha256()
        self._place = path.with_name(f".{path.name}.{os.getpid()}")
        self._place.unlink(missing_ok=True)
        self._file = self._place.open("xb", buffering=_BUFFER)

    @property
    def sha256(self) -> str:
        """The hash of what was written so far, in hex."""
        return self._hash.hexdigest()

    @property
    def closed(self) -> bool:
        """Whether nothing more can be written."""
        return self._file.closed

    def write(self, content: bytes) -> int:
        """Write bytes, and return how many."""
        self._hash.update(content)
        return self._file.write(content)

    def add_line(self, content: bytes) -> None:
        """Write a line, and its end."""
        self.write(content + b"\n")
        self.lines += 1

    def flush(self) -> None:
        """Give what is buffered to the system."""
        self._file.flush()

    def close(self) -> None:
        """Write no more."""
        if not self._file.closed:
            self._file.flush()
            if self._is_synced:
                os.fsync(self._file.fileno())
            self._file.close()

    def publish(self, path: Path | None = None) -> None:
        """Put it in its place, or in another one beside that, in one step."""
        self.close()
        self._place.replace(path or self.path)

    def discard(self) -> None:
        """Leave nothing of it; one that is published stays."""
        try:
            self._file.close()
        except OSError:
            # What was buffered does not fit on a full disk; it goes all the same.
            pass
        finally:
            self._place.unlink(missing_ok=True)


def replace(path: Path, content: bytes) -> None:
    """Put the content in place in one step. Raises OSError with nothing left behind."""
    draft = Draft(path)
    try:
        draft.write(content)
        draft.publish()
    finally:
        draft.discard()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Every way in which the file system refuses, as OutputUnusable with the fix."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise OutputUnusable(f"{path}: the disk is full; free some space or name another folder by --out") from None
        reason = error.strerror or type(error).__name__
        raise OutputUnusable(f"{path}: cannot be written ({reason}); name another folder by --out") from None
