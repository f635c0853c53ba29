"""CSV, TSV and their kin: which sign stands between the cells, and the records below a line of column names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from panel.errors import Mistake
from panel.intake.feed_formats.lines import Lines
from panel.intake.feed_formats.record import Header, Record, Records, Remarks, Unreadable
from panel.intake.feed_formats.table_rows import Cells, TableRows, TooLong

DELIMITERS = ",\t;|"
COLUMNS_LIMIT = 2_000

_SEPARATOR_LINE = re.compile(r"(?i)sep=(.)\s*")
"""How Excel is told which sign stands between the cells."""


def delimiter_of(header: str) -> str:
    """The sign that stands between the cells of a first line; a comma where none of the usual ones does."""
    outside = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def read_delimited(stream: io.RawIOBase, remarks: Remarks, delimiter: str | None = None) -> Records:
    """The rows of a table; raises Mistake where its first line cannot name columns."""
    lines = Lines(stream)
    rows = TableRows(lines, _delimiter(lines, delimiter))
    names = _names(rows)
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        remarks.add(f"the column {name[:40]!r} stands more than once; the first that is not empty counts")
    yield Header(tuple(filter(None, names)))
    for number, row in rows.below(len(names)):
        if isinstance(row, Unreadable):
            yield row
            continue
        place = f"line {rows.line}"
        if any(map(str.strip, row[len(names) :])):
            why = (
                f"{len(row)} cells, and the first line names {len(names)} columns; quote cells that hold the separator"
            )
            yield Unreadable(number, f"{place}: {why}")
        elif len(row) < len(names) and not rows.ends_a_line:
            yield Unreadable(number, f"{place}: {len(row)} of {len(names)} cells; the feed is cut off here")
        else:
            yield Record(number, _values(names, row), place)


def _delimiter(lines: Lines, chosen: str | None) -> str:
    while (line := lines.next()) is not None:
        if named := _SEPARATOR_LINE.fullmatch(line.text):
            return chosen or named[1]
        if line.text.strip():
            lines.put_back([line])
            return chosen or delimiter_of(line.text)
    return chosen or ","


def _names(rows: TableRows) -> Sequence[str]:
    try:
        header = rows.header()
    except (csv.Error, TooLong):
        raise Mistake(f"line {rows.line}: the names of the columns cannot be read; see to its quotes") from None
    if header is None:
        raise Mistake("empty; name a feed that holds something")
    if len(header) > COLUMNS_LIMIT:
        raise Mistake(f"{len(header):,} columns; leave {COLUMNS_LIMIT:,} at most")
    return [" ".join(name.split()) for name in header]


def _values(names: Sequence[str], row: Cells) -> dict[str, object]:
    """Cells by column; of columns with one name, the first that is not empty."""
    values: dict[str, object] = {}
    for name, cell in zip(names, row, strict=False):
        if name and not values.get(name):
            values[name] = cell
    return values
