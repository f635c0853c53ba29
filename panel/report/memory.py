"""What was last written to a folder, by hash, so that an edit can be told from what is our own.

``.panel-written.json`` holds it. While many reports are written, each is noted at the end of ``.panel-written.notes``
before it takes its place, so that a process that dies half way has not forgotten which files are its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from panel.report.files import replace

MEMORY = ".panel-written.json"
NOTES = ".panel-written.notes"


class Memory:
    """Hashes by relative path; a memory that cannot be read remembers nothing, so that every file counts as edited."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._last = dict(_read(root / MEMORY))
        self._notes: BinaryIO | None = None
        for name, digest in _read_notes(root / NOTES):
            if _digest_at(root / name) == digest:
                self._last[name] = digest

    def last(self, name: str) -> str | None:
        """The hash of what was last written under a name."""
        return self._last.get(name)

    @property
    def names(self) -> Iterable[str]:
        """What is remembered."""
        return self._last.keys()

    def note(self, name: str, sha256: str) -> None:
        """Leave word of what is about to be written."""
        if self._notes is None:
            self._notes = (self._root / NOTES).open("ab")
        self._notes.write(json.dumps([name, sha256]).encode() + b"\n")
        self._notes.flush()

    def remember(self, name: str, sha256: str) -> None:
        """Know what now stands under a name; the next process does after ``save``."""
        self._last[name] = sha256

    def forget(self, name: str) -> None:
        """Know nothing of a name any more."""
        self._last.pop(name, None)

    def save(self) -> None:
        """Keep all of it, in place of the notes."""
        replace(self._root / MEMORY, (json.dumps(self._last, indent=2, sort_keys=True) + "\n").encode())
        self.close()
        (self._root / NOTES).unlink(missing_ok=True)

    def close(self) -> None:
        """Take no more notes; those that were taken stay."""
        if self._notes is not None:
            self._notes.close()
            self._notes = None


def digest(content: bytes) -> str:
    """The hash that content is remembered by."""
    return hashlib.sha256(content).hexdigest()


def _read(path: Path) -> dict[str, str]:
    try:
        read = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return {str(name): str(digest) for name, digest in read.items()} if isinstance(read, dict) else {}


def _read_notes(path: Path) -> Iterator[tuple[str, str]]:
    """Name and hash of each note that can be read; a process that died may have left half of one."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            name, digest = json.loads(line)
        except (ValueError, TypeError, RecursionError):
            continue
        yield str(name), str(digest)


def _digest_at(path: Path) -> str | None:
    try:
        return digest(path.read_bytes()) if path.is_file() else None
    except (OSError, ValueError):
        return None
