"""Lines of a feed's text, none longer than a row may be, each with its number."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from panel.intake.feed_formats.record import ROW_LIMIT


class Line(NamedTuple):
    """A line with its end; ``is_whole`` is false for one that was too long, of which the start is kept."""

    number: int
    text: str
    is_whole: bool = True


class Lines:
    """The lines of a stream of UTF-8; some may be put back, to be read again in another way."""

    def __init__(self, stream: io.RawIOBase) -> None:
        self._text = io.TextIOWrapper(io.BufferedReader(stream, 64 * 1024), "utf-8", newline="")
        self._returned: deque[Line] = deque()
        self._number = 0

    def next(self) -> Line | None:
        """The next line, or None at the end."""
        if self._returned:
            return self._returned.popleft()
        text = self._text.readline(ROW_LIMIT)
        if not text:
            return None
        self._number += 1
        is_whole = len(text) < ROW_LIMIT or text.endswith(("\n", "\r"))
        if not is_whole:
            text = text[:80]
            self._skip()
        return Line(self._number, text, is_whole)

    def put_back(self, lines: list[Line]) -> None:
        """Have these read again, before what comes."""
        self._returned.extendleft(reversed(lines))

    def __iter__(self) -> Iterator[Line]:
        while (line := self.next()) is not None:
            yield line

    def _skip(self) -> None:
        """Read to the end of a line that is too long, keeping nothing of it."""
        while (rest := self._text.readline(ROW_LIMIT)) and not rest.endswith(("\n", "\r")):
            pass
