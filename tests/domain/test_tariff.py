"""Prices: the most that a call can cost, and what its tokens came to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.catalogue import ListedModel
from panel.domain.completion import Usage
from panel.domain.prompt import Prompt
from panel.domain.seat import Sampling
from panel.domain.tariff import FREE, OwnPrices, Tariff, dearest, most_tokens, priced, worst

LISTED = ListedModel(
    id="a/b",
    prompt_price=Decimal("0.000003"),
    completion_price=Decimal("0.000015"),
    request_price=Decimal("0.01"),
    worst_prompt_price=Decimal("0.000006"),
    worst_completion_price=Decimal("0.00002"),
)
SHORT = Prompt(rules="r" * 30, dossier="d" * 100, persona="p" * 6)


def a_tariff(listed: ListedModel | None = LISTED, **own: object) -> Tariff:
    """The tariff of a model that has one."""
    tariff = Tariff.of(listed, OwnPrices.model_validate(own))
    assert tariff is not None
    return tariff


def test_the_worst_of_a_call_is_its_bytes_and_its_bound_at_the_dearest_prices() -> None:
    # 100 bytes of dossier + 36 of our own / 3 + 600 around = 712 at 0.000006 = 0.004272;
    # 1,200 at 0.00002 = 0.024; and 0.01 for the request.
    assert most_tokens(SHORT) == 712
    assert worst(SHORT, Sampling(max_tokens=1_200), a_tariff()) == Decimal("0.038272")


@pytest.mark.parametrize("listed", [None, ListedModel(id="m"), LISTED.model_copy(update={"worst_prompt_price": None})])
def test_without_a_price_the_worst_is_not_known(listed: ListedModel | None) -> None:
    assert worst(SHORT, Sampling(), Tariff.of(listed, OwnPrices())) is None


def test_where_nobody_counts_tokens_a_call_costs_nothing() -> None:
    assert worst(SHORT, Sampling(), FREE) == 0
    assert priced(Usage(prompt_tokens=5, completion_tokens=5), FREE) == 0


def test_a_persons_own_prices_beat_those_listed_and_stand_where_none_is() -> None:
    own = {"prompt": Decimal("0.000001"), "completion": Decimal("0.000002")}
    assert a_tariff(LISTED, **own).worst_prompt == Decimal("0.000001")
    assert a_tariff(None, **own).completion == Decimal("0.000002")
    assert Tariff.of(None, OwnPrices(prompt=Decimal(0))) is None


def test_prices_of_a_projects_file_raise_what_is_listed_and_never_lower_it() -> None:
    lower = a_tariff(LISTED, prompt=Decimal(0), completion=Decimal(1), may_lower=False)
    assert (lower.worst_prompt, lower.worst_completion) == (Decimal("0.000006"), Decimal(1))


def test_with_fallbacks_the_dearest_of_all_counts() -> None:
    other = a_tariff(None, prompt=Decimal("0.000001"), completion=Decimal("0.0001"))
    both = dearest([a_tariff(), other])
    assert both is not None
    assert (both.worst_prompt, both.worst_completion) == (Decimal("0.000006"), Decimal("0.0001"))
    assert dearest([a_tariff(), None]) is None


def test_tokens_from_a_cache_are_priced_as_any_others() -> None:
    # 1,000 × 0.000003 + 100 × 0.000015 + 0.01
    usage = Usage(prompt_tokens=1_000, cached_tokens=400, completion_tokens=100)
    assert priced(usage, a_tariff()) == Decimal("0.0145")


@pytest.mark.parametrize("usage", [Usage(), Usage(prompt_tokens=1), Usage(completion_tokens=1)])
def test_tokens_that_were_not_counted_have_no_price(usage: Usage) -> None:
    assert priced(usage, a_tariff()) is None


@given(st.text(max_size=200))
def test_a_dossier_counts_as_at_least_its_bytes(text: str) -> None:
    assert most_tokens(Prompt(rules="", dossier=text, persona="")) - 600 >= len(text.encode("utf-8", "replace"))


def test_a_character_that_some_tokenizers_spell_out_counts_as_they_spell_it() -> None:
    # U+FDFA is 3 bytes, and 33 in compatibility form: eighteen characters of which three are spaces.
    assert most_tokens(Prompt(rules="", dossier="\ufdfa", persona="")) == 33 + 600
