"""Reads a completion as an answer: score, decision and text make a take, and whatever else is odd is a finding."""

from __future__ import annotations

import unicodedata
from typing import Any, Literal

from panel.domain.agreement import GREY, agrees, contradicts
from panel.domain.answer import Answer
from panel.domain.completion import Completion
from panel.domain.frozen import Frozen
from panel.domain.persona import Persona
from panel.domain.take import Decision, Evidence, Finding, Mark
from panel.errors import AnswerFault, Cause
from panel.parsing.extract import extract, shown

SPELLINGS = {
    spelling: decision
    for decision in ("ship", "skip", "no_take")
    for spelling in (decision, decision.capitalize(), decision.upper())
}
"""The closed list of how a decision may be spelt."""

_MET: dict[str, Literal["yes", "no", "unknown"]] = {"yes": "yes", "no": "no", "unknown": "unknown"}
_REASONS: dict[str, Literal["off_lens", "thin_dossier"]] = {"off_lens": "off_lens", "thin_dossier": "thin_dossier"}
_STEERING = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff")


class Reading(Frozen):
    """An answer, what was odd about it, and the rung it was found on."""

    answer: Answer
    findings: tuple[Finding, ...] = ()
    rung: str = "as_is"


def read_answer(completion: Completion, persona: Persona, *, ship_at: int = 60) -> Reading:
    """Return the answer in a completion; raises AnswerFault, which says how often it is worth asking again."""
    _require_whole(completion)
    found = extract(completion.text)
    notes: list[Finding] = []
    verdict = found.fields.get("verdict")
    if not isinstance(verdict, dict):
        raise AnswerFault(Cause.MISTYPED, f"verdict is missing or no object: {shown(str(verdict))}")
    decision = _decision(verdict)
    score = _score(verdict)
    text = _text(found.fields, notes)
    evidence = _evidence(found.fields, notes)
    marks = _marks(found.fields, evidence, persona, notes)
    _note_extras(found.fields, verdict, notes)
    if decision is None:
        answer = _no_take(verdict, score, text, evidence, marks, notes)
    else:
        _require_agreement(decision, score, text, ship_at, notes)
        _note_length(text, persona, notes)
        answer = Answer(evidence=evidence, marks=marks, text=text, decision=decision, reason=None, score=score)
    return Reading(answer=answer, findings=tuple(notes), rung=found.rung)


def _require_whole(completion: Completion) -> None:
    if completion.refusal:
        raise AnswerFault(Cause.REFUSAL, shown(completion.refusal), asks_again=1)
    if completion.finish_reason == "content_filter":
        raise AnswerFault(Cause.FILTERED, "a filter withheld the answer", asks_again=1)
    if completion.finish_reason == "length":
        raise AnswerFault(Cause.CUT_OFF, "the answer reached its length limit", asks_again=1)


def _decision(verdict: dict[str, Any]) -> Decision | None:
    """Ship or skip; None for no_take."""
    given = verdict.get("decision")
    spelt = SPELLINGS.get(given.strip()) if isinstance(given, str) else None
    if spelt is None:
        raise AnswerFault(Cause.MISTYPED, f"decision is not ship, skip or no_take: {shown(str(given))}")
    return None if spelt == "no_take" else Decision(spelt)


def _score(verdict: dict[str, Any]) -> int | None:
    given = verdict.get("score")
    if given is None:
        return None
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        raise AnswerFault(Cause.MISTYPED, f"score is not a whole number: {shown(str(given)[:40])}")
    if not 0 <= given <= 100:
        raise AnswerFault(Cause.OUT_OF_RANGE, "score is not between 0 and 100")
    return given


def _no_take(
    verdict: dict[str, Any],
    score: int | None,
    text: str | None,
    evidence: tuple[Evidence, ...],
    marks: tuple[Mark, ...],
    notes: list[Finding],
) -> Answer:
    if score is not None:
        raise AnswerFault(Cause.CONTRADICTION, "no_take with a score", asks_again=1)
    given = verdict.get("reason")
    reason = _REASONS.get(given) if isinstance(given, str) else None
    if reason is None:
        notes.append(_finding("odd_reason", f"no_take without off_lens or thin_dossier: {shown(str(given))}"))
    return Answer(evidence=evidence, marks=marks, text=text, decision=None, reason=reason, score=None)


