"""Unnamed files: what is too much for memory, in the folder for temporary files, gone when it is closed."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, cast

from panel.errors import OutputUnusable


def unnamed_file() -> IO[bytes]:
    """A file without a name, to be written and read; raises OutputUnusable where there can be none.

    Its buffer is written when it is wound too, so ``in_temporary_folder`` belongs around all that is done with it.
    """
    with in_temporary_folder():
        return cast("IO[bytes]", tempfile.TemporaryFile())


def let_go(file: IO[bytes]) -> None:
    """Close it. What was buffered may not fit on a full disk; it goes all the same."""
    with suppress(OSError):
        file.close()


@contextmanager
def in_temporary_folder() -> Iterator[None]:
    """Every way in which the file system refuses, as OutputUnusable with the fix."""
    try:
        yield
    except OSError as error:
        raise OutputUnusable(_refused(error)) from None


def _refused(error: OSError) -> str:
    try:
        folder = tempfile.gettempdir()
    except OSError:
        return "there is no folder for temporary files that can be written; name one by the variable TMPDIR"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{folder}: the disk is full; free some space there, or name another folder by the variable TMPDIR"
    reason = error.strerror or type(error).__name__
    return f"{folder}: no temporary file can be written ({reason}); name another folder by the variable TMPDIR"
