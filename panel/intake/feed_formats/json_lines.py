"""JSON Lines: one object a line; a line that is none is refused alone."""

from __future__ import annotations

import io

from panel.domain.json_text import parse_json
from panel.errors import Mistake
from panel.intake.feed_formats.lines import Line, Lines
from panel.intake.feed_formats.record import DEPTH_LIMIT, ROW_LIMIT, Record, Records, Unreadable


def read_json_lines(stream: io.RawIOBase) -> Records:
    """The rows of a feed of JSON Lines; empty lines do not count."""
    row = 0
    for line in Lines(stream):
        if line.is_whole and not line.text.strip():
            continue
        row += 1
        yield _row(row, line)


def is_too_deep(value: object) -> bool:
    """Whether a JSON value holds more inside each other than a row may."""
    layer = [value]
    for _ in range(DEPTH_LIMIT):
        inner: list[object] = []
        for one in layer:
            if isinstance(one, dict):
                inner += one.values()
            elif isinstance(one, list):
                inner += one
        if not inner:
            return False
        layer = inner
    return True


def _row(row: int, line: Line) -> Record | Unreadable:
    place = f"line {line.number}"
    if not line.is_whole:
        return Unreadable(row, f"{place}: over {ROW_LIMIT:,} characters; shorten the row")
    try:
        value = parse_json(line.text.strip(), place)
    except Mistake as mistake:
        # The parser counts lines within the text it was given, which is one line.
        return Unreadable(row, str(mistake).replace(f"{place}:1:", f"{place}:", 1))
    if not isinstance(value, dict):
        return Unreadable(row, f"{place}: expected an object, one tool a line; found another value")
    if is_too_deep(value):
        return Unreadable(row, f"{place}: nested too deeply; flatten it")
    return Record(row, value, place)
