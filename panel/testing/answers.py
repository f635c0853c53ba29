"""Answers in the form that the panel asks for: built by hand, or made up for any prompt, the same one every time."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

SHIP_AT = 60

_SEAT = re.compile(r"^Seat: (.+) \(([a-z][a-z0-9_-]*)\)$", re.MULTILINE)
_CRITERION = re.compile(r"^- ([a-z][a-z0-9_-]*) \[yes speaks for (ship|skip)\]:", re.MULTILINE)
_LENGTH = re.compile(r"^Length: (\d+) to (\d+) words", re.MULTILINE)
_NAME = re.compile(r"^name:\n  (.+)$", re.MULTILINE)
_DESCRIPTION = re.compile(r"^(?:description|tagline|category|name):\n  (.+)$", re.MULTILINE)
_SENTENCES = (
    "This is a stand-in for a model's take, written by the simulated endpoint to rehearse a run.",
    "It says nothing of the tool, whatever the score beside it.",
    "A real model would weigh the marks here and name what decides the matter.",
    "Its length is the one that the seat asks for, so that the page looks as it will.",
)

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
    prompt = "\n".join(_texts(body))
    seat = _SEAT.search(prompt)
    name = _NAME.search(prompt)
    quoted = _DESCRIPTION.findall(prompt)
    drawn = hashlib.sha256(
        "\n".join([str(body.get("model")), seat[2] if seat else "", name[1] if name else ""]).encode()
    ).digest()
    score = 20 + drawn[0] % 75
    met_by = {True: "yes", False: "no"}
    marks = {
        criterion: met_by[(speaks_for == "ship") == (score >= SHIP_AT)] if quoted else "unknown"
        for criterion, speaks_for in _CRITERION.findall(prompt)
    }
    length = _LENGTH.search(prompt)
    return an_answer(
        score=score,
        take=_words(int(length[1]) if length else 60),
        evidence={"e1": quoted[-1][:200]} if quoted else None,
        marks=marks,
    )


def _texts(body: Mapping[str, Any]) -> Sequence[str]:
    """The texts of a request's messages, whether strings or lists of parts."""
    texts = []
    for message in body.get("messages") or []:
        content = message.get("content")
        parts = content if isinstance(content, list) else [{"text": content}]
        texts.append("".join(str(part.get("text") or "") for part in parts))
    return texts


def _words(least: int) -> str:
    """Sentences until there are at least so many words."""
    chosen: list[str] = []
    while sum(len(sentence.split()) for sentence in chosen) < least:
        chosen.append(_SENTENCES[len(chosen) % len(_SENTENCES)])
    return " ".join(chosen)
