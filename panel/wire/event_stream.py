"""Event streams: a body that came as events although none were asked for, put together as the completion it is.

OpenRouter keeps a stream open with comment lines, ``: OPENROUTER PROCESSING``, and proxies have let those into plain
bodies too; some servers stream whatever they are asked. The format is the HTML standard's for server-sent events.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from panel.wire.json_body import decoded, mapping

_STARTS = (b":", b"data:", b"event:", b"id:", b"retry:")
_DATA = "data:"


def gathered(body: bytes) -> dict[str, Any]:
    """The completion, or the error, that events add up to; empty where there are none.

    A stream that breaks off before its finish reason has no choice in it: that is half an answer.
    """
    if not body.lstrip().startswith(_STARTS):
        return {}
    lines = body.decode("utf-8-sig", "replace").strip().splitlines()
    first = next((at for at, line in enumerate(lines) if line.strip() and not line.startswith(":")), len(lines))
    lines = lines[first:]
    if lines and not lines[0].startswith(_DATA):
        plain = mapping(decoded("\n".join(lines)))
        if plain:
            return plain
    return _joined([mapping(decoded(line[len(_DATA) :])) for line in lines if line.startswith(_DATA)])


def _joined(chunks: list[dict[str, Any]]) -> dict[str, Any]:
    """The chunks as one body: the last word on each field, and all of the text."""
    whole = {
        name: chunk[name]
        for chunk in chunks
        for name in ("id", "model", "provider", "usage", "error")
        if chunk.get(name)
    }
    choices = [_choice(chunk) for chunk in chunks]
    last = {name: one[name] for one in choices for name in ("finish_reason", "error") if one.get(name)}
    if last:
        messages = [mapping(one.get("delta")) or mapping(one.get("message")) for one in choices]
        texts = {name: _text(one.get(name) for one in messages) for name in ("content", "refusal")}
        whole["choices"] = [{**last, "message": texts}]
    return whole


def _choice(chunk: dict[str, Any]) -> dict[str, Any]:
    choices = chunk.get("choices")
    return mapping(choices[0]) if isinstance(choices, list) and choices else {}


def _text(parts: Iterable[object]) -> str | None:
    return "".join(part for part in parts if isinstance(part, str)) or None
