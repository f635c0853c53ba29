"""Event streams: a body that came as events although none were asked for, put together as the completion it is.

OpenRouter keeps a stream open with comment lines, ``: OPENROUTER PROCESSING``, and proxies have let those into plain
bodies too; some servers stream whatever they are asked. The format is the HTML standard's for server-sent events.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from panel.wire.json_body import decoded, mapping

_FIELDS = ("data", "event", "id", "retry")
_STARTS = (":", *(f"{name}:" for name in _FIELDS))
_BEFORE = re.compile(r"(?:\s+|:[^\r\n]*)*+")
"""Blank lines and comments at the head of a body."""

# JSON may hold every other mark at which Python's own splitlines() breaks a line, U+2028 for one.
_LINE_END = re.compile(r"\r\n|\r|\n")
_DONE = "[DONE]"


def gathered(body: bytes) -> dict[str, Any]:
    """The completion, or the error, that events add up to; empty where there are none.

    A stream that breaks off before its finish reason, or of which a part cannot be read, has no choice in it: a part
    of an answer must not pass for one.
    """
    text = body.decode("utf-8-sig", "replace").lstrip()
    if not text.startswith(_STARTS):
        return {}
    before = _BEFORE.match(text)
    text = text[before.end() :] if before else text
    if not text.startswith(_STARTS) and (plain := mapping(decoded(text))):
        return plain
    chunks = list(_chunks(text))
    return _joined([one for one in chunks if one is not None], is_whole=None not in chunks)


def _chunks(text: str) -> Iterator[dict[str, Any] | None]:
    """What each line holds that should hold something; None for what cannot be read."""
    for line in _LINE_END.split(text):
        name, _, value = line.partition(":")
        if name == "data" and value.strip() not in ("", _DONE):
            chunk = decoded(value)
            yield chunk if isinstance(chunk, dict) else None
        elif name.strip() and name not in _FIELDS:
            yield None


def _joined(chunks: list[dict[str, Any]], *, is_whole: bool) -> dict[str, Any]:
    """The chunks as one body: the last word on each field, and all of the text."""
    whole = {
        name: chunk[name]
        for chunk in chunks
        for name in ("id", "model", "provider", "usage", "error")
        if chunk.get(name)
    }
    choices = [_choice(chunk) for chunk in chunks]
    last = {name: one[name] for one in choices for name in ("finish_reason", "error") if one.get(name)}
    if last and is_whole:
        messages = [mapping(one.get("delta")) or mapping(one.get("message")) for one in choices]
        texts = {name: _text(one.get(name) for one in messages) for name in ("content", "refusal")}
        whole["choices"] = [{**last, "message": texts}]
    return whole


def _choice(chunk: dict[str, Any]) -> dict[str, Any]:
    choices = chunk.get("choices")
    return mapping(choices[0]) if isinstance(choices, list) and choices else {}


def _text(parts: Iterable[object]) -> str | None:
    return "".join(part for part in parts if isinstance(part, str)) or None
