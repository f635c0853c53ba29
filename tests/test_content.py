"""Every bundled persona goes through every prompt, and both keep the sizes and the silence that judging needs."""

from __future__ import annotations

import json
import re
import warnings
from itertools import combinations

import pytest

from panel.domain.answer import WIRE_SCHEMA
from panel.domain.persona import FIVE, Persona
from panel.domain.prompt import Prompt
from panel.domain.tariff import most_tokens
from panel.errors import AnswerFault, Cause
from panel.library.personas import load_personas
from panel.library.shelves import shelf
from panel.prompting.prompter import Prompter
from tests.builders import a_tool

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it reads its own tables in a way that Python has outgrown
    import bpe_openai  # type: ignore[import-untyped]  # it ships no types

PERSONAS = load_personas(shelf("personas"))
PROMPTER = Prompter(shelf("prompts"), secret=b"secret")
RULES = PROMPTER.prompt(a_tool(), PERSONAS[0]).rules
ENCODING = bpe_openai.get_encoding("o200k_base")

every_persona = pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.id)


def _tokens(text: str) -> int:
    return len(ENCODING.encode(text))


def _prompt(persona: Persona) -> Prompt:
    return PROMPTER.prompt(a_tool(), persona)


def test_the_five_are_bundled_in_row_order() -> None:
    assert tuple(persona.id for persona in PERSONAS) == FIVE


@every_persona
def test_every_persona_renders_through_every_prompt(persona: Persona) -> None:
    for cause in Cause:
        prompt = PROMPTER.again(_prompt(persona), AnswerFault(cause, ""))
        assert all((prompt.rules, prompt.dossier, prompt.persona, prompt.again))
        assert "{{" not in prompt.system + prompt.user
        assert "{%" not in prompt.system + prompt.user


def test_the_rules_are_long_enough_to_be_cached_alone() -> None:
    assert 1_024 <= _tokens(RULES) <= 1_300


@pytest.mark.parametrize("ship_at", [41, 60, 79])
def test_the_rules_keep_their_size_with_any_ship_bound(ship_at: int) -> None:
    rules = Prompter(shelf("prompts"), secret=b"s", ship_at=ship_at).prompt(a_tool(), PERSONAS[0]).rules
    assert 1_024 <= _tokens(rules) <= 1_300


@every_persona
def test_a_persona_part_has_its_size(persona: Persona) -> None:
    assert 300 <= _tokens(_prompt(persona).persona) <= 400


@every_persona
def test_all_personas_share_rules_and_dossier(persona: Persona) -> None:
    first, other = _prompt(PERSONAS[0]), _prompt(persona)
    assert (other.rules, other.dossier) == (first.rules, first.dossier)


def test_all_tools_share_rules_and_persona() -> None:
    first = _prompt(PERSONAS[0])
    other = PROMPTER.prompt(a_tool(name="Beta", description="Another thing."), PERSONAS[0])
    assert (other.rules, other.persona) == (first.rules, first.persona)


def test_the_rules_name_every_key_and_value_of_the_answer() -> None:
    quoted = set(re.findall(r'"([a-z_]+)"', json.dumps(WIRE_SCHEMA)))
    words_of_json_schema = {
        "type", "object", "properties", "required", "additionalProperties", "array", "items", "string", "enum",
        "integer", "null",
    }  # fmt: skip
    missing = {word for word in quoted - words_of_json_schema if f'"{word}"' not in RULES}
    assert missing == set()


def test_the_only_numbers_up_to_a_hundred_in_the_rules_are_bounds_and_counts() -> None:
    bands = RULES[RULES.index("Score bands") : RULES.index("When not to judge")]
    assert set(re.findall(r"\d+", bands)) == {"0", "19", "20", "39", "40", "59", "60", "79", "80", "90", "100"}
    rest = RULES.replace(bands, "")
    assert set(re.findall(r"\b\d+\b", rest)) == {"1", "2", "3", "4", "200", "0", "100"}


@every_persona
def test_no_number_in_a_persona_part_could_pass_for_a_score(persona: Persona) -> None:
    part = _prompt(persona).persona
    assert re.findall(r"\d+", part) == [str(persona.length.min), str(persona.length.max)]


@every_persona
def test_no_persona_names_another(persona: Persona) -> None:
    others = "|".join(other.name for other in PERSONAS if other is not persona)
    assert re.findall(rf"\b(?:{others})\b", _prompt(persona).persona) == []


def test_no_criterion_is_shared() -> None:
    for one, other in combinations(PERSONAS, 2):
        assert {c.id for c in one.criteria} & {c.id for c in other.criteria} == set()


@every_persona
def test_criteria_are_questions(persona: Persona) -> None:
    assert [criterion.ask for criterion in persona.criteria if not criterion.ask.endswith("?")] == []


@every_persona
@pytest.mark.parametrize(
    "claim",
    [
        "I've been using it for months.",
        "I’ve used it daily.",
        "We tested it at work.",
        "In my testing it held.",
        "I have tried it.",
    ],
)
def test_every_persona_bans_claims_of_having_used_the_tool(persona: Persona, claim: str) -> None:
    assert any(re.search(pattern, claim, re.IGNORECASE) for pattern in persona.ban.patterns)


@every_persona
def test_no_ban_hits_plain_criticism(persona: Persona) -> None:
    plain = (
        "It runs offline and keeps its notes in plain files. Nothing in the dossier states a price. "
        "A way out exists, since the format is open. What it adds in waiting time is stated; whether that matters "
        "depends on the work. A team that installed it would keep its files."
    )
    hits = [pattern for pattern in persona.ban.patterns if re.search(pattern, plain, re.IGNORECASE)]
    hits += [phrase for phrase in persona.ban.phrases if phrase.casefold() in plain.casefold()]
    assert hits == []


def test_only_the_creator_may_find_nothing_to_judge() -> None:
    assert [persona.id for persona in PERSONAS if persona.applies_when] == ["creator"]


@every_persona
def test_no_text_of_ours_has_more_tokens_than_are_counted_for_it(persona: Persona) -> None:
    """The most that a call can cost is reckoned at three bytes a token of our own text, and all bytes of a dossier."""
    prompt = PROMPTER.prompt(a_tool(), persona)
    assert _tokens(prompt.system) + _tokens(prompt.user) < most_tokens(prompt)
    for text in (prompt.rules, prompt.persona):
        assert _tokens(text) * 3 < len(text.encode())
