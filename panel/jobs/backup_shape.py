"""The shape of a backup on disk: its outermost object, looked over without holding any of it in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import ijson

from panel.domain.backup import LISTS
from panel.domain.document import FORMAT
from panel.errors import Mistake
from panel.jobs.foreign import EXCHANGED, shown, unknown_fields, wrong_format

DEPTH = 16
"""How deep a backup may be nested; its own values need less than half of it."""

_HELD = 16 * 1024 * 1024
"""Bytes of a broken file that are held in memory to say where it breaks."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OPENING: dict[str, dict[str, Any] | list[Any]] = {"start_map": {}, "start_array": []}
_CLOSING = ("end_map", "end_array")


READING = {"use_float": True}
"""How the parser is to read numbers: it crashes on long ones where it makes Python's own of them."""


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file at a path, for reading JSON from. Raises Mistake for what cannot be read as such."""
    try:
        if path.is_dir():
            raise Mistake(f"{path}: a folder; name the backup in it")
        if not path.is_file():
            raise Mistake(f"{path}: no such file; `panel export > FILE` writes a backup")
        with path.open("rb") as file:
            if file.read(len(_BYTE_ORDER_MARK)) != _BYTE_ORDER_MARK:
                file.seek(0)
            yield file
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check its permissions") from None
    except (ijson.JSONError, ValueError) as error:
        raise Mistake(f"{path}: {_said(error)}{_place(path, error)}; write the backup anew") from None


def lengths_of_lists(path: Path) -> dict[str, int]:
    """How many values each list of a backup has.

    Raises Mistake for a file that is not JSON to its end, or whose lists are not those of a backup.
    """
    shape = _Shape(path)
    with opened(path) as file:
        for event, value in ijson.basic_parse(file, **READING):
            shape.see(event, value)
    problems = [*unknown_fields(shape.fields), *_misshapen(shape.fields)]
    if problems:
        raise Mistake("\n".join(f"{path}: {problem}" for problem in problems))
    return shape.lengths


def _misshapen(fields: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the fields that a backup has or should have."""
    if fields.get("format") != FORMAT:
        yield wrong_format(fields.get("format"))
    for name in (*EXCHANGED, *LISTS):
        if not isinstance(fields.get(name, []), list):
            yield f"{name}: expected a list, found {shown(fields[name])}"
    if missing := [name for name in LISTS if name not in fields]:
        yield (
            f"{', '.join(missing)}: missing, so it is no whole backup; `panel export` without slugs writes one, and "
            "without --restore this can be imported as a document from elsewhere"
        )


class _Shape:
    """The fields of the outermost object, a list or an object in it as if it were empty, and how long the lists are."""

    def __init__(self, path: Path) -> None:
        self.fields: dict[str, Any] = {}
        self.lengths: dict[str, int] = {}
        self._path = path
        self._key = ""
        self._depth = 0

    def see(self, event: str, value: Any) -> None:  # noqa: ANN401 - foreign JSON
        """Take note of what comes next in the file."""
        if event in _CLOSING:
            self._depth -= 1
            return
        if self._depth == 1:
            self._see_field(event, value)
        elif self._depth == 2:
            self.lengths[self._key] += 1
        elif self._depth == 0 and event != "start_map":
            raise Mistake(f'{self._path}: a document is an object, {{"format": "{FORMAT}", …}}')
        if event in _OPENING:
            self._depth += 1
            if self._depth > DEPTH:
                raise Mistake(f"{self._path}: nested too deeply under {shown(self._key)}; write the backup anew")

    def _see_field(self, event: str, value: Any) -> None:  # noqa: ANN401 - foreign JSON
        if event != "map_key":
            self.fields[self._key] = _OPENING.get(event, value)
            return
        if value in self.lengths:
            raise Mistake(f"{self._path}: the key {shown(value)} stands twice; keep one")
        self._key = value
        self.lengths[value] = 0


def _said(error: Exception) -> str:
    """What a parser says, without the piece of the file that it shows."""
    first = str(error).removeprefix("b'").removeprefix('b"').partition("\n")[0].partition("\\n")[0]
    if "premature EOF" in first:
        return "empty or cut off, it ends in the middle"
    return f"not valid JSON: {first[:120].rstrip(' .')}"


def _place(path: Path, error: Exception) -> str:
    """Where it breaks, which the parser that reads piece by piece does not say; of a big file nothing."""
    with suppress(OSError, RecursionError, ValueError):
        if "premature EOF" not in str(error) and path.stat().st_size <= _HELD:
            try:
                json.loads(path.read_bytes())
            except json.JSONDecodeError as broken:
                return f" (line {broken.lineno:,}, column {broken.colno:,})"
            except UnicodeDecodeError as broken:
                return f" (byte {broken.start + 1:,})"
    return ""
