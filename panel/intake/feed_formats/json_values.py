"""JSON feeds: a list of tools, an object that holds such a list, or one tool; read as a stream.

A list under one of the usual names is what is read, however deep it stands under the usual wrappings; an object without
one is a tool itself.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ijson

from panel.errors import Mistake
from panel.intake.feed_formats.record import DEPTH_LIMIT, ROW_LIMIT, Record, Records, Unreadable

LISTS = frozenset(
    """
    tools items data results hits entries models products posts rows records list packages objects projects servers
    apps plugins edges nodes docs
    """.split()  # noqa: SIM905 - names read better without quotes
)
WRAPPERS = LISTS | frozenset(
    "response result payload body feed collection query page content".split()  # noqa: SIM905 - the same
)

PULL_LIMIT = 16 * 1024 * 1024
"""Bytes that may be read before a row ends: more would have to be held at once."""

DIGITS_LIMIT = 4_000
"""Digits of a number: Python refuses to read much longer ones, and the reader of JSON ends there."""

OWN = "panel/1"
"""The format that a document of the panel's own names before its tools."""

_DIGITS = re.compile(rb"\d{4000,}")
_PIECE = 64 * 1024
_WRAPPED = 5

_Events = Iterator[tuple[str, Any]]
_BROKEN = (ijson.JSONError, ValueError, ArithmeticError, SystemError)
"""What reading may raise; the fast reader turns an over-long number into a SystemError."""


class _TooMuch(ValueError):
    """A row went on for longer than can be held."""


@dataclass(slots=True)
class _Pull:
    """Hands bytes to the reader of JSON, and stops where one row takes too many."""

    stream: io.RawIOBase
    pulled: int = 0

    def read(self, size: int) -> bytes:
        self.pulled += size
        if self.pulled > PULL_LIMIT:
            raise _TooMuch
        return _DIGITS.sub(lambda run: run[0][:DIGITS_LIMIT], self.stream.read(size) or b"")


@dataclass(slots=True)
class _Row:
    """What is wrong with the row that is being read, and how long it is."""

    length: int = 0
    wrong: str = ""

    def takes(self, text: str) -> str:
        """The text, where there is still room for it; any other value counts as a character."""
        self.length += len(text) + 1
        if self.length > ROW_LIMIT:
            self.wrong = f"over {ROW_LIMIT:,} characters; shorten the row"
            return ""
        return text


@dataclass(slots=True)
class _Walk:
    """One pass over the events of a JSON text."""

    events: _Events
    pull: _Pull
    row: int = 0
    lists: int = 0
    is_own: bool = False

    def all(self) -> Records:
        for event, value in self.events:
            if event == "start_array":
                yield from self.listed()
            elif event == "start_map":
                yield from self.whole()
            else:
                yield self.ended(value, _Row())

    def listed(self) -> Records:
        self.lists += 1
        for event, value in self.events:
            if event == "end_array":
                return
            state = _Row()
            yield self.ended(_unwrapped(self.value(event, value, state, 1)), state)

    def whole(self) -> Records:
        """An object at the top: the list in it, or else itself."""
        lists, state = self.lists, _Row()
        rest: dict[str, object] = {}
        yield from self.inside(rest, state, 1)
        if self.lists == lists:
            yield self.ended(rest, state)

    def inside(self, rest: dict[str, object], state: _Row, depth: int) -> Records:
        for event, key in self.events:
            if event == "end_map":
                return
            event, value = next(self.events, ("end_map", None))
            name = key.casefold()
            if event == "start_array" and name in LISTS:
                yield from self.listed()
            elif event == "start_map" and name in WRAPPERS and depth < _WRAPPED:
                inner: dict[str, object] = {}
                yield from self.inside(inner, state, depth + 1)
                rest[key] = inner
            else:
                rest[key] = self.value(event, value, state, depth)
                if depth == 1 and key == "format":
                    self.is_own = value == OWN

    def value(self, event: str, value: Any, state: _Row, depth: int) -> object:  # noqa: ANN401 - foreign JSON
        if event not in ("start_map", "start_array"):
            text = state.takes(value if isinstance(value, str) else "")
            return text if isinstance(value, str) else _plain(value)
        if depth >= DEPTH_LIMIT:
            state.wrong = "nested too deeply; flatten it"
            self.skip()
            return None
        return self.mapping(state, depth) if event == "start_map" else self.array(state, depth)

    def mapping(self, state: _Row, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        for event, key in self.events:
            if event == "end_map":
                break
            if key in found:
                state.wrong = state.wrong or f"the key {key[:40]!r} stands twice; keep one"
            event, value = next(self.events, ("end_map", None))
            one = self.value(event, value, state, depth + 1)
            if state.takes(key) or not state.wrong:
                found[key] = one
        return found

    def array(self, state: _Row, depth: int) -> list[object]:
        found: list[object] = []
        for event, value in self.events:
            if event == "end_array":
                break
            one = self.value(event, value, state, depth + 1)
            if not state.wrong:
                found.append(one)
        return found

    def skip(self) -> None:
        """Pass over a list or an object that has begun."""
        open_ones = 1
        for event, _ in self.events:
            open_ones += (event in ("start_map", "start_array")) - (event in ("end_map", "end_array"))
            if not open_ones:
                return

    def ended(self, value: object, state: _Row) -> Record | Unreadable:
        self.row += 1
        self.pull.pulled = 0
        if state.wrong:
            return Unreadable(self.row, state.wrong)
        if not isinstance(value, dict):
            return Unreadable(self.row, "expected an object, a tool with its fields; found another value")
        return Record(self.row, value, is_own=self.is_own)


def read_json_values(stream: io.RawIOBase) -> Records:
    """The rows of a JSON feed; raises Mistake before the first where the text is not JSON from the start."""
    pull = _Pull(stream)
    walk = _Walk(ijson.basic_parse(pull, multiple_values=True, buf_size=_PIECE), pull)
    try:
        yield from walk.all()
    except _TooMuch:
        yield Unreadable(
            walk.row + 1, f"over {PULL_LIMIT // 2**20} MB and no end; nothing after it is read", is_last=True
        )
    except _BROKEN as error:
        why = _why(error)
        if not walk.row and not walk.lists:
            raise Mistake(f"not valid JSON: {why}") from None
        yield Unreadable(walk.row + 1, f"{why}; nothing after it can be read", is_last=True)


def _why(error: Exception) -> str:
    said = str(error)
    if "premature EOF" in said or "Incomplete" in said:
        return "the feed is cut off here"
    return "not valid JSON here" if not isinstance(error, _BROKEN[1:]) else "a number of too many digits"


def _plain(value: object) -> object:
    """A number with a fraction as a float, as other readers give it."""
    return float(value) if isinstance(value, Decimal) else value


def _unwrapped(value: object) -> object:
    """What GraphQL wraps as an edge, by itself."""
    node = value.get("node") if isinstance(value, dict) else None
    return node if isinstance(node, dict) else value