def _require_agreement(
    decision: Decision, score: int | None, text: str | None, ship_at: int, notes: list[Finding]
) -> None:
    if score is None:
        raise AnswerFault(Cause.CONTRADICTION, f"{decision} without a score", asks_again=1)
    if not text:
        raise AnswerFault(Cause.MISTYPED, f"{decision} without a take")
    if contradicts(score, decision, ship_at):
        raise AnswerFault(Cause.CONTRADICTION, "score and decision disagree", asks_again=1)
    if not agrees(score, decision, ship_at):
        notes.append(_finding("borderline", f"{decision} with {score}, within {GREY} of {ship_at}"))


def _text(fields: dict[str, Any], notes: list[Finding]) -> str | None:
    given = fields.get("take")
    if given is None:
        return None
    if not isinstance(given, str):
        raise AnswerFault(Cause.MISTYPED, f"take is not text: {shown(str(given)[:40])}")
    kept = _printable(given)
    if kept != given:
        notes.append(_finding("characters_dropped", f"{len(given) - len(kept)} that cannot be printed"))
    return kept.strip() or None


def _printable(text: str) -> str:
    """The text without what could steer a terminal or hide words: controls, tags, bidirectional marks, surrogates."""
    return "".join(
        mark
        for mark in text.replace("\r\n", "\n").replace("\r", "\n")
        if mark in "\n\t"
        or not (
            unicodedata.category(mark) in ("Cc", "Cs", "Co", "Cn")
            or mark in _STEERING
            or 0xE0000 <= ord(mark) <= 0xE0FFF
        )
    )


def _evidence(fields: dict[str, Any], notes: list[Finding]) -> tuple[Evidence, ...]:
    items = _list(fields, "evidence", notes)
    read = []
    for item in items:
        if isinstance(item, dict) and isinstance(item.get("id"), str) and isinstance(item.get("quote"), str):
            read.append(Evidence(id=_printable(item["id"])[:40], quote=_printable(item["quote"])))
        else:
            notes.append(_finding("odd_evidence", shown(str(item)[:80])))
    return tuple(read)


def _marks(
    fields: dict[str, Any], evidence: tuple[Evidence, ...], persona: Persona, notes: list[Finding]
) -> tuple[Mark, ...]:
    wanted = [criterion.id for criterion in persona.criteria]
    known = {one.id for one in evidence}
    read: dict[str, Mark] = {}
    for item in _list(fields, "marks", notes):
        mark = _mark(item)
        if mark is None or mark.criterion not in wanted or mark.criterion in read:
            notes.append(_finding("odd_mark", shown(str(item)[:80])))
            continue
        if strangers := set(mark.evidence) - known:
            notes.append(_finding("unknown_evidence", f"{mark.criterion}: {shown(', '.join(sorted(strangers)))}"))
        if mark.met != "unknown" and not mark.evidence:
            notes.append(_finding("mark_without_evidence", mark.criterion))
        read[mark.criterion] = mark
    if missing := [name for name in wanted if name not in read]:
        notes.append(_finding("criteria_unmarked", ", ".join(missing)))
    return tuple(read[name] for name in wanted if name in read)


def _mark(item: Any) -> Mark | None:  # noqa: ANN401 - foreign JSON
    if not isinstance(item, dict):
        return None
    met, criterion, evidence = item.get("met"), item.get("criterion"), item.get("evidence") or []
    if not isinstance(met, str) or met not in _MET or not isinstance(criterion, str) or not isinstance(evidence, list):
        return None
    return Mark(
        criterion=criterion,
        evidence=tuple(_printable(one)[:40] for one in evidence if isinstance(one, str)),
        met=_MET[met],
    )


def _list(fields: dict[str, Any], name: str, notes: list[Finding]) -> list[Any]:
    given = fields.get(name)
    if isinstance(given, list):
        return given
    notes.append(_finding(f"{name}_missing", "" if given is None else f"not a list: {shown(str(given)[:40])}"))
    return []


def _note_extras(fields: dict[str, Any], verdict: dict[str, Any], notes: list[Finding]) -> None:
    extras = sorted(set(fields) - {"evidence", "marks", "take", "verdict"})
    extras += [f"verdict.{name}" for name in sorted(set(verdict) - {"decision", "reason", "score"})]
    if extras:
        notes.append(_finding("extra_keys", shown(", ".join(extras))))


def _note_length(text: str | None, persona: Persona, notes: list[Finding]) -> None:
    words = len((text or "").split())
    if not persona.length.min <= words <= persona.length.max:
        notes.append(_finding("length", f"{words} words, not {persona.length.min} to {persona.length.max}"))


def _finding(code: str, detail: str) -> Finding:
    return Finding(code=code, detail=detail)
