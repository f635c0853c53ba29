"""Parquet, read a row group at a time, only the columns that are wanted.

What a file says of its columns' sizes is not asked for: where that part is damaged, the library ends the process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import IO, Any

from panel.errors import Mistake
from panel.intake.feed_formats.record import Header, Record, Records, Unreadable

_BATCH = 64
"""Rows that are unpacked together: a text that many of them share is held once for each."""

_BUFFER = 256 * 1024
"""Bytes of a column that are read at a time, in place of all that a row group holds of it."""

_UNPACKED = 256_000_000
"""Bytes of a row group from which it is looked at how far it is packed: text packs to a tenth, a bomb to nothing."""

_PACKED = 64
"""How many times a file's own size a row group may unpack to, where it is that large."""

_LONGEST = 4 * 1024 * 1024
"""Bytes of the wanted columns of a row that are read."""

_TOO_LONG = f"a row of more than {_LONGEST:,} bytes; leave out what is not about the tool"
_INSTALL = (
    "Parquet feeds need pyarrow; install the panel with it, by pipx install --force '.[parquet]' or "
    "uv tool install '.[parquet]' in its folder"
)


def read_parquet(file: IO[bytes], is_wanted: Callable[[str], bool]) -> Records:
    """The rows of a Parquet file; raises Mistake where it is none, is cut off, or cannot be read here."""
    parquet = _library()
    try:
        table = parquet.ParquetFile(file, memory_map=False, pre_buffer=False, buffer_size=_BUFFER)
        names = list(table.schema_arrow.names)
        groups = [_Group(table.metadata.row_group(at)) for at in range(table.num_row_groups)]
        size = file.seek(0, os.SEEK_END)
    except Exception:  # noqa: BLE001 - what a broken file makes the library raise is written nowhere
        raise Mistake("Parquet that is cut off or damaged; fetch it again") from None
    yield Header(tuple(names))
    wanted = [name for name in names if is_wanted(name)]
    first = 1
    for at, group in enumerate(groups):
        if group.unpacked > max(_UNPACKED, _PACKED * size):
            yield Unreadable(first, _bomb(group, size))
        else:
            yield from _group(table, at, wanted, range(first, first + group.rows))
        first += group.rows


class _Group:
    """What a file says of a row group, which a damaged or a lying one says wrongly."""

    def __init__(self, said: Any) -> None:  # noqa: ANN401 - pyarrow ships no types
        self.rows: int = said.num_rows
        self.unpacked: int = said.total_byte_size


def _bomb(group: _Group, size: int) -> str:
    said = f"{group.rows:,} rows that unpack to {group.unpacked / 1e6:,.0f} MB, in a file of {size:,} bytes"
    return f"{said}; write the feed anew, with less in a row"


def _library() -> Any:  # noqa: ANN401 - pyarrow ships no types
    try:
        from pyarrow import parquet
    except ImportError:
        raise Mistake(_INSTALL) from None
    return parquet


def _group(table: Any, group: int, wanted: list[str], numbers: range) -> Records:  # noqa: ANN401 - the same
    row = numbers.start
    try:
        for batch in table.iter_batches(_BATCH, row_groups=[group], columns=wanted, use_threads=False):
            for record in _rows(batch, row):
                yield record
                row += 1
    except Exception:  # noqa: BLE001 - as above
        lost = f"{max(numbers.stop - row, 1):,} of its rows cannot be read"
        yield Unreadable(row, f"damaged from here to the end of the row group: {lost}; fetch the feed again")


def _rows(batch: Any, first: int) -> Iterator[Record | Unreadable]:  # noqa: ANN401 - the same
    for at in range(batch.num_rows):
        row = batch.slice(at, 1)
        try:
            values = None if _is_long(row) else row.to_pylist()[0]
        except Exception:  # noqa: BLE001 - as above
            yield Unreadable(first + at, "a value that cannot be read, such as a date out of range")
        else:
            if values is None:
                yield Unreadable(first + at, _TOO_LONG)
            else:
                yield Record(first + at, {name: _text(value) for name, value in values.items()})


def _is_long(row: Any) -> bool:  # noqa: ANN401 - the same
    """Whether a row is too long to be copied; what is counted of a column with a dictionary is all rows' words."""
    size: int = sum(column.nbytes for column in row.columns if not hasattr(column, "dictionary"))
    return size > _LONGEST


def _text(value: object) -> object:
    """Bytes as the text that they are in nearly every file that holds them."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
