"""Rejected rows, kept aside in a file without a name until the outputs are written: there may be as many as rows."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

from panel.domain.source import Rejected
from panel.intake.unnamed_files import in_temporary_folder, let_go, unnamed_file


class Rejects:
    """Rows that could not be read as tools, in the order they were met in. Raises OutputUnusable on a full disk."""

    def __init__(self) -> None:
        self.count = 0
        self._file = unnamed_file()

    def __enter__(self) -> Rejects:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        let_go(self._file)

    def put(self, rejected: Rejected) -> None:
        """Keep one more."""
        self.count += 1
        with in_temporary_folder():
            self._file.write(rejected.model_dump_json(ensure_ascii=True).encode() + b"\n")

    def __iter__(self) -> Iterator[Rejected]:
        with in_temporary_folder():
            self._file.seek(0)
            yield from map(Rejected.model_validate_json, self._file)
