"""Feeds: rows of any of the known formats as candidates for review, read as a stream, one bad row never the end of it.

Nothing in here opens a path or an address, whatever a feed names: a stream comes in, values go out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import BinaryIO

from panel.domain.secret_shapes import without_likely, without_shapes
from panel.domain.source import Candidate, Rejected
from panel.errors import Mistake, OutputUnusable
from panel.intake.feed_formats.columns import Columns
from panel.intake.feed_formats.delimited import read_delimited
from panel.intake.feed_formats.detection import chosen_format, format_of, is_parquet, refuse_packed
from panel.intake.feed_formats.encodings import Utf8, encoding_of, text_start
from panel.intake.feed_formats.feed_bytes import FeedBytes
from panel.intake.feed_formats.json_feed import read_json_feed
from panel.intake.feed_formats.json_lines import read_json_lines
from panel.intake.feed_formats.json_values import read_json_values
from panel.intake.feed_formats.parquet import read_parquet
from panel.intake.feed_formats.record import Header, Record, Records, Remarks, Unreadable
from panel.intake.feed_formats.syndication import read_syndication
from panel.intake.feed_formats.tool_rows import ToolRows

ROWS_LIMIT = 5_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """How feeds are read. ``columns`` maps a column to a field, or to ``-`` where it is not to be read.

    ``format`` is for feeds that do not tell it themselves; dates after ``fetched_at`` are said to lie ahead.
    """

    fetched_at: datetime
    columns: Mapping[str, str] = field(default_factory=dict)
    format: str | None = None

    def check(self) -> None:
        """Raise Mistake for a field or a format that there is not, before any feed is opened."""
        Columns(self.columns)
        if self.format:
            chosen_format(self.format)


class Feed:
    """A feed that has been opened; its rows come once. ``encoding`` is None for Parquet."""

    def __init__(
        self, name: str, source: FeedBytes, records: Records, *, described: _Described, reading: Reading
    ) -> None:
        self.name = name
        self.format = described.format
        self.encoding = described.encoding
        self._source = source
        self._columns = described.columns
        self._remarks = described.remarks
        self._tools = ToolRows(name, described.columns, reading.fetched_at)
        self._rows = self._read(records)

    def rows(self) -> Iterator[Candidate | Rejected]:
        """The rows that have not been read yet."""
        return self._rows

    @property
    def columns(self) -> tuple[tuple[str, str | None], ...]:
        """The columns met so far, each with the field that it is read as, None where it is not read."""
        return self._columns.met()

    @property
    def notes(self) -> tuple[str, ...]:
        """What is odd about the feed as a whole, as far as it has been read."""
        return self._remarks.all

    @property
    def sha256(self) -> str:
        """The hash, in hex, of the whole feed; what has not been read is read for it, and is lost as rows."""
        self._source.drain()
        return self._source.sha256

    def _read(self, records: Records) -> Iterator[Candidate | Rejected]:
        count = 0
        try:
            for record in records:
                if isinstance(record, Header):
                    continue
                count = record.row
                if count > ROWS_LIMIT:
                    yield self._tools.rejected(count, f"over {ROWS_LIMIT:,} rows; those after it are not read")
                    break
                if isinstance(record, Record):
                    yield self._tools.read(record)
                else:
                    yield self._refused(record)
        except OSError:
            self._remarks.add("reading broke off")
            yield self._tools.rejected(count + 1, "reading broke off here; fetch the feed again")
        for column in self._columns.unmet():
            self._remarks.add(f"there is no column {column[:60]!r}, which was to be read")

    def _refused(self, row: Unreadable) -> Rejected:
        if row.is_last:
            self._remarks.add(f"read up to row {row.row - 1:,} alone")
        return self._tools.rejected(row.row, row.reason)


@dataclass(frozen=True, slots=True)
class _Described:
    format: str
    encoding: str | None
    columns: Columns
    remarks: Remarks


def open_feed(name: str, stream: BinaryIO, *, content_type: str | None = None, reading: Reading) -> Feed:
    """Open a feed whose bytes the stream gives. Raises Mistake, begun by its name, for what is no feed.

    Raises OutputUnusable where it has to be copied first and there is no room.
    """
    name = without_shapes(name)
    try:
        return _opened(name, FeedBytes(stream), content_type, reading)
    except OutputUnusable:
        raise
    except Mistake as mistake:
        raise Mistake(f"{name}: {without_likely(str(mistake))}") from None
    except OSError as error:
        raise Mistake(f"{name}: cannot be read ({error.strerror or 'the stream broke off'}); see to it") from None


def _opened(name: str, source: FeedBytes, content_type: str | None, reading: Reading) -> Feed:
    columns, remarks = Columns(reading.columns), Remarks()
    chosen = chosen_format(reading.format) if reading.format else None
    refuse_packed(source.head)
    if is_parquet(source.head) or chosen == "parquet":
        described = _Described("parquet", None, columns, remarks)
        records = read_parquet(source.as_file(), lambda column: columns.field_of(column) is not None)
    else:
        encoding = encoding_of(source.head, content_type)
        if encoding.remark:
            remarks.add(encoding.remark)
        start = text_start(source.head, encoding.name)
        described = _Described(format_of(start, name, content_type, chosen), encoding.name, columns, remarks)
        records = _records(name, source, described)
    return Feed(name, source, _begun(records, columns), described=described, reading=reading)


def _records(name: str, source: FeedBytes, described: _Described) -> Records:
    text = Utf8(source, described.encoding or "utf-8", described.remarks)
    if described.format in ("rss", "atom"):
        return read_syndication(text, name, described.remarks)
    if described.format in ("csv", "tsv"):
        return read_delimited(text, described.remarks, "\t" if described.format == "tsv" else None)
    return {"jsonl": read_json_lines, "json": read_json_values, "json_feed": read_json_feed}[described.format](text)


def _begun(records: Records, columns: Columns) -> Records:
    """The records, the first of them read: what is no feed shows by then."""
    first = next(records, None)
    if isinstance(first, Header):
        columns.meet(first.columns)
    return records if first is None else chain((first,), records)
