"""Rejected rows, kept aside in a file without a name until the outputs are written: there may be as many as rows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from types import TracebackType

from panel.domain.source import Rejected


class Rejects:
    """Rows that could not be read as tools, in the order in which they were met."""

    def __init__(self) -> None:
        self.count = 0
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - the object is the context

    def __enter__(self) -> Rejects:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def put(self, rejected: Rejected) -> None:
        """Keep one more."""
        self.count += 1
        self._file.write(rejected.model_dump_json(ensure_ascii=True).encode() + b"\n")

    def __iter__(self) -> Iterator[Rejected]:
        self._file.seek(0)
        return map(Rejected.model_validate_json, self._file)
