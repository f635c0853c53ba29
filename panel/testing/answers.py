"""Answers in the form that the panel asks for: built by hand, or made up for any prompt, the same one every time."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from panel.testing.prose import stand_in

SHIP_AT = 60

_SEAT = re.compile(r"^Seat: (.+) \(([a-z][a-z0-9_-]*)\)$", re.MULTILINE)
_CRITERION = re.compile(r"^- ([a-z][a-z0-9_-]*) \[yes speaks for (ship|skip)\]:", re.MULTILINE)
_LENGTH = re.compile(r"^Length: (\d+) to (\d+) words", re.MULTILINE)
_NAME = re.compile(r"^name:\n  (.+)$", re.MULTILINE)
_DESCRIPTION = re.compile(r"^(?:description|tagline|category|name):\n  (.+)$", re.MULTILINE)
_DOSSIER_ENDS = "\n<<<end of dossier "
_VARIETY = 40
"""Words that one text may have more than another, where the seat leaves so much room."""

_LONGEST_SENTENCE = 25

Decision = Literal["ship", "skip", "no_take"]
Reason = Literal["off_lens", "thin_dossier"]


def an_answer(
    *,
    score: object = 72,
    decision: Decision | str | None = None,
    reason: Reason | None = None,
    take: str = "It does one thing, says how to start, and says how to leave.",
    evidence: Mapping[str, str] | None = None,
    marks: Mapping[str, str] | None = None,
    **more: object,
) -> str:
    """An answer as JSON text.

    The decision follows from the score unless it is given. ``evidence`` maps ids to quotes, ``marks`` criteria to yes,
    no or unknown; a yes or no rests on the first quote. ``more`` adds fields at the top, or replaces them.
    """
    if decision is None:
        decision = "ship" if isinstance(score, int) and score >= SHIP_AT else "skip"
    quotes = dict(evidence or {})
    support = list(quotes)[:1]
    return json.dumps(
        {
            "evidence": [{"id": name, "quote": quote} for name, quote in quotes.items()],
            "marks": [
                {"criterion": criterion, "evidence": support if met != "unknown" else [], "met": met}
                for criterion, met in (marks or {}).items()
            ],
            "take": take,
            "verdict": {"decision": decision, "reason": reason, "score": None if decision == "no_take" else score},
            **more,
        },
        ensure_ascii=False,
    )


def answer_to(body: Mapping[str, Any]) -> str:
    """A valid answer to a panel's chat-completion request, for whichever persona and tool it names.

    The score is drawn from a hash of model, persona and tool, so the same request gets the same answer.
    """
    return answer_to_pieces(str(body.get("model")), _pieces(body))


def answer_to_pieces(model: str, pieces: Iterable[str]) -> str:
    """The same from the texts of a prompt in order, however it is cut into pieces between its lines."""
    found = [_found(stretch) for piece in pieces for stretch in _stretches(piece)]
    return _answer(
        model,
        next((one.seat for one in found if one.seat), ""),
        next((one.name for one in found if one.name), ""),
        next((one.quote for one in reversed(found) if one.quote), None),
        next((one.criteria for one in found if one.criteria), ()),
        next((one.words for one in found if one.words), (60, 140)),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What a stretch of a prompt says that an answer needs."""

    seat: str
    name: str
    quote: str
    criteria: tuple[tuple[str, str], ...]
    words: tuple[int, int] | None


@lru_cache(maxsize=1_024)
def _found(text: str) -> _Found:
    """What is in a stretch; many prompts share theirs, so it is remembered."""
    seat, name, length = _SEAT.search(text), _NAME.search(text), _LENGTH.search(text)
    quoted = _DESCRIPTION.findall(text)
    return _Found(
        seat=seat[2] if seat else "",
        name=name[1] if name else "",
        quote=quoted[-1][:200] if quoted else "",
        criteria=tuple(_CRITERION.findall(text)),
        words=(int(length[1]), int(length[2])) if length else None,
    )


def _stretches(text: str) -> Iterator[str]:
    """The dossier and the persona apart, which are one text where prompts are plain strings."""
    dossier, mark, persona = text.partition(_DOSSIER_ENDS)
    yield dossier
    if mark:
        yield persona


@lru_cache(maxsize=4_096)
def _answer(
    model: str,
    seat: str,
    name: str,
    quote: str | None,
    criteria: tuple[tuple[str, str], ...],
    words: tuple[int, int],
) -> str:
    drawn = hashlib.sha256(f"{model}\n{seat}\n{name}".encode()).digest()
    score = 20 + drawn[0] % 75
    met_by = {True: "yes", False: "no"}
    marks = {
        criterion: met_by[(speaks_for == "ship") == (score >= SHIP_AT)] if quote else "unknown"
        for criterion, speaks_for in criteria
    }
    seed = int.from_bytes(drawn[1:8], "big")
    take = stand_in(name or "the tool", seed=seed, words=_length(words, seed))
    return an_answer(score=score, take=take, evidence={"e1": quote} if quote else None, marks=marks)


def _pieces(body: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a request's messages, whether strings or lists of parts."""
    for message in body.get("messages") or []:
        content = message.get("content")
        for part in content if isinstance(content, list) else [{"text": content}]:
            yield str(part.get("text") or "")


def _length(words: tuple[int, int], seed: int) -> int:
    """How many words at least a text has; the sentence that goes beyond it still fits."""
    least, most = words
    return least + seed % max(1, min(_VARIETY, most - least - _LONGEST_SENTENCE))
