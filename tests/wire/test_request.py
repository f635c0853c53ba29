"""Requests: what each dialect is sent."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from panel.domain.answer import WIRE_SCHEMA
from panel.domain.prompt import Prompt
from panel.domain.seat import MaxPrice, Preferences, Reasoning, Sampling
from panel.domain.tariff import Tariff
from panel.library.shelves import shelf
from panel.prompting.prompter import Prompter
from panel.wire import request
from panel.wire.endpoints import Dialect
from panel.wire.form import Form
from panel.wire.request import body
from tests.builders import a_persona, a_tool

PROMPT = Prompt(rules='Rules "quoted".', dossier="Dossier\nwith é and \u2028.", persona="Persona.", again="Again.")
PLAIN = [Dialect.OPENAI, Dialect.OLLAMA, Dialect.LMSTUDIO, Dialect.OFFLINE]


def sent(
    dialect: Dialect,
    prompt: Prompt = PROMPT,
    *,
    form: Form = Form.JSON_SCHEMA,
    supported: frozenset[str] | None = None,
    bound: Tariff | None = None,
    **sampling: Any,  # noqa: ANN401 - any field of a Sampling
) -> dict[str, Any]:
    asked = Sampling.model_validate({"temperature": 0.7, "max_tokens": 1200, **sampling})
    parsed: dict[str, Any] = json.loads(body(prompt, "a/b", asked, dialect, form, supported, bound))
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


@pytest.mark.parametrize(
    ("form", "response_format"),
    [
        (Form.JSON_OBJECT_SCHEMA, {"type": "json_object", "schema": WIRE_SCHEMA}),
        (Form.JSON_OBJECT, {"type": "json_object"}),
        (Form.PLAIN, None),
    ],
)
def test_each_form_is_asked_for_in_its_own_words(form: Form, response_format: object) -> None:
    assert sent(Dialect.OPENAI, form=form).get("response_format") == response_format


def test_the_rules_say_json_without_which_some_providers_reject_json_mode() -> None:
    prompter = Prompter(shelf("prompts"), secret=bytes(32))
    assert "json" in prompter.prompt(a_tool(), a_persona()).rules.casefold()


def test_openrouter_gets_what_is_set_for_a_model() -> None:
    fields = sent(
        Dialect.OPENROUTER,
        seed=7,
        reasoning=Reasoning(effort="low", exclude=True),
        provider=Preferences(
            order=("anthropic",),
            allow_fallbacks=False,
            data_collection="deny",
            max_price=MaxPrice.model_validate({"prompt": "3", "completion": "15.5"}),
        ),
        fallbacks=("c/d", "e/f"),
    )
    assert fields["seed"] == 7
    assert fields["reasoning"] == {"effort": "low", "exclude": True}
    assert fields["provider"] == {
        "require_parameters": True,
        "order": ["anthropic"],
        "allow_fallbacks": False,
        "data_collection": "deny",
        "max_price": {"prompt": 3, "completion": 15.5},
    }
    assert (fields["model"], fields["models"]) == ("a/b", ["c/d", "e/f"])


@pytest.mark.parametrize(
    ("own", "request_price", "sent_price"),
    [
        ({}, "0", {"prompt": 3, "completion": 15}),
        ({}, "0.01", {"prompt": 3, "completion": 15, "request": 0.01}),
        ({"prompt": "2"}, "0", {"prompt": 2, "completion": 15}),
        ({"prompt": "9", "completion": "0"}, "0", {"prompt": 3, "completion": 0}),
    ],
)
def test_who_charges_more_than_what_binds_or_than_what_is_set_is_not_asked(
    own: dict[str, str], request_price: str, sent_price: dict[str, float]
) -> None:
    # 0.000003 and 0.000015 for one token, for a million of which a price is sent; a request is a request.
    bound = Tariff(prompt=Decimal("0.000003"), completion=Decimal("0.000015"), request=Decimal(request_price))
    provider = Preferences(max_price=MaxPrice.model_validate(own))
    assert sent(Dialect.OPENROUTER, bound=bound, provider=provider)["provider"]["max_price"] == sent_price
    assert "provider" not in sent(Dialect.OPENAI, bound=bound, provider=provider)


@pytest.mark.parametrize("dialect", PLAIN)
def test_what_only_openrouter_knows_goes_nowhere_else(dialect: Dialect) -> None:
    fields = sent(
        dialect,
        seed=7,
        reasoning=Reasoning(max_tokens=1_024),
        provider=Preferences(only=("anthropic",), zdr=True),
        fallbacks=("c/d",),
    )
    assert set(fields) == {"model", "messages", "response_format", "max_tokens", "temperature", "seed", "stream"}


def test_what_a_model_is_not_listed_with_is_not_sent_and_its_bound_always_is() -> None:
    fields = sent(
        Dialect.OPENROUTER, seed=7, reasoning=Reasoning(effort="low"), supported=frozenset({"seed", "response_format"})
    )
    assert (fields["seed"], fields["max_tokens"]) == (7, 1200)
    assert not {"temperature", "reasoning"} & set(fields)


def test_many_dossiers_in_flight_leave_every_one_of_them_encoded_once() -> None:
    """Five personas on each of 500 tools, all in flight: each text is made into JSON once."""
    request._dossier.cache_clear()  # noqa: SLF001 - the count is what is promised
    for persona in "pqrst":
        for number in range(500):
            prompt = Prompt(rules="r", dossier=f"Dossier {number}", persona=persona)
            body(prompt, "a/b", Sampling(), Dialect.OPENROUTER)
    assert request._dossier.cache_info().misses == 500  # noqa: SLF001 - the same
