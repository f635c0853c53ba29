"""Finding a model in a list, and what a call of it costs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from panel.domain.catalogue import Dated, ListedModel, Listing, Load
from tests.builders import NOON


def a_listing(*ids: str) -> Listing:
    """A list of models that say nothing but their ids."""
    return Listing(models=tuple(ListedModel(id=one) for one in ids))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("a/b", "a/b"),
        ("a/b:free", "a/b:free"),
        ("a/b:nitro", "a/b"),
        ("a/b:floor", "a/b"),
        ("llama3.2", "llama3.2:latest"),
        ("llama3.2:latest", "llama3.2:latest"),
    ],
)
def test_an_id_is_found_as_its_endpoint_would_take_it(wanted: str, found: str) -> None:
    model = a_listing("a/b", "a/b:free", "llama3.2:latest").find(wanted)
    assert model is not None
    assert model.id == found


@pytest.mark.parametrize("wanted", ["a/c", "a/b:thinking", "c/d:free", "b:nitro", ""])
def test_another_id_is_not(wanted: str) -> None:
    assert a_listing("a/b", "b").find(wanted) is None


def test_what_may_have_been_meant_is_named_with_the_likeliest_first() -> None:
    models = a_listing("openai/gpt-5", "openai/gpt-5-mini", "anthropic/claude-sonnet-4.5", "x/y")
    assert models.close_to("claude-sonnet") == ("anthropic/claude-sonnet-4.5",)
    assert models.close_to("openai/gpt5-mini")[0] == "openai/gpt-5-mini"
    assert models.close_to("nothing like it at all") == ()


def test_a_search_looks_at_ids_and_names_in_any_case() -> None:
    models = Listing(
        models=(ListedModel(id="a/b", name="Claude Sonnet"), ListedModel(id="sonnet/x"), ListedModel(id="c"))
    )
    assert [model.id for model in models.search("SONNET").models] == ["a/b", "sonnet/x"]


def test_a_call_costs_its_tokens_at_their_prices_and_its_fee() -> None:
    model = ListedModel(
        id="a/b", prompt_price=Decimal("0.000003"), completion_price=Decimal("0.000015"), request_price=Decimal("0.01")
    )
    # 2,000 × 0.000003 = 0.006; 1,200 × 0.000015 = 0.018; and 0.01 for the request.
    assert Load(prompt_tokens=2_000, completion_tokens=1_200).price(model) == Decimal("0.034")


def test_without_a_price_the_cost_is_not_known() -> None:
    assert Load(prompt_tokens=1, completion_tokens=1).price(ListedModel(id="a/b")) is None


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (None, "not stated"),
        ((), "none"),
        (("response_format",), "JSON without a schema"),
        (("response_format", "structured_outputs"), "a JSON schema"),
    ],
)
def test_what_a_model_says_of_structured_output_is_put_in_words(parameters: tuple[str, ...] | None, words: str) -> None:
    assert ListedModel(id="m", supported_parameters=parameters).structured_output == words


@pytest.mark.parametrize(
    ("passed", "is_fresh"),
    [
        (timedelta(), True),
        (timedelta(hours=23, minutes=59), True),
        (timedelta(hours=24), False),
        (timedelta(hours=-1), False),
    ],
)
def test_a_list_is_fresh_for_a_day_and_never_when_its_time_has_yet_to_come(passed: timedelta, is_fresh: bool) -> None:  # noqa: FBT001 - the expectation
    dated = Dated(Listing(models=()), NOON)
    assert dated.is_fresh(NOON + passed) is is_fresh
    assert dated.age(NOON + passed) == max(passed, timedelta())
