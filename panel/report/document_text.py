"""The text of a document, written a value at a time, so that it may be longer than memory holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

import orjson

from panel.domain.document import FORMAT
from panel.domain.frozen import Frozen
from panel.report.plain_json import escaped, plain

_PLAIN = orjson.OPT_INDENT_2 | orjson.OPT_PASSTHROUGH_DATETIME


def document_text(lists: Mapping[str, Iterable[Frozen]]) -> Iterator[str]:
    """A document of these lists as JSON, piece by piece: each list is read when the text comes to it.

    Keys are as the values declare them, money plain decimal strings, times in UTC ending Z. Characters that would steer
    a terminal are written as escapes, so the text may be printed and means the same.
    """
    yield f'{{\n  "format": "{FORMAT}"'
    for name, values in lists.items():
        yield f',\n  "{name}": ['
        is_empty = True
        for value in values:
            yield ("\n    " if is_empty else ",\n    ") + _text(value)
            is_empty = False
        yield "]" if is_empty else "\n  ]"
    yield "\n}\n"


def _text(value: Frozen) -> str:
    """A value, with the lines after its first indented as an item of a list in a document is."""
    fields = value.model_dump()
    try:
        text = orjson.dumps(fields, default=plain, option=_PLAIN).decode()
    except TypeError:
        # Half characters and numbers over 64 bits, which are foreign and rare.
        text = json.dumps(fields, ensure_ascii=False, indent=2, default=plain)
    return escaped(text).replace("\n", "\n    ")
