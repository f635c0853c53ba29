"""Answers: strict JSON in the order that the contract names, and the same for the same request."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel.domain.persona import Persona
from panel.wire.offline.answering import answer
from panel.wire.offline.reading import read_request
from tests.builders import a_tool
from tests.wire.offline.asking import HOSTED, LOCAL, PERSONAS, ask, body, request


@pytest.mark.parametrize("persona", PERSONAS.values(), ids=PERSONAS.keys())
def test_keys_stand_in_alphabetical_order_at_every_depth(persona: Persona) -> None:
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        assert [key for key, _ in found] == sorted({key for key, _ in found})
        return dict(found)

    parsed = json.loads(answer(request(HOSTED, persona)), object_pairs_hook=pairs)
    assert list(parsed) == ["evidence", "marks", "take", "verdict"]
    assert list(parsed["verdict"]) == ["decision", "reason", "score"]


@pytest.mark.parametrize("persona", PERSONAS.values(), ids=PERSONAS.keys())
def test_every_criterion_is_marked_in_order(persona: Persona) -> None:
    assert [mark["criterion"] for mark in ask(LOCAL, persona)["marks"]] == [one.id for one in persona.criteria]


def test_the_same_request_gets_the_same_bytes() -> None:
    asked = body(LOCAL, PERSONAS["builder"])
    assert answer(read_request(asked)) == answer(read_request(json.loads(json.dumps(asked))))


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1), st.text(), st.sampled_from(sorted(PERSONAS)))
def test_whatever_a_dossier_holds_there_is_an_answer(name: str, description: str, persona: str) -> None:
    tool = a_tool(name=name, tagline=None, description=description)
    verdict = ask(tool, PERSONAS[persona])["verdict"]
    assert (verdict["score"] is None) == (verdict["decision"] == "no_take")
