"""Finds the one complete JSON object in a model's text: sheds fences, prose and closed thinking, and chooses nothing.

Work is bounded by ``SIZE_CAP``; anything else in the text than one complete object is an AnswerFault.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from panel.domain.excerpt import shown
from panel.errors import AnswerFault, Cause

SIZE_CAP = 64 * 1024
"""Bytes of text that are looked at; a longer answer is refused."""

_TAG = "(think|thinking|thought|reasoning)"
_THINKING = re.compile(rf"<{_TAG}>.*?</\1>", re.DOTALL | re.IGNORECASE)
_THINKING_STARTS = re.compile(rf"<{_TAG}>", re.IGNORECASE)
_THINKING_ENDS = re.compile(rf"</{_TAG}>", re.IGNORECASE)
_FENCE = re.compile(r"```[\w-]*\s*(\{.*\})\s*```", re.DOTALL)
_REFUSAL = re.compile(
    r"(?:i['’]m |i am |we['’]re )?(?:sorry|unable to|not able to)\b"
    r"|(?:i|we) (?:can(?:no|['’])t|won['’]t|will not|must decline|have to decline|apologi[sz]e)\b"
    r"|as an ai\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Extracted:
    """The object, and the rung it was found on: the most that had to be shed."""

    fields: dict[str, Any]
    rung: str


def extract(text: str) -> Extracted:
    """Return the one object in a text. Raises AnswerFault for none, several, a repeated key or a cut-off one."""
    if len(text) > SIZE_CAP // 4 and len(text.encode("utf-8", "replace")) > SIZE_CAP:
        raise AnswerFault(Cause.TOO_BIG, f"over {SIZE_CAP // 1024} KB")
    whole = text.strip().lstrip("\ufeff").strip()
    if whole in ("", "null"):
        raise AnswerFault(Cause.BLANK, "nothing in it")
    spoken = _without_thinking(whole)
    if not spoken:
        raise AnswerFault(Cause.BLANK, "nothing after the thinking")
    bare = _without_fence(spoken)
    fields, is_sliced = _only_object(bare)
    if is_sliced:
        return Extracted(fields, "sliced")
    if bare != spoken:
        return Extracted(fields, "unfenced")
    return Extracted(fields, "as_is" if spoken == whole else "thinking_shed")


def _without_thinking(text: str) -> str:
    """Shed one closed block of thinking at the start, even if only its end is marked; an endless one is cut off."""
    if text.startswith("{"):
        return text
    if block := _THINKING.match(text):
        return text[block.end() :].strip()
    if _THINKING_STARTS.match(text):
        raise _cut_off("the thinking never ends")
    if text.startswith("```"):
        return text
    ends = list(_THINKING_ENDS.finditer(text))
    if not ends:
        return text
    thought, spoken = text[: ends[-1].start()], text[ends[-1].end() :].strip()
    # A mark that is quoted inside an answer's string never has a whole object behind it: its quotes do not pair.
    return spoken if "{" not in thought or _is_object(_without_fence(spoken)) else text


def _without_fence(text: str) -> str:
    """Shed one code fence around the whole text, with the language it names."""
    fenced = _FENCE.fullmatch(text) if text.startswith("```") else None
    return fenced[1] if fenced else text


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text, strict=False), dict)
    except (ValueError, RecursionError):
        return False


def _only_object(text: str) -> tuple[dict[str, Any], bool]:
    """The one object that is not inside another, and whether there is prose around it."""
    first = text.find("{")
    if first < 0:
        _no_object(text)
    fields, end = _object_at(text, first)
    second = text.find("{", end)
    if second >= 0:
        _object_at(text, second)
        raise AnswerFault(Cause.SEVERAL_OBJECTS, "more than one object, and none is chosen")
    before = text[:first].rstrip()
    if before.endswith("["):
        raise AnswerFault(Cause.NO_OBJECT, "the object stands in a list")
    return fields, bool(before or text[end:].strip())


def _object_at(text: str, start: int) -> tuple[dict[str, Any], int]:
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        if error.msg.startswith("Unterminated string") or "}" not in text[error.pos :]:
            raise _cut_off(f"the object never ends: …{shown(text[-40:])}") from None
        near = shown(text[max(start, error.pos - 20) : error.pos + 20])
        raise AnswerFault(Cause.MALFORMED, f"{error.msg} near {near}") from None
    except ValueError:
        raise AnswerFault(Cause.MALFORMED, "a number in it has thousands of digits") from None
    except RecursionError:
        raise AnswerFault(Cause.MALFORMED, "it is nested too deeply") from None


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise AnswerFault(Cause.DUPLICATE_KEY, f"{shown(_first_repeated(pairs))} stands twice")
    return fields


def _first_repeated(pairs: list[tuple[str, Any]]) -> str:
    firsts: dict[str, int] = {}
    return next(name for at, (name, _) in enumerate(pairs) if firsts.setdefault(name, at) != at)


def _not_a_number(name: str) -> NoReturn:
    raise AnswerFault(Cause.MALFORMED, f"{name} is not a JSON number")


_DECODER = json.JSONDecoder(object_pairs_hook=_fields, parse_constant=_not_a_number, strict=False)


def _no_object(text: str) -> NoReturn:
    if _REFUSAL.match(text):
        raise AnswerFault(Cause.REFUSAL, shown(text), asks_again=1)
    raise AnswerFault(Cause.NO_OBJECT, f"no JSON object: {shown(text)}")


def _cut_off(detail: str) -> AnswerFault:
    return AnswerFault(Cause.CUT_OFF, detail)
