"""Terms: what a list of models and a person's settings come to for one model."""

from __future__ import annotations

from decimal import Decimal

import pytest

from panel.domain.catalogue import Listing
from panel.domain.completion import Usage
from panel.domain.prompt import Prompt
from panel.domain.seat import Model, Reasoning, Sampling
from panel.domain.tariff import OwnPrices, Tariff
from panel.testing.replies import a_listed_model
from panel.wire.endpoints import Dialect
from panel.wire.form import Form
from panel.wire.listing import Page, read_models
from panel.wire.terms import OwnTerms, Terms

AB = Model(endpoint="openrouter", id="a/b")
PROMPT = Prompt(rules="", dossier="d", persona="")
EVERY = ["max_tokens", "response_format", "structured_outputs", "temperature", "seed", "reasoning"]


def a_listing(*entries: dict[str, object]) -> Listing:
    return read_models(Page({"data": list(entries)}, ""))


def test_a_listed_model_is_asked_and_charged_as_listed() -> None:
    listing = a_listing(a_listed_model("a/b", canonical_slug="a/b-20250101", supported_parameters=EVERY))
    terms = Terms.of(AB, Sampling(seed=7), Dialect.OPENROUTER, listing)
    assert (terms.form, terms.supported, terms.left_out) == (Form.JSON_SCHEMA, frozenset(EVERY), ())
    assert terms.canonical == "a/b-20250101"
    # One byte and 600 tokens around it at 0.000003, and 1,200 at 0.000015.
    assert terms.worst(PROMPT, Sampling()) == 601 * Decimal("0.000003") + Decimal("0.018")
    assert terms.priced(Usage(prompt_tokens=1_000, completion_tokens=0)) == Decimal("0.003")


def test_what_binds_is_the_dearest_that_a_model_and_its_fallbacks_are_listed_at() -> None:
    listing = a_listing(a_listed_model("a/b"), a_listed_model("c/d", pricing={"prompt": "1", "completion": "0"}))
    alone = Terms.of(AB, Sampling(), Dialect.OPENROUTER, listing, is_bound=True)
    assert alone.bound == Tariff(prompt=Decimal("0.000003"), completion=Decimal("0.000015"))
    both = Terms.of(AB, Sampling(fallbacks=("c/d",)), Dialect.OPENROUTER, listing, is_bound=True)
    assert both.bound == Tariff(prompt=Decimal(1), completion=Decimal("0.000015"))


def test_nothing_binds_without_a_budget_or_a_price() -> None:
    assert Terms.of(AB, Sampling(), Dialect.OPENROUTER, a_listing(a_listed_model("a/b"))).bound is None
    assert Terms.of(AB, Sampling(), Dialect.OPENROUTER, None, is_bound=True).bound is None


@pytest.mark.parametrize(("may_lower", "bound"), [(True, None), (False, Decimal(2))])
def test_a_persons_own_prices_bind_nobody_and_those_of_a_projects_file_do(
    may_lower: bool,  # noqa: FBT001 - a table's column
    bound: Decimal | None,
) -> None:
    own = OwnTerms(prices=OwnPrices(prompt=Decimal(2), may_lower=may_lower))
    listing = a_listing(a_listed_model("a/b"))
    terms = Terms.of(AB, Sampling(), Dialect.OPENROUTER, listing, own, is_bound=True)
    assert (terms.bound and terms.bound.prompt) == bound


@pytest.mark.parametrize("listing", [None, Listing(models=())])
def test_an_unlisted_model_is_asked_with_everything_at_an_unknown_price(listing: Listing | None) -> None:
    terms = Terms.of(AB, Sampling(seed=7), Dialect.OPENROUTER, listing)
    assert (terms.form, terms.supported, terms.left_out) == (Form.JSON_SCHEMA, None, ())
    assert terms.worst(PROMPT, Sampling()) is None


def test_a_model_and_its_fallback_get_what_both_take_at_the_dearer_price() -> None:
    listing = a_listing(
        a_listed_model("a/b", supported_parameters=EVERY),
        a_listed_model(
            "c/d", supported_parameters=["max_tokens", "response_format"], pricing={"prompt": "1", "completion": "1"}
        ),
    )
    terms = Terms.of(AB, Sampling(seed=7, fallbacks=("c/d",)), Dialect.OPENROUTER, listing)
    assert (terms.form, terms.left_out) == (Form.JSON_OBJECT, ("temperature", "seed"))
    assert terms.worst(PROMPT, Sampling()) == 601 + 1_200


def test_a_fallback_without_a_price_makes_the_worst_unknown() -> None:
    terms = Terms.of(AB, Sampling(fallbacks=("c/d",)), Dialect.OPENROUTER, a_listing(a_listed_model("a/b")))
    assert terms.worst(PROMPT, Sampling()) is None


def test_a_model_that_has_to_think_is_not_told_not_to() -> None:
    listing = a_listing(a_listed_model("a/b", supported_parameters=EVERY, reasoning={"mandatory": True}))
    off, low = (Sampling(reasoning=Reasoning.model_validate({"effort": one})) for one in ("none", "low"))
    assert Terms.of(AB, off, Dialect.OPENROUTER, listing).left_out == ("reasoning",)
    assert Terms.of(AB, low, Dialect.OPENROUTER, listing).left_out == ()


@pytest.mark.parametrize("dialect", [Dialect.OFFLINE, Dialect.OLLAMA, Dialect.LMSTUDIO])
def test_a_model_on_a_machine_of_ones_own_costs_nothing_unless_a_price_is_set(dialect: Dialect) -> None:
    priced = OwnTerms(prices=OwnPrices(prompt=Decimal(1), completion=Decimal(0)))
    assert Terms.of(AB, Sampling(), dialect).worst(PROMPT, Sampling()) == 0
    assert Terms.of(AB, Sampling(), dialect, None, priced).worst(PROMPT, Sampling()) == 601


def test_what_a_plain_server_takes_has_to_be_tried_unless_it_is_set() -> None:
    assert Terms.of(AB, Sampling(), Dialect.OPENAI).form is None
    assert Terms.of(AB, Sampling(), Dialect.OPENAI, None, OwnTerms(form=Form.PLAIN)).form is Form.PLAIN
    assert Terms.of(AB, Sampling(), Dialect.OFFLINE).form is Form.JSON_SCHEMA


def test_the_pace_that_is_set_is_kept() -> None:
    terms = Terms.of(AB, Sampling(), Dialect.OPENAI, None, OwnTerms(rate=2.5, concurrency=3))
    assert (terms.rate, terms.concurrency) == (2.5, 3)
