"""Lists of models and what is said of keys, in every shape they come in."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.catalogue import ListedModel, Listing
from panel.errors import WireFault
from panel.testing.replies import a_listed_model
from panel.wire.json_body import parsed
from panel.wire.listing import MOST_MODELS, Page, read_models, read_standing

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def listed(*entries: object) -> Listing:
    """The list that these entries are read as."""
    return read_models(Page({"object": "list", "data": list(entries)}, "words"))


def only(**fields: Any) -> ListedModel:  # noqa: ANN401 - whatever a server may say
    """The one model of a list, as OpenRouter lists it but for these fields."""
    (model,) = listed(a_listed_model("a/b", **fields)).models
    return model


def test_openrouters_entry_is_read_whole() -> None:
    assert only() == ListedModel(
        id="a/b",
        name="Simulated: a/b",
        context_length=200_000,
        prompt_price=Decimal("0.000003"),
        completion_price=Decimal("0.000015"),
        worst_prompt_price=Decimal("0.000003"),
        worst_completion_price=Decimal("0.000015"),
        supported_parameters=("max_tokens", "response_format", "structured_outputs", "temperature"),
        canonical_slug="a/b",
        max_completion_tokens=8_192,
    )


def test_the_worst_price_is_the_dearest_that_a_token_is_listed_at() -> None:
    model = only(
        pricing={
            "prompt": "0.000003",
            "completion": "0.000015",
            "input_cache_read": "0.0000003",
            "input_cache_write": "0.00000375",
            "internal_reasoning": "0.00002",
            "overrides": [
                {"min_prompt_tokens": 200_000, "prompt": "0.000006", "completion": "0.0000225"},
                {"utc_start": 1630, "utc_end": 30, "prompt": "0.000001"},
            ],
        }
    )
    assert (model.prompt_price, model.completion_price) == (Decimal("0.000003"), Decimal("0.000015"))
    assert (model.worst_prompt_price, model.worst_completion_price) == (Decimal("0.000006"), Decimal("0.0000225"))


@pytest.mark.parametrize("more", [{"input_cache_write": "-1"}, {"overrides": [{"prompt": "some"}]}])
def test_where_one_price_of_several_cannot_be_read_the_worst_is_not_known(more: dict[str, object]) -> None:
    model = only(pricing={"prompt": "0.1", "completion": "0.1", **more})
    assert (model.is_priced, model.worst_prompt_price) == (True, None)
    assert model.worst_completion_price == Decimal("0.1")


@pytest.mark.parametrize("overrides", [None, "x", {}, [None], [7], [[]]])
def test_overrides_that_are_none_change_nothing(overrides: object) -> None:
    model = only(pricing={"prompt": "0.1", "completion": "0.1", "overrides": overrides})
    assert model.worst_prompt_price == Decimal("0.1")


def test_what_is_said_of_thinking_and_of_its_end_is_read() -> None:
    model = only(
        reasoning={"mandatory": True, "supported_efforts": ["high", "low", 7]}, expiration_date="2027-01-31T00:00:00Z"
    )
    assert (model.is_reasoning_mandatory, model.reasoning_efforts) == (True, ("high", "low"))
    assert str(model.expires_on) == "2027-01-31"


@pytest.mark.parametrize("value", [None, "", "soon", 7, "2027-13-01", []])
def test_a_day_that_is_none_is_not_known(value: object) -> None:
    assert only(expiration_date=value).expires_on is None


@pytest.mark.parametrize("slug", [None, 7, "", "a b", "a\x1b[31m"])
def test_a_slug_that_can_be_none_is_not_known(slug: object) -> None:
    assert only(canonical_slug=slug).canonical_slug is None


def test_a_plain_entry_has_an_id_and_says_nothing_else() -> None:
    (model,) = listed({"id": "llama3.2:latest", "object": "model", "owned_by": "library"}).models
    assert model == ListedModel(id="llama3.2:latest")
    assert (model.is_priced, model.structured_output) == (False, "not stated")


def test_a_list_may_come_bare() -> None:
    assert read_models(Page([{"id": "m"}], "")).models == (ListedModel(id="m"),)


def test_ollama_without_models_lists_null() -> None:
    assert read_models(Page({"object": "list", "data": None}, "")).models == ()


def test_the_shorter_of_two_contexts_counts() -> None:
    assert only(top_provider={"context_length": 8_192}).context_length == 8_192


def test_vllm_names_its_context_otherwise() -> None:
    (model,) = listed({"id": "m", "max_model_len": 4_096}).models
    assert model.context_length == 4_096


@pytest.mark.parametrize("context", [0, -1, True, "8192", 8192.5, None, 10**12, [8192]])
def test_a_context_that_is_none_is_not_known(context: object) -> None:
    assert only(context_length=context, top_provider=None).context_length is None


@pytest.mark.parametrize(
    "price",
    [
        "-1",
        -1,
        "NaN",
        "Infinity",
        "",
        " ",
        "1 000",
        "0,5",
        "1_0",
        "٣",
        "free",
        None,
        True,
        [],
        {},
        "2",
        "1e400",
        "9" * 400,
    ],
)
def test_a_price_that_cannot_be_one_is_unknown(price: object) -> None:
    model = only(pricing={"prompt": price, "completion": "0.1"})
    assert (model.is_priced, model.prompt_price, model.completion_price) == (False, None, None)


@pytest.mark.parametrize(("price", "read"), [("0", "0"), (0, "0"), ("3e-7", "0.0000003"), (Decimal("0.5"), "0.5")])
def test_a_price_may_be_a_string_or_a_number(price: object, read: str) -> None:
    assert only(pricing={"prompt": price, "completion": "0"}).prompt_price == Decimal(read)


@pytest.mark.parametrize("price", ["-0", "-0.0", Decimal("-0"), "-0e-5"])
def test_a_price_of_nothing_has_no_sign(price: object) -> None:
    assert str(only(pricing={"prompt": price, "completion": "0"}).prompt_price) == "0"


def test_a_fee_for_each_request_is_kept_and_an_unreadable_one_makes_the_price_unknown() -> None:
    assert only(pricing={"prompt": "0", "completion": "0", "request": "0.005"}).request_price == Decimal("0.005")
    assert not only(pricing={"prompt": "0", "completion": "0", "request": "some"}).is_priced


def test_prices_are_written_without_an_exponent() -> None:
    model = only(pricing={"prompt": "3e-10", "completion": "0"})
    assert json.loads(model.model_dump_json())["prompt_price"] == "0.0000000003"


@pytest.mark.parametrize(
    "entry",
    [None, 1, "m", [], {}, {"id": None}, {"id": 7}, {"id": ""}, {"id": "a b"}, {"id": "a\x1b[31m"}, {"id": "a\u202e"},
     {"id": "x" * 201}, {"id": "\ud800"}],
)  # fmt: skip
def test_an_entry_without_a_usable_id_is_left_out(entry: object) -> None:
    assert [model.id for model in listed(entry, {"id": "kept"}).models] == ["kept"]


def test_an_id_that_stands_twice_is_listed_once() -> None:
    assert [model.name for model in listed({"id": "m", "name": "first"}, {"id": "m", "name": "second"}).models] == [
        "first"
    ]


def test_a_name_with_controls_is_made_plain() -> None:
    (model,) = listed({"id": "m", "name": "red\x1b[31m\nname"}).models
    assert model.name is not None
    assert model.name.isprintable()


def test_no_more_entries_are_read_than_any_list_has() -> None:
    assert len(listed(*({"id": f"m{number}"} for number in range(MOST_MODELS + 5))).models) == MOST_MODELS


@pytest.mark.parametrize("value", [None, 1, "x", {}, {"data": {}}, {"data": "x"}, {"models": None}])
def test_what_is_no_list_is_a_fault_with_its_words(value: object) -> None:
    with pytest.raises(WireFault, match="no list of models: an HTML page"):
        read_models(Page(value, "an HTML page"))


def test_an_error_inside_is_told_even_beside_a_list() -> None:
    with pytest.raises(WireFault, match="out of order"):
        read_models(Page({"error": {"message": "out of order", "code": 502}, "data": []}, ""))


@given(JSON_VALUES)
def test_any_json_is_a_list_or_a_fault(value: object) -> None:
    for shape in (value, {"data": value}, {"data": [value, {"id": "m", "pricing": value, "name": value}]}):
        with suppress(WireFault):
            assert len(read_models(Page(shape, "")).models) < 5


def test_the_standing_of_a_key_is_read() -> None:
    standing = read_standing(
        Page(parsed(b'{"data":{"label":"x","limit":100,"limit_remaining":74.5,"usage":25.5,"is_free_tier":false}}'), "")
    )
    assert (standing.limit, standing.limit_remaining, standing.usage) == (
        Decimal(100),
        Decimal("74.5"),
        Decimal("25.5"),
    )
    assert (standing.is_free_tier, standing.is_spent) == (False, False)


def test_a_key_with_nothing_left_is_spent() -> None:
    assert read_standing(Page({"data": {"limit": 5, "limit_remaining": 0}}, "")).is_spent
    assert not read_standing(Page({"data": {"limit": None, "limit_remaining": None}}, "")).is_spent


def test_a_keys_label_is_not_kept() -> None:
    assert "sk-or" not in repr(read_standing(Page({"data": {"label": "sk-or-v1-abc...def"}}, "")))


@given(JSON_VALUES)
def test_any_json_says_something_of_a_key_or_is_a_fault(value: object) -> None:
    for shape in (value, {"data": value}, {"data": {"limit": value, "limit_remaining": value, "is_free_tier": value}}):
        with suppress(WireFault):
            assert read_standing(Page(shape, "")).usage is None
