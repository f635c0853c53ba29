"""Grounds: the evidence and marks of an answer, where whatever is odd is a finding and never a fault."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from pydantic import TypeAdapter

from panel.domain.excerpt import listed, shown
from panel.domain.markers import pointed_at
from panel.domain.persona import Persona
from panel.domain.take import Evidence, Finding, Mark
from panel.parsing.characters import kept

_MET: dict[str, Literal["yes", "no", "unknown"]] = {"yes": "yes", "no": "no", "unknown": "unknown"}
_ID_LENGTH = 40


class _Quoted(TypedDict):
    """Evidence, before it is a value."""

    id: str
    quote: str


class _Marked(TypedDict):
    """A mark, before it is a value."""

    criterion: str
    evidence: tuple[str, ...]
    met: Literal["yes", "no", "unknown"]


_EVIDENCE = TypeAdapter(tuple[Evidence, ...]).validator
_MARKS = TypeAdapter(tuple[Mark, ...]).validator


def read_evidence(fields: dict[str, Any], notes: list[Finding]) -> tuple[Evidence, ...]:
    """The quotes that an answer gives, each id once; oddities are added to ``notes``."""
    read: dict[str, _Quoted] = {}
    odd: list[str] = []
    for item in _items(fields, "evidence", notes):
        one = _evidence(item)
        if one is None:
            odd.append(shown(item))
        elif one["id"] in read:
            odd.append(f"{shown(one['id'])} stands twice")
        else:
            read[one["id"]] = one
    _note(notes, "odd_evidence", odd)
    values: tuple[Evidence, ...] = _EVIDENCE.validate_python(tuple(read.values()))
    return values


def read_marks(
    fields: dict[str, Any], evidence: tuple[Evidence, ...], persona: Persona, notes: list[Finding]
) -> tuple[Mark, ...]:
    """The marks on the persona's criteria, each once and in the persona's order; oddities are added to ``notes``."""
    wanted = [criterion.id for criterion in persona.criteria]
    read: dict[str, _Marked] = {}
    odd: list[str] = []
    for item in _items(fields, "marks", notes):
        mark = _mark(item)
        if mark is None:
            odd.append(shown(item))
        elif mark["criterion"] not in wanted:
            odd.append(f"no criterion {shown(mark['criterion'])}")
        elif mark["criterion"] in read:
            odd.append(f"{mark['criterion']} stands twice")
        else:
            read[mark["criterion"]] = mark
    marks = [read[name] for name in wanted if name in read]
    _note(notes, "odd_mark", odd)
    if len(marks) < len(wanted):
        _note(notes, "criteria_unmarked", [name for name in wanted if name not in read])
    baseless = [one["criterion"] for one in marks if not one["evidence"] and one["met"] != "unknown"]
    _note(notes, "mark_without_evidence", baseless)
    _note(notes, "unknown_evidence", _strangers([name for mark in marks for name in mark["evidence"]], evidence))
    values: tuple[Mark, ...] = _MARKS.validate_python(tuple(marks))
    return values


def note_pointers(text: str, evidence: tuple[Evidence, ...], notes: list[Finding]) -> None:
    """Note the markers in a take, such as ``[e1]``, that point at no evidence."""
    _note(notes, "unknown_pointer", _strangers(pointed_at(text), evidence))


def _items(fields: dict[str, Any], name: str, notes: list[Finding]) -> list[Any]:
    given = fields.get(name)
    if isinstance(given, list):
        return given
    notes.append(Finding(code=f"{name}_missing", detail="" if given is None else f"not a list: {shown(given)}"))
    return []


def _evidence(item: Any) -> _Quoted | None:  # noqa: ANN401 - foreign JSON
    if not isinstance(item, dict):
        return None
    name, quote = item.get("id"), item.get("quote")
    if not isinstance(name, str) or not isinstance(quote, str):
        return None
    name, quote = _short(name), kept(quote).strip()
    return {"id": name, "quote": quote} if name and quote else None


def _mark(item: Any) -> _Marked | None:  # noqa: ANN401 - foreign JSON
    if not isinstance(item, dict):
        return None
    criterion, given, evidence = item.get("criterion"), item.get("met"), item.get("evidence") or []
    if not isinstance(criterion, str) or not isinstance(given, str) or not isinstance(evidence, list):
        return None
    met = _MET.get(given)
    if met is None:
        return None
    names = [_short(one) for one in evidence if isinstance(one, str)]
    return {"criterion": kept(criterion), "evidence": tuple(dict.fromkeys(names)) if names else (), "met": met}


def _short(name: str) -> str:
    if name.isalnum() and len(name) <= _ID_LENGTH:
        return name
    return kept(name).strip()[:_ID_LENGTH]


def _strangers(names: list[str], evidence: tuple[Evidence, ...]) -> list[str]:
    return sorted(set(names).difference([one.id for one in evidence])) if names else []


def _note(notes: list[Finding], code: str, odd: list[str]) -> None:
    """One finding for all that are odd in one way, so that their number is bounded."""
    if odd:
        notes.append(Finding(code=code, detail=listed(odd)))
