"""A batch's takes and verdicts as Parquet: the columns of its JSON lines, each with a type of its own.

Money is text, as in the lines, since a decimal of one fixed scale would lose digits of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from panel.domain.take import Take
from panel.domain.verdict import Verdict
from panel.errors import Mistake
from panel.report.batch.lines import verdict_fields
from panel.report.files import Draft
from panel.report.plain_json import plain

if TYPE_CHECKING:
    import pyarrow as pa

GROUP = 2_000
"""Rows that are held back before they are written together."""

_MONEY = ("cost_usd", "mean")


def require_parquet() -> None:
    """Raise Mistake where the library that writes Parquet is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401 - only whether it is there
    except ImportError:
        raise Mistake(
            "--parquet needs pyarrow, which is not installed; "
            "install the panel with it, by pipx install --force '.[parquet]' or uv tool install '.[parquet]' in its "
            "folder, or leave --parquet out"
        ) from None


class ParquetRows:
    """Rows on their way into one Parquet file, a group at a time."""

    def __init__(self, draft: Draft, schema: pa.Schema) -> None:
        import pyarrow.parquet as pq

        self._draft = draft
        self._schema = schema
        self._rows: list[Mapping[str, Any]] = []
        self._writer = pq.ParquetWriter(draft, schema, compression="zstd")

    def add(self, row: Mapping[str, Any]) -> None:
        """Take one row, and write the group that it fills."""
        self._rows.append(row)
        self._draft.lines += 1
        if len(self._rows) >= GROUP:
            self._write()

    def close(self) -> None:
        """Write what is left, and what says where everything is."""
        if self._rows:
            self._write()
        self._writer.close()

    def abandon(self) -> None:
        """Write nothing more: without this the library would try to, once nobody holds it, into a file that is gone."""
        self._rows = []
        self._writer.is_open = False

    def _write(self) -> None:
        import pyarrow as pa

        self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
        self._rows = []


def takes_in(draft: Draft) -> ParquetRows:
    """Rows of takes into a file."""
    return ParquetRows(draft, _take_schema())


def verdicts_in(draft: Draft) -> ParquetRows:
    """Rows of verdicts into a file."""
    return ParquetRows(draft, _verdict_schema())


def take_row(take: Take) -> dict[str, Any]:
    """A take by column."""
    return _storable(take.model_dump())


def verdict_row(verdict: Verdict) -> dict[str, Any]:
    """A verdict by column."""
    return _storable(verdict_fields(verdict))


def _storable(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with money as text; text that no encoding has (lone surrogates) loses those characters."""
    for name in _MONEY:
        if fields.get(name) is not None:
            fields[name] = plain(fields[name])
    return {name: _encodable(value) for name, value in fields.items()}


def _encodable(value: Any) -> Any:  # noqa: ANN401 - any field of a take
    if isinstance(value, str):
        return str(value) if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {name: _encodable(one) for name, one in value.items()}
    if isinstance(value, Sequence):
        return [_encodable(one) for one in value]
    return value


@cache
def _take_schema() -> pa.Schema:
    import pyarrow as pa

    text, count = pa.string(), pa.int64()
    tokens = ("prompt_tokens", "cached_tokens", "completion_tokens")
    columns = {name: text for name in Take.model_fields if name != "is_imported"} | {
        "sample": pa.int32(),
        "score": pa.int16(),
        "evidence": pa.list_(pa.struct([("id", text), ("quote", text)])),
        "marks": pa.list_(pa.struct([("criterion", text), ("evidence", pa.list_(text)), ("met", text)])),
        "findings": pa.list_(pa.struct([("code", text), ("severity", text), ("detail", text)])),
        "usage": pa.struct([(name, count) for name in tokens]),
        "latency_ms": count,
        "attempts": count,
        "created_at": pa.timestamp("us", tz="UTC"),
    }
    return pa.schema(list(columns.items()))


@cache
def _verdict_schema() -> pa.Schema:
    import pyarrow as pa

    text, count = pa.string(), pa.int32()
    columns = [
        ("tool", text), ("verdict", text), ("ship", count), ("skip", count), ("ship_pct", pa.int16()),
        ("missing", pa.list_(text)), ("mean", text), ("low", pa.int16()), ("high", pa.int16()),
        ("cost_usd", text), ("takes", count),
    ]  # fmt: skip
    return pa.schema(columns)
