"""A feed's bytes: the first of them at hand before reading begins, and the hash of all of them at the end."""

from __future__ import annotations

import hashlib
import weakref
from typing import IO, BinaryIO

from panel.intake.unnamed_files import in_temporary_folder, let_go, unnamed_file

HEAD = 64 * 1024
"""Bytes that are looked at to tell a feed's format and encoding."""

_PIECE = 64 * 1024


class FeedBytes:
    """Reads a stream once, from front to end, whether or not it can be wound back."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self._begins_a_file = stream.seekable() and stream.tell() == 0
        self._waiting = self._first()
        self.head = self._waiting

    def read(self, size: int = _PIECE) -> bytes:
        """The next bytes, at most ``size``; none at the end."""
        if self._waiting:
            piece, self._waiting = self._waiting[:size], self._waiting[size:]
        else:
            piece = self._more(size)
        self._hash.update(piece)
        return piece

    def as_file(self) -> IO[bytes]:
        """The whole feed as a file that can be wound; a stream is copied into a file without a name first.

        Raises OutputUnusable where that cannot be written.
        """
        if self._begins_a_file:
            self.drain()
            self._stream.seek(0)
            return self._stream
        copy = unnamed_file()
        # Rows are read from it for as long as somebody asks.
        weakref.finalize(self, let_go, copy)
        while piece := self.read():
            with in_temporary_folder():
                copy.write(piece)
        with in_temporary_folder():
            copy.seek(0)
        return copy

    def drain(self) -> None:
        """Read what is left, so that the hash is of the whole feed."""
        while self.read():
            pass

    @property
    def sha256(self) -> str:
        """The hash, in hex, of the bytes read so far."""
        return self._hash.hexdigest()

    def _first(self) -> bytes:
        pieces, length = [], 0
        while length < HEAD and (piece := self._more(HEAD - length)):
            pieces.append(piece)
            length += len(piece)
        return b"".join(pieces)

    def _more(self, size: int) -> bytes:
        return self._stream.read(size) or b""
