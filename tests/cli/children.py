"""A command in a process of its own: it heeds interrupts whoever started the tests, and nobody waits for ever.

A program that is started in the background of a shell, or with ``nohup``, may be told to ignore an interrupt, and what
it starts inherits that.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WAIT = 60
"""Seconds after which something has hung; nothing waits for them to pass."""

_PAUSE = 0.01


@dataclass(frozen=True)
class Child:
    """The process, and the files that it prints to, which are read without waiting for a line."""

    process: subprocess.Popen[bytes]
    stdout: Path
    stderr: Path

    def interrupted(self, number: signal.Signals = signal.SIGINT) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def heard(self, words: str) -> str:
        """What it has said on stderr when these words are among it, which has to be soon, and before it ends."""
        self.reached(lambda: words in _text(self.stderr), f"said {words!r}")
        return _text(self.stderr)

    def wrote(self, file: Path, words: str) -> None:
        """Wait in the same way until these words are in a file, which need not be there yet."""
        self.reached(lambda: file.exists() and words in _text(file), f"wrote {words!r} to {file.name}")

    def reached(self, is_so: Callable[[], bool], what: str) -> None:
        """Wait in the same way until something is so; ``what`` it is, for whoever reads that it never was."""
        deadline = time.monotonic() + WAIT
        has_ended = False
        while not has_ended and time.monotonic() < deadline:
            has_ended = self.process.poll() is not None
            if is_so():
                return
            time.sleep(_PAUSE)
        raise AssertionError(f"never {what}: {_text(self.stderr)}")

    def ended(self) -> tuple[int, str, str]:
        """Its exit code, its stdout and its stderr, when it has ended; raises TimeoutExpired where it does not."""
        code = self.process.wait(WAIT)
        return code, _text(self.stdout), _text(self.stderr)


def _text(path: Path) -> str:
    """What is in a file that may be written at this moment, in the middle of a character."""
    return path.read_text(encoding="utf-8", errors="replace")


@contextmanager
def running(
    folder: Path,
    command: Sequence[str],
    *,
    python: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    **streams: Any,  # noqa: ANN401 - what Popen takes
) -> Iterator[Child]:
    """A command of panel's under way in a folder; in the end it is gone.

    ``python`` are options of the interpreter's, ``environment`` is beside the tests' own, and ``streams`` may say where
    its standard streams lead instead.
    """
    stdout, stderr = folder.with_name(f"{folder.name}.stdout"), folder.with_name(f"{folder.name}.stderr")
    with stdout.open("wb") as out, stderr.open("wb") as words, _heeding_interrupts():
        process = subprocess.Popen(
            [sys.executable, *python, "-m", "panel", *command],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            **{"stdout": out, "stderr": words, **streams},
        )
    try:
        yield Child(process, stdout, stderr)
    finally:
        process.kill()
        process.wait(WAIT)


@contextmanager
def _heeding_interrupts() -> Iterator[None]:
    """Interrupts are heeded meanwhile: a signal with a handler is back at its default in what is started."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
