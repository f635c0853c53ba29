"""The forms on disk: which form of structured output each model of each address took, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, ValidationError

from panel.domain.frozen import Frozen, Moment
from panel.kept_file import KeptFile
from panel.wire.addresses import LONGEST
from panel.wire.endpoints import LONGEST_MODEL
from panel.wire.form import Form

_CAP = 1_000_000
_MOST = 1_000


class Served(NamedTuple):
    """A model at an endpoint's address, by which what it takes is remembered."""

    address: str
    model: str


class Remembered(Frozen):
    """A form that was taken, and when that was found out."""

    form: Form
    since: Moment


class _Entry(Remembered):
    address: Annotated[str, Field(max_length=LONGEST)]
    model: Annotated[str, Field(max_length=LONGEST_MODEL)]


class _Page(Frozen):
    format: Literal["panel-forms/1"]
    models: Annotated[tuple[_Entry, ...], Field(max_length=_MOST)]


class FormsFile:
    """What is remembered between runs. A damaged file counts as none; one that cannot be written is done without."""

    def __init__(self, path: Path) -> None:
        self._file = KeptFile(path, _CAP)

    def read(self) -> dict[Served, Remembered]:
        """Everything that is remembered."""
        content = self._file.read()
        if content is None:
            return {}
        try:
            page = _Page.model_validate_json(content)
        except (ValidationError, RecursionError):
            return {}
        return {Served(one.address, one.model): Remembered(form=one.form, since=one.since) for one in page.models}

    def write(self, served: Served, remembered: Remembered | None) -> None:
        """Change one model's entry, or take it out; what other processes wrote meanwhile stays."""
        entries = self.read()
        entries.pop(served, None)
        if remembered is not None:
            entries[served] = remembered
        self._file.write(_content(entries))


def _content(entries: Mapping[Served, Remembered]) -> bytes:
    newest = sorted(entries.items(), key=_since, reverse=True)[:_MOST]
    models = tuple(
        _Entry(address=served.address, model=served.model, form=one.form, since=one.since) for served, one in newest
    )
    return _Page(format="panel-forms/1", models=models).model_dump_json(indent=1).encode()


def _since(entry: tuple[Served, Remembered]) -> datetime:
    return entry[1].since
