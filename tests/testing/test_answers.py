"""Answers that are made up are answers that the panel can read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from panel.domain.completion import Attempt, Completion
from panel.domain.prompt import Prompt
from panel.domain.seat import Sampling
from panel.parsing.answer import Reading, read_answer
from panel.testing.answers import an_answer, answer_to
from panel.wire.endpoints import Dialect
from panel.wire.request import body
from tests.builders import NOON, a_persona

DOSSIER = """Ours.
<<<dossier 00112233445566778899aabbccddeeff>>>
name:
  Alpha
tagline: not stated
description:
  Alpha keeps notes in plain files.
facts: not stated
<<<end of dossier 00112233445566778899aabbccddeeff>>>"""


def a_request(seat: str, dialect: Dialect, model: str = "a/b") -> dict[str, Any]:
    persona = a_persona(id=seat)
    criteria = "\n".join(f"- {one.id} [yes speaks for {one.yes_is}]: {one.ask}" for one in persona.criteria)
    prompt = Prompt(
        rules="Rules.",
        dossier=DOSSIER,
        persona=f"Seat: {persona.name} ({seat})\nCriteria:\n{criteria}\nLength: 60 to 140 words.",
    )
    parsed: dict[str, Any] = json.loads(body(prompt, model, Sampling(), dialect))
    return parsed


def read(text: str, seat: str = "builder") -> Reading:
    attempt = Attempt(outcome="completed", sent_at=NOON)
    return read_answer(Completion(text=text, finish_reason="stop", attempt=attempt), a_persona(id=seat))


@pytest.mark.parametrize("dialect", [Dialect.OPENROUTER, Dialect.OPENAI])
@pytest.mark.parametrize("seat", ["builder", "skeptic", "futurist", "founder", "creator"])
def test_every_seat_gets_a_whole_answer(seat: str, dialect: Dialect) -> None:
    reading = read(answer_to(a_request(seat, dialect)), seat)
    assert reading.findings == ()
    assert len(reading.answer.marks) == 5
    assert reading.answer.evidence[0].quote == "Alpha keeps notes in plain files."


def test_the_same_request_gets_the_same_answer() -> None:
    request = a_request("builder", Dialect.OPENAI)
    assert answer_to(request) == answer_to(request)


def test_seats_and_models_differ() -> None:
    scores = {
        json.loads(answer_to(a_request(seat, Dialect.OPENAI, model)))["verdict"]["score"]
        for seat in ("builder", "skeptic")
        for model in ("a/b", "c/d")
    }
    assert len(scores) > 1


@pytest.mark.parametrize("strange", [{}, {"messages": []}, {"messages": [{"content": None}]}])
def test_a_prompt_that_is_not_the_panels_is_answered_all_the_same(strange: dict[str, Any]) -> None:
    assert json.loads(answer_to(strange))["marks"] == []


def test_the_decision_follows_the_score() -> None:
    assert json.loads(an_answer(score=59))["verdict"] == {"decision": "skip", "reason": None, "score": 59}


def test_standing_aside_has_no_score() -> None:
    answer = json.loads(an_answer(decision="no_take", reason="off_lens"))
    assert answer["verdict"] == {"decision": "no_take", "reason": "off_lens", "score": None}


def test_an_answer_may_be_made_wrong_on_purpose() -> None:
    assert json.loads(an_answer(score="high", evidence={"e1": "q"}, marks={"one": "yes"}, extra=1)) == {
        "evidence": [{"id": "e1", "quote": "q"}],
        "marks": [{"criterion": "one", "evidence": ["e1"], "met": "yes"}],
        "take": "It does one thing, says how to start, and says how to leave.",
        "verdict": {"decision": "skip", "reason": None, "score": "high"},
        "extra": 1,
    }
