"""Parquet: whole, cut off, damaged in the middle, and without the library that reads it."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from panel.domain.source import Candidate
from panel.errors import Mistake, OutputUnusable
from panel.intake.feeds import Reading, open_feed
from tests.builders import NOON
from tests.intake.feed_rows import candidates, opened, outcome, outcome_or_mistake, reasons
from tests.jobs.batch.disk import files_up_to


def written(columns: dict[str, object], *, group: int = 1_000) -> bytes:
    stream = io.BytesIO()
    parquet.write_table(pa.table(columns), stream, row_group_size=group, compression="none", use_dictionary=False)
    return stream.getvalue()


class Pipe(io.BytesIO):
    """Standard input, say."""

    def seekable(self) -> bool:
        """Never."""
        return False


WHOLE = written({"name": ["Atlas", "Borea"], "description": ["Notes."] * 2, "tags": [["a"], []]}, group=1)


def test_rows_are_read_group_by_group() -> None:
    names = [f"Tool {number}" for number in range(2_500)]
    feed = opened(written({"Title": names, "about": ["Notes."] * 2_500, "votes": [1] * 2_500}))

    assert [row.tool.name for row in candidates(feed)] == names
    assert feed.format == "parquet"
    assert feed.encoding is None
    assert feed.columns == (("Title", "name"), ("about", "description"), ("votes", None))


def test_values_that_are_no_text_become_what_their_field_needs() -> None:
    content = written(
        {
            "name": pa.array([b"Atlas"], pa.binary()),
            "description": ["Notes."],
            "tags": [["a", "b"]],
            "released": pa.array([datetime(2025, 12, 1, tzinfo=UTC)], pa.timestamp("ms", "UTC")),
            "price": pa.array([Decimal("4.50")], pa.decimal128(5, 2)),
        }
    )
    (row,) = candidates(opened(content))

    assert row.tool.name == "Atlas"
    assert (row.tool.category, row.tool.published, row.tool.pricing) == ("a, b", "2025-12-01", "4.50")


def test_a_file_that_was_cut_off_is_refused_as_a_whole() -> None:
    content = written({"name": ["Atlas"], "description": ["Notes."]})
    for length in (4, 8, len(content) // 2, len(content) - 1):
        with pytest.raises(Mistake, match="cut off or damaged; fetch it again"):
            opened(content[:length])


def test_a_damaged_row_group_is_refused_and_the_others_are_read() -> None:
    content = bytearray(written({"name": ["Atlas", "Borea", "Cetus"], "description": ["Notes."] * 3}, group=1))
    at = content.index(b"Borea")
    # The four bytes before a text are its length.
    content[at - 4 : at] = b"\xff" * 4
    feed = opened(bytes(content))

    assert outcome(feed) == ["Atlas", "2 refused", "Cetus"]
    assert reasons(opened(bytes(content))) == [
        "damaged from here to the end of the row group: 1 of its rows cannot be read; fetch the feed again"
    ]


def test_a_row_group_that_would_unpack_to_far_more_than_the_file_is_refused_and_the_others_are_read() -> None:
    texts = ["Notes."] * 2 + ["y" * 30_000_000] * 10 + ["Notes."]
    stream = io.BytesIO()
    schema = pa.schema({"name": pa.string(), "description": pa.string()})
    with parquet.ParquetWriter(stream, schema, compression="zstd", use_dictionary=False) as writer:
        for part in (texts[:2], texts[2:12], texts[12:]):
            writer.write_table(pa.table({"name": [f"Tool {len(part)}"] * len(part), "description": part}, schema))
    bomb = stream.getvalue()

    before = pa.total_allocated_bytes()
    (reason,) = reasons(opened(bomb))
    assert outcome(opened(bomb)) == ["Tool 2", "Tool 2", "3 refused", "Tool 1"]
    assert reason == (
        f"10 rows that unpack to 300 MB, in a file of {len(bomb):,} bytes; write the feed anew, with less in a row"
    )
    assert [row.source.row for row in opened(bomb).rows() if isinstance(row, Candidate)] == [1, 2, 13]
    assert pa.total_allocated_bytes() == before


def test_a_row_that_is_too_long_is_refused_before_it_is_copied() -> None:
    content = written({"name": ["Atlas", "Borea"], "description": ["y" * 5_000_000, "Notes."]})

    assert outcome(opened(content)) == ["1 refused", "Borea"]
    assert reasons(opened(content)) == ["a row of more than 4,194,304 bytes; leave out what is not about the tool"]


def test_a_dictionary_that_all_rows_share_makes_none_of_them_long() -> None:
    names = [f"{at:05}{'y' * 75}" for at in range(60_000)]
    content = written({"name": pa.array(names).dictionary_encode()[:10], "description": ["Notes."] * 10})

    assert outcome(opened(content)) == names[:10]


def test_a_table_without_names_is_refused_with_its_columns() -> None:
    with pytest.raises(Mistake, match="the columns are 'foo'"):
        opened(written({"foo": ["Atlas"]}))


def test_a_stream_that_cannot_be_wound_back_is_read_too() -> None:
    assert outcome(open_feed("-", Pipe(WHOLE), reading=Reading(fetched_at=NOON))) == ["Atlas", "Borea"]


@pytest.mark.parametrize("more", [0, 1 << 20])
def test_where_such_a_stream_cannot_be_copied_the_temporary_folder_is_named_with_the_fix(more: int) -> None:
    """When its bytes are written, or at the end of those that a buffer holds."""
    stream = Pipe(WHOLE + bytes(more))
    with pytest.raises(OutputUnusable, match=r"^[^:]*: .* by the variable TMPDIR$"), files_up_to(10):
        open_feed("-", stream, reading=Reading(fetched_at=NOON))


def test_without_the_library_the_mistake_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    content = written({"name": ["Atlas"], "description": ["Notes."]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(Mistake, match=r"pipx install --force '\.\[parquet\]' or uv"):
        opened(content)


@given(st.data())
@settings(max_examples=200)
def test_a_file_that_is_damaged_anywhere_ends_in_rows_or_in_a_mistake(data: st.DataObject) -> None:
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(4, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))

    assert outcome_or_mistake(bytes(content)) is not None
