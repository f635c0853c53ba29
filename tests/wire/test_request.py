"""Requests: what each dialect is sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from panel.domain.answer import WIRE_SCHEMA
from panel.domain.prompt import Prompt
from panel.domain.seat import Sampling
from panel.wire.endpoints import Dialect
from panel.wire.request import body

PROMPT = Prompt(rules='Rules "quoted".', dossier="Dossier\nwith é and \u2028.", persona="Persona.", again="Again.")
PLAIN = [Dialect.OPENAI, Dialect.OLLAMA, Dialect.LMSTUDIO, Dialect.OFFLINE]


def sent(dialect: Dialect, prompt: Prompt = PROMPT) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(body(prompt, "a/b", Sampling(temperature=0.7, max_tokens=1200), dialect))
    return parsed


@pytest.mark.parametrize("dialect", PLAIN)
def test_plain_servers_get_strings_and_nothing_of_openrouters(dialect: Dialect) -> None:
    assert sent(dialect) == {
        "model": "a/b",
        "messages": [{"role": "system", "content": PROMPT.system}, {"role": "user", "content": PROMPT.user}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": WIRE_SCHEMA},
        },
        "max_tokens": 1200,
        "temperature": 0.7,
        "stream": False,
    }


def test_openrouter_must_honour_every_parameter() -> None:
    assert sent(Dialect.OPENROUTER)["provider"] == {"require_parameters": True}


def test_openrouter_gets_parts_whose_shared_stretches_end_in_a_cache_mark() -> None:
    mark = {"type": "ephemeral"}
    assert sent(Dialect.OPENROUTER)["messages"] == [
        {"role": "system", "content": [{"type": "text", "text": PROMPT.rules, "cache_control": mark}]},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": PROMPT.dossier + "\n\n", "cache_control": mark},
                {"type": "text", "text": "Persona.\n\nAgain."},
            ],
        },
    ]


@pytest.mark.parametrize(
    "prompt",
    [
        PROMPT,
        PROMPT.model_copy(update={"again": None}),
        PROMPT.model_copy(update={"dossier": ""}),
        PROMPT.model_copy(update={"persona": ""}),
        Prompt(rules="", dossier="", persona=""),
    ],
)
def test_the_parts_joined_are_the_user_message(prompt: Prompt) -> None:
    parts = sent(Dialect.OPENROUTER, prompt)["messages"][1]["content"]
    assert "".join(part["text"] for part in parts) == prompt.user


def test_the_schema_keeps_its_keys_in_the_order_of_the_contract() -> None:
    schema = sent(Dialect.OPENROUTER)["response_format"]["json_schema"]["schema"]
    assert list(schema["properties"]) == ["evidence", "marks", "take", "verdict"]


def test_half_a_surrogate_pair_does_not_stop_a_request() -> None:
    assert sent(Dialect.OPENAI, Prompt(rules="\ud800", dossier="d", persona="p"))["messages"][0]["content"] == "?"
