"""Values set aside on disk, in their order, until their place in a document comes."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Generic, TypeVar

from panel.domain.frozen import Frozen
from panel.intake.unnamed_files import in_temporary_folder, let_go

IN_MEMORY = 1024 * 1024
"""Bytes of them that are held in memory before a file is made."""

_Value = TypeVar("_Value", bound=Frozen)


class Aside(Generic[_Value]):
    """Values of one kind. Raises OutputUnusable when the disk has no room for them."""

    def __init__(self, kind: type[_Value]) -> None:
        self._kind = kind
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed on exit

    def __enter__(self) -> Aside[_Value]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        let_go(self._file)

    def put(self, value: _Value) -> None:
        """Set one aside."""
        with in_temporary_folder():
            self._file.write(value.model_dump_json().encode("utf-8", "replace") + b"\n")

    def __iter__(self) -> Iterator[_Value]:
        with in_temporary_folder():
            self._file.seek(0)
            for line in self._file:
                yield self._kind.model_validate_json(line)
