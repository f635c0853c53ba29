"""Grounds: the evidence and marks of an answer, where whatever is odd is a finding and never a fault."""

from __future__ import annotations

from typing import Any, Literal

from panel.domain.excerpt import listed, shown
from panel.domain.markers import pointed_at
from panel.domain.persona import Persona
from panel.domain.take import Evidence, Finding, Mark
from panel.parsing.characters import kept

_MET: dict[str, Literal["yes", "no", "unknown"]] = {"yes": "yes", "no": "no", "unknown": "unknown"}
_ID_LENGTH = 40


def read_evidence(fields: dict[str, Any], notes: list[Finding]) -> tuple[Evidence, ...]:
    """The quotes that an answer gives, each id once; oddities are added to ``notes``."""
    read: dict[str, Evidence] = {}
    odd: list[str] = []
    for item in _items(fields, "evidence", notes):
        one = _evidence(item)
        if one is None:
            odd.append(shown(item))
        elif one.id in read:
            odd.append(f"{shown(one.id)} stands twice")
        else:
            read[one.id] = one
    _note(notes, "odd_evidence", odd)
    return tuple(read.values())


def read_marks(
    fields: dict[str, Any], evidence: tuple[Evidence, ...], persona: Persona, notes: list[Finding]
) -> tuple[Mark, ...]:
    """The marks on the persona's criteria, each once and in the persona's order; oddities are added to ``notes``."""
    wanted = [criterion.id for criterion in persona.criteria]
    read: dict[str, Mark] = {}
    odd: list[str] = []
    for item in _items(fields, "marks", notes):
        mark = _mark(item)
        if mark is None:
            odd.append(shown(item))
        elif mark.criterion not in wanted:
            odd.append(f"no criterion {shown(mark.criterion)}")
        elif mark.criterion in read:
            odd.append(f"{mark.criterion} stands twice")
        else:
            read[mark.criterion] = mark
    marks = tuple(read[name] for name in wanted if name in read)
    _note(notes, "odd_mark", odd)
    _note(notes, "criteria_unmarked", [name for name in wanted if name not in read])
    _note(notes, "mark_without_evidence", [one.criterion for one in marks if one.met != "unknown" and not one.evidence])
    _note(notes, "unknown_evidence", _strangers([name for mark in marks for name in mark.evidence], evidence))
    return marks


def note_pointers(text: str, evidence: tuple[Evidence, ...], notes: list[Finding]) -> None:
    """Note the markers in a take, such as ``[e1]``, that point at no evidence."""
    _note(notes, "unknown_pointer", _strangers(pointed_at(text), evidence))


def _items(fields: dict[str, Any], name: str, notes: list[Finding]) -> list[Any]:
    given = fields.get(name)
    if isinstance(given, list):
        return given
    notes.append(Finding(code=f"{name}_missing", detail="" if given is None else f"not a list: {shown(given)}"))
    return []


def _evidence(item: Any) -> Evidence | None:  # noqa: ANN401 - foreign JSON
    if not isinstance(item, dict):
        return None
    name, quote = item.get("id"), item.get("quote")
    if not isinstance(name, str) or not isinstance(quote, str):
        return None
    one = Evidence(id=_short(name), quote=kept(quote).strip())
    return one if one.id and one.quote else None


def _mark(item: Any) -> Mark | None:  # noqa: ANN401 - foreign JSON
    if not isinstance(item, dict):
        return None
    criterion, met, evidence = item.get("criterion"), item.get("met"), item.get("evidence") or []
    if not isinstance(criterion, str) or not isinstance(met, str) or not isinstance(evidence, list):
        return None
    if met not in _MET:
        return None
    names = dict.fromkeys(_short(one) for one in evidence if isinstance(one, str))
    return Mark(criterion=kept(criterion), evidence=tuple(names), met=_MET[met])


def _short(name: str) -> str:
    return kept(name).strip()[:_ID_LENGTH]


def _strangers(names: list[str], evidence: tuple[Evidence, ...]) -> list[str]:
    known = {one.id for one in evidence}
    return sorted({name for name in names if name not in known})


def _note(notes: list[Finding], code: str, odd: list[str]) -> None:
    """One finding for all that are odd in one way, so that their number is bounded."""
    if odd:
        notes.append(Finding(code=code, detail=listed(odd)))
