"""Disks that fill up, and files that nobody may write to any more, as the system itself makes them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_AS_ROOT = () if os.geteuid() == 0 else ("sudo", "-n")


@dataclass(frozen=True)
class Disk:
    """A small disk of its own."""

    root: Path

    def fill(self, *, leaving: int = 0) -> None:
        """Leave no room on it, or only for so many bytes, give or take a few thousand."""
        with self._ballast.open("ab", buffering=0) as file:
            for size in (1 << 16, 1 << 12, 1):
                _write_all(file.fileno(), bytes(size))
            file.truncate(file.tell() - leaving)

    def free(self) -> None:
        """Make room again."""
        self._ballast.unlink()

    @property
    def _ballast(self) -> Path:
        return self.root / "ballast"


@contextmanager
def a_disk(folder: Path, size: int) -> Iterator[Disk]:
    """A disk of so many bytes at a folder; where none can be mounted the test is skipped aloud, and fails in CI."""
    folder.mkdir()
    _require("mount", "-t", "tmpfs", "-o", f"size={size},mode=1777", "tmpfs", str(folder))
    try:
        yield Disk(folder)
    finally:
        _run("umount", "--lazy", str(folder))


@contextmanager
def unchangeable(*files: Path) -> Iterator[None]:
    """Files that the system writes to no more, whoever has them open, as when it has made their disk read-only."""
    try:
        for file in files:
            _require("chattr", "+i", str(file))
        yield
    finally:
        for file in files:
            _run("chattr", "-i", str(file))


def _write_all(descriptor: int, content: bytes) -> None:
    try:
        while True:
            os.write(descriptor, content)
    except OSError:
        return


def _require(*command: str) -> None:
    ended = _run(*command)
    if ended is None or ended.returncode:
        said = "there is no such command" if ended is None else ended.stderr.decode().strip()
        why = f"`{' '.join(command)}` is not possible here: {said}"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)


def _run(*command: str) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return subprocess.run([*_AS_ROOT, *command], capture_output=True, check=False)
    except FileNotFoundError:
        return None
