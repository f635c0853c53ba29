"""Cells: what makes two of them the same, and which keys must never change."""

from __future__ import annotations

from decimal import Decimal

import pytest

from panel.domain.seat import MaxPrice, Preferences, Reasoning, Sampling
from tests.builders import a_cell

# As cells were keyed before models had settings of their own: stored takes are found by these.
PINNED = "d18232b43099316c8bf11122429cd7572d0cd1befe42dcec35544d6b0fda8b39"
PINNED_COLD = "4f879db0d9a6f787cc8a51143d7cd955b1f082f4341f743f5edbbb50f61fa875"


def test_a_cell_without_settings_of_its_models_keeps_the_key_it_always_had() -> None:
    assert a_cell().key == PINNED
    assert a_cell(sampling=Sampling(temperature=0, max_tokens=2400)).key == PINNED_COLD


def test_settings_that_say_nothing_do_not_change_the_key() -> None:
    said = Sampling(seed=None, reasoning=Reasoning(), provider=Preferences(max_price=MaxPrice()), fallbacks=())
    assert a_cell(sampling=said).key == PINNED


@pytest.mark.parametrize(
    "fields",
    [
        {"seed": 0},
        {"reasoning": Reasoning(effort="low")},
        {"reasoning": Reasoning(enabled=False)},
        {"provider": Preferences(data_collection="deny")},
        {"provider": Preferences(max_price=MaxPrice(prompt=Decimal(3)))},
        {"fallbacks": ("a/c",)},
    ],
)
def test_every_setting_that_shapes_the_call_changes_the_key(fields: dict[str, object]) -> None:
    assert a_cell(sampling=Sampling.model_validate(fields)).key != PINNED


def test_a_price_is_the_same_price_however_it_is_written() -> None:
    one, other = (
        a_cell(sampling=Sampling(provider=Preferences(max_price=MaxPrice(prompt=Decimal(text))))).key
        for text in ("3", "3.00")
    )
    assert one == other
