"""A stand-in's take is another one for every seat and tool, and nothing in it would be noticed."""

from __future__ import annotations

import pytest

from panel.checks.take import findings_on
from panel.domain.persona import Persona
from panel.library.personas import load_personas
from panel.library.shelves import shelf
from panel.testing.prose import stand_in
from tests.builders import a_take, a_tool

SEEDS = range(300)


def test_another_seed_gives_another_text_and_the_same_one_the_same() -> None:
    texts = [stand_in("Alpha", seed=seed, words=60) for seed in SEEDS]
    assert len(set(texts)) == len(SEEDS)
    assert texts == [stand_in("Alpha", seed=seed, words=60) for seed in SEEDS]


def test_it_names_the_tool_and_has_the_words_that_were_asked_for_and_few_more() -> None:
    for seed in SEEDS:
        text = stand_in("Alpha", seed=seed, words=60)
        assert "Alpha" in text
        assert 60 <= len(text.split()) <= 60 + 25


@pytest.mark.parametrize("persona", load_personas(shelf("personas")), ids=lambda persona: persona.id)
def test_no_check_notices_anything(persona: Persona) -> None:
    tool = a_tool(name="Alpha")
    for seed in SEEDS:
        take = a_take(persona=persona.id, text=stand_in("Alpha", seed=seed, words=80))
        assert findings_on(take, tool, persona) == ()
