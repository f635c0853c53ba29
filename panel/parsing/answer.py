"""Reads a completion as an answer: score, decision and text make a take, and whatever else is odd is a finding."""

from __future__ import annotations

import math
from typing import Any, Literal

from panel.domain.agreement import GREY, agrees, contradicts
from panel.domain.answer import Answer
from panel.domain.completion import Completion
from panel.domain.excerpt import listed, shown
from panel.domain.frozen import Frozen
from panel.domain.persona import Persona
from panel.domain.take import Decision, Finding
from panel.errors import AnswerFault, Cause
from panel.parsing.characters import kept, with_plain_lines
from panel.parsing.extract import extract
from panel.parsing.grounds import note_pointers, read_evidence, read_marks

SPELLINGS = {
    spelling + stop: decision
    for decision in ("ship", "skip", "no_take")
    for spelling in (decision, decision.capitalize(), decision.upper())
    for stop in ("", ".")
}
"""The closed list of how a decision may be spelt."""

_FIELDS = frozenset({"evidence", "marks", "take", "verdict"})
_OF_VERDICT = frozenset({"decision", "reason", "score"})

_REASONS: dict[str, Literal["off_lens", "thin_dossier"]] = {"off_lens": "off_lens", "thin_dossier": "thin_dossier"}


class Reading(Frozen):
    """An answer, what was odd about it, and the rung it was found on."""

    answer: Answer
    findings: tuple[Finding, ...] = ()
    rung: str = "as_is"


def read_answer(completion: Completion, persona: Persona, *, ship_at: int = 60) -> Reading:
    """Return the answer in a completion; raises AnswerFault, which says how often it is worth asking again."""
    _require_whole(completion)
    found = extract(completion.text)
    verdict = found.fields.get("verdict")
    if not isinstance(verdict, dict):
        raise AnswerFault(Cause.MISTYPED, f"verdict is not an object: {shown(verdict)}")
    decision, score = _decision(verdict), _score(verdict)
    _require_agreement(decision, score, ship_at)
    notes: list[Finding] = []
    text = _text(found.fields, decision, notes)
    reason = _reason(verdict, decision, notes)
    if score is not None and decision is not None and not agrees(score, decision, ship_at):
        notes.append(Finding(code="borderline", detail=f"{decision} with {score}, within {GREY} of {ship_at}"))
    evidence = read_evidence(found.fields, notes)
    marks = read_marks(found.fields, evidence, persona, notes)
    if text is not None:
        note_pointers(text, evidence, notes)
    _note_extras(found.fields, verdict, notes)
    answer = Answer(evidence=evidence, marks=marks, text=text, decision=decision, reason=reason, score=score)
    return Reading(answer=answer, findings=tuple(notes), rung=found.rung)


def _require_whole(completion: Completion) -> None:
    if completion.refusal:
        raise AnswerFault(Cause.REFUSAL, shown(completion.refusal), asks_again=1)
    if completion.finish_reason == "content_filter":
        raise AnswerFault(Cause.FILTERED, "a filter withheld the answer", asks_again=1)
    if completion.finish_reason == "length":
        raise AnswerFault(Cause.CUT_OFF, "the answer reached its length limit")


def _decision(verdict: dict[str, Any]) -> Decision | None:
    """Ship or skip; None for no_take."""
    given = verdict.get("decision")
    spelt = SPELLINGS.get(given.strip()) if isinstance(given, str) else None
    if spelt is None:
        raise AnswerFault(Cause.MISTYPED, f"decision is not ship, skip or no_take: {shown(given)}")
    return None if spelt == "no_take" else Decision(spelt)


def _score(verdict: dict[str, Any]) -> int | None:
    given = verdict.get("score")
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise AnswerFault(Cause.MISTYPED, f"score is not a number: {shown(given)}")
    if not 0 <= given <= 100:
        raise AnswerFault(Cause.OUT_OF_RANGE, "score is not between 0 and 100")
    if given != math.floor(given):
        raise AnswerFault(Cause.MISTYPED, f"score is not a whole number: {shown(given)}")
    return int(given)


def _require_agreement(decision: Decision | None, score: int | None, ship_at: int) -> None:
    wrong = None
    if decision is None:
        wrong = "no_take with a score" if score is not None else None
    elif score is None:
        wrong = f"{decision} without a score"
    elif contradicts(score, decision, ship_at):
        wrong = f"{decision} with {score}, and ships are from {ship_at}"
    if wrong:
        raise AnswerFault(Cause.CONTRADICTION, wrong, asks_again=1)


def _text(fields: dict[str, Any], decision: Decision | None, notes: list[Finding]) -> str | None:
    """The take as the model wrote it, less what cannot be printed; an abstention may do without one."""
    given = fields.get("take")
    if not isinstance(given, str):
        if decision is not None:
            raise AnswerFault(Cause.MISTYPED, f"{decision} with a take that is not text: {shown(given)}")
        if given is not None:
            notes.append(Finding(code="odd_take", detail=f"not text: {shown(given)}"))
        return None
    lines = with_plain_lines(given)
    text = kept(lines)
    if len(text) < len(lines):
        notes.append(Finding(code="characters_dropped", detail=f"{len(lines) - len(text)} that cannot be printed"))
    if not text.strip() and decision is not None:
        raise AnswerFault(Cause.BLANK, f"{decision} with a blank take")
    return text.strip() or None


def _reason(
    verdict: dict[str, Any], decision: Decision | None, notes: list[Finding]
) -> Literal["off_lens", "thin_dossier"] | None:
    given = verdict.get("reason")
    if decision is not None:
        if given is not None:
            notes.append(Finding(code="odd_reason", detail=f"{decision} with a reason to stand aside: {shown(given)}"))
        return None
    reason = _REASONS.get(given) if isinstance(given, str) else None
    if reason is None:
        notes.append(Finding(code="odd_reason", detail=f"neither off_lens nor thin_dossier: {shown(given)}"))
    return reason


def _note_extras(fields: dict[str, Any], verdict: dict[str, Any], notes: list[Finding]) -> None:
    extras = sorted(fields.keys() - _FIELDS)
    extras += [f"verdict.{name}" for name in sorted(verdict.keys() - _OF_VERDICT)]
    if extras:
        notes.append(Finding(code="extra_keys", detail=listed(extras)))
