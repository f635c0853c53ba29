"""Finds the one complete JSON object in a model's text: sheds fences, prose and closed thinking, and chooses nothing.

Work is bounded by ``SIZE_CAP``; anything else in the text than one complete object is an AnswerFault.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from panel.errors import AnswerFault, Cause

SIZE_CAP = 64 * 1024
"""Bytes of text that are looked at; a longer answer is refused."""

_THINKING = re.compile(r"^\s*<(think|thinking|thought|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_LONE_END = re.compile(r"^[^{}]*?</(?:think|thinking|thought|reasoning)>", re.DOTALL | re.IGNORECASE)
_UNCLOSED = re.compile(r"^\s*<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_FENCE = "```"
_REFUSAL = re.compile(
    r"\b(?:I(?:'m| am) (?:sorry|unable)|I (?:can(?:'|no)t|won't|must decline)|as an AI)\b", re.IGNORECASE
)
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Extracted:
    """The object, and the rung it was found on: how much had to be shed."""

    fields: dict[str, Any]
    rung: str


def extract(text: str) -> Extracted:
    """Return the one object in a text. Raises AnswerFault for none, several, a repeated key or a cut-off one."""
    if len(text.encode("utf-8", "replace")) > SIZE_CAP:
        raise AnswerFault(Cause.TOO_BIG, f"over {SIZE_CAP // 1024} KB")
    stripped = text.lstrip("\ufeff").strip()
    if not stripped or stripped == "null":
        raise AnswerFault(Cause.BLANK, "nothing but white space")
    rung = "as_is"
    thought = _without_thinking(stripped)
    if thought != stripped:
        stripped, rung = thought, "thinking_shed"
    unfenced = _without_fence(stripped)
    if unfenced != stripped:
        stripped, rung = unfenced, "unfenced"
    if not stripped:
        raise AnswerFault(Cause.BLANK, "nothing after the thinking")
    objects = _top_level(stripped)
    if len(objects) > 1:
        raise AnswerFault(Cause.SEVERAL_OBJECTS, f"{len(objects)} objects, and none is chosen")
    fields, start, end = objects[0]
    if stripped[:start].strip() or stripped[end:].strip():
        rung = "sliced"
    return Extracted(fields, rung)


def _without_thinking(text: str) -> str:
    """Shed one closed block of thinking at the start; one that never ends is a cut-off answer."""
    if found := _THINKING.match(text):
        return text[found.end() :].strip()
    if _UNCLOSED.match(text):
        raise AnswerFault(Cause.CUT_OFF, "the thinking never ends")
    if found := _LONE_END.match(text):
        return text[found.end() :].strip()
    return text


def _without_fence(text: str) -> str:
    """Shed one code fence around the whole text, with the language named behind its first mark."""
    if not (text.startswith(_FENCE) and text.endswith(_FENCE) and len(text) > 2 * len(_FENCE)):
        return text
    tag, brace, rest = text[len(_FENCE) : -len(_FENCE)].partition("{")
    is_tag = tag.strip().isalnum() or not tag.strip()
    return (brace + rest).strip() if is_tag else text


def _top_level(text: str) -> list[tuple[dict[str, Any], int, int]]:
    """Every complete object that is not inside another, with its place; a bare list around one is not an answer."""
    decoder = json.JSONDecoder(object_pairs_hook=_fields, parse_constant=_refuse, strict=False)
    found: list[tuple[dict[str, Any], int, int]] = []
    at = text.find("{")
    if at < 0:
        _no_object(text)
    if text.startswith(("[", '"')):
        raise AnswerFault(Cause.NO_OBJECT, f"the object is wrapped in something else: {shown(text)}")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise _unreadable(text, at, error) from None
        except (RecursionError, ValueError) as error:
            raise AnswerFault(Cause.MALFORMED, f"{error or 'nested too deeply'}"[:_SHOWN]) from None
        found.append((value, at, end))
        at = text.find("{", end)
    return found


def _unreadable(text: str, start: int, error: json.JSONDecodeError) -> AnswerFault:
    """An object that does not parse: cut off when the text ends inside it, else malformed."""
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return AnswerFault(Cause.CUT_OFF, f"the object never ends: …{shown(text[-40:])}")
    return AnswerFault(Cause.MALFORMED, f"{error.msg} at {shown(text[max(start, error.pos - 20) : error.pos + 20])}")


def _no_object(text: str) -> NoReturn:
    if _REFUSAL.search(text[:400]):
        raise AnswerFault(Cause.REFUSAL, shown(text), asks_again=1)
    raise AnswerFault(Cause.NO_OBJECT, f"no JSON object: {shown(text)}")


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise AnswerFault(Cause.DUPLICATE_KEY, f"{shown(repeated)} stands twice")
    return fields


def _refuse(name: str) -> NoReturn:
    raise AnswerFault(Cause.MALFORMED, f"{name} is not a JSON number")


def shown(text: str) -> str:
    """The start of a text on one line, fit to be printed."""
    printable = "".join(mark if mark.isprintable() else " " for mark in text)
    line = " ".join(printable.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
