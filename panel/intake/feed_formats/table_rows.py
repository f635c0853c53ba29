"""Rows of a table as its lines give them, whatever becomes of a quote that opens and never closes.

Such a quote would swallow every row behind it. Where a line that it swallowed reads as a row by itself, the line of
the quote alone is refused and the others are read again; else what it swallowed is one row that is too long or cut off.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from panel.intake.feed_formats.lines import Line, Lines
from panel.intake.feed_formats.record import ROW_LIMIT, Unreadable

_RESCUES = 100
"""Open quotes that are recovered from: each may have a row's length read twice."""

Cells = Sequence[str]


class TooLong(Exception):
    """A row went past the length that a row may have."""


class TableRows:
    """Cuts lines into cells."""

    def __init__(self, lines: Lines, delimiter: str) -> None:
        # The limit is one for the whole process, so it is only ever raised.
        csv.field_size_limit(max(csv.field_size_limit(), ROW_LIMIT))
        self._lines = lines
        self._delimiter = delimiter
        self._taken: list[Line] = []
        self._ran_out = False
        self._rescues = _RESCUES
        self._number = 0

    @property
    def line(self) -> int:
        """The number of the line that the last row began on; 0 where there was none."""
        return self._taken[0].number if self._taken else 0

    @property
    def ends_a_line(self) -> bool:
        """Whether the last row was ended as lines are, which the last of a file that was cut off is not."""
        return bool(self._taken) and self._taken[-1].text.endswith(("\n", "\r"))

    def header(self) -> Cells | None:
        """The first row that holds anything; raises csv.Error or TooLong where it cannot be read."""
        while (row := self._next()) is not None:
            if self._ran_out:
                raise csv.Error("a quote opens and does not close")
            if any(map(str.strip, row)):
                return row
        return None

    def below(self, width: int) -> Iterator[tuple[int, Cells | Unreadable]]:
        """The rows after it and their numbers, empty ones left out; most rows have ``width`` cells."""
        while True:
            try:
                row: Cells | Unreadable | None = self._next()
            except TooLong:
                row = self._refused(width, f"over {ROW_LIMIT:,} characters; shorten the row, or close its quote")
            except csv.Error as error:
                row = self._refusal(str(error))
            else:
                if self._ran_out and row is not None:
                    row = self._refused(width, "a quote opens and does not close; the feed may be cut off here")
            if row is None:
                return
            if isinstance(row, Unreadable) or row:
                self._number += 1
            if isinstance(row, Unreadable):
                yield self._number, Unreadable(self._number, row.reason)
            elif any(map(str.strip, row)):
                yield self._number, row

    def _next(self) -> Cells | None:
        self._taken = []
        self._ran_out = False
        return next(csv.reader(self._supply(), delimiter=self._delimiter), None)

    def _supply(self) -> Iterator[str]:
        length = 0
        while (line := self._lines.next()) is not None:
            self._taken.append(line)
            length += len(line.text)
            if not line.is_whole or length > ROW_LIMIT:
                raise TooLong
            yield line.text
        self._ran_out = bool(self._taken)

    def _refused(self, width: int, why: str) -> Unreadable:
        """Refuse the row that was begun, and go on where rows are likeliest to begin again."""
        others = self._taken[1:]
        if self._rescues and any(self._is_row(line, width) for line in others):
            self._rescues -= 1
            self._lines.put_back(others)
            return self._refusal("a quote opens on this line and does not close; close it, or write two")
        if others and not self._ran_out:
            self._skip_quoted(width)
        return self._refusal(why)

    def _skip_quoted(self, width: int) -> None:
        """Pass over what is left of a quoted cell that is too long."""
        while (line := self._lines.next()) is not None:
            if self._is_row(line, width):
                return self._lines.put_back([line])
            if line.text.count('"') % 2:
                return None
        return None

    def _is_row(self, line: Line, width: int) -> bool:
        try:
            return (
                width > 1 and line.is_whole and len(next(csv.reader([line.text], delimiter=self._delimiter))) == width
            )
        except csv.Error:
            return False

    def _refusal(self, why: str) -> Unreadable:
        return Unreadable(0, f"line {self.line}: {why}")
