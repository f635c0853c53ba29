"""Parquet, read a row group at a time, only the columns that are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any

from panel.errors import Mistake
from panel.intake.feed_formats.record import Header, Record, Records, Unreadable

GROUP_LIMIT = 256 * 1024 * 1024
"""Bytes that the wanted columns of one row group may come to when they are unpacked."""

_BATCH = 256
_INSTALL = "Parquet feeds need pyarrow; run pip install 'panel-review[parquet]'"
_ALL = Exception
"""What a broken file makes the library raise is not written anywhere, and ranges from OSError to OverflowError."""


def read_parquet(file: IO[bytes], is_wanted: Callable[[str], bool]) -> Records:
    """The rows of a Parquet file; raises Mistake where it is none, is cut off, or cannot be read here."""
    table = _opened(file)
    names = [table.schema_arrow.field(at).name for at in range(len(table.schema_arrow))]
    yield Header(tuple(names))
    wanted = [name for name in names if is_wanted(name)]
    row = 1
    for group in range(table.num_row_groups):
        count = table.metadata.row_group(group).num_rows
        yield from _group(table, group, wanted, row)
        row += count


def _opened(file: IO[bytes]) -> Any:  # noqa: ANN401 - pyarrow ships no types
    try:
        from pyarrow import parquet
    except ImportError:
        raise Mistake(_INSTALL) from None
    try:
        return parquet.ParquetFile(file, memory_map=False, pre_buffer=False)
    except _ALL:
        raise Mistake("Parquet that is cut off or damaged; fetch it again") from None


def _group(table: Any, group: int, wanted: list[str], first: int) -> Records:  # noqa: ANN401 - the same
    described = table.metadata.row_group(group)
    if _size(described, wanted) > GROUP_LIMIT:
        yield Unreadable(first, f"a row group of over {GROUP_LIMIT // 2**20} MB; write smaller ones")
        return
    row = first
    try:
        for batch in table.iter_batches(_BATCH, row_groups=[group], columns=wanted, use_threads=False):
            for record in _rows(batch, row):
                yield record
                row += 1
    except _ALL:
        missing = described.num_rows - (row - first)
        yield Unreadable(row, f"damaged from here: {missing:,} rows cannot be read; fetch the feed again")


def _rows(batch: Any, first: int) -> Iterator[Record | Unreadable]:  # noqa: ANN401 - the same
    for at in range(batch.num_rows):
        try:
            values = batch.slice(at, 1).to_pylist()[0]
        except _ALL:
            yield Unreadable(first + at, "a value that cannot be read, such as a date out of range")
        else:
            yield Record(first + at, {name: _text(value) for name, value in values.items()})


def _text(value: object) -> object:
    """Bytes as the text that they are in nearly every file that holds them."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _size(described: Any, wanted: list[str]) -> int:  # noqa: ANN401 - the same
    chunks = (described.column(at) for at in range(described.num_columns))
    return sum(chunk.total_uncompressed_size for chunk in chunks if chunk.path_in_schema.split(".")[0] in wanted)
