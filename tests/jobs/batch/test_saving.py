"""What caches saved: what cached tokens would have cost at listed prices, beyond what was billed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from panel.assembly import Workshop
from panel.domain.run import ModelFigures
from panel.jobs.batch.saving import saved
from panel.jobs.options import workshop


def figures(**fields: Any) -> ModelFigures:  # noqa: ANN401 - any field of the figures
    """A model that read 1,000 tokens, 400 of them from a cache, wrote 100, and cost a dollar."""
    return ModelFigures.model_validate(
        {
            "model": "openrouter:simulated/model",
            "takes": [],
            "attempts": 5,
            "prompt_tokens": 1_000,
            "cached_tokens": 400,
            "completion_tokens": 100,
            "cost_usd": "1",
            **fields,
        }
    )


@pytest.fixture
def shop(bare_folder: Path) -> Iterator[Workshop]:
    """A workshop that asks two models, of which one has a price: $1,000 and $5,000 for a million tokens."""
    (bare_folder / "panel.toml").write_text(
        '[models."simulated/model"]\nprompt_price = 1000\ncompletion_price = 5000\n', "utf-8"
    )
    with workshop(model=["simulated/model", "simulated/other"], folder=bare_folder) as opened:
        yield opened


def test_it_is_the_full_price_less_the_bill(shop: Workshop) -> None:
    # 1,000 × 0.001 + 100 × 0.005 - 1.
    assert saved(shop, [figures()]) == Decimal("0.5")


def test_the_models_of_all_runs_are_added_up(shop: Workshop) -> None:
    # Beside the 0.5, for a bill of 1.2: 1.5 - 1.2.
    assert saved(shop, [figures(), figures(cost_usd="1.2")]) == Decimal("0.8")


def test_a_model_without_cached_tokens_saved_nothing_even_where_it_costs_less_than_is_listed(shop: Workshop) -> None:
    assert saved(shop, [figures(cached_tokens=0, cost_usd="0.1")]) == 0
    assert saved(shop, []) == 0


def test_a_bill_above_the_listed_prices_saved_nothing(shop: Workshop) -> None:
    assert saved(shop, [figures(cost_usd="2")]) == 0


@pytest.mark.parametrize(
    "unknown", [{"cost_usd": None}, {"model": "openrouter:simulated/other"}, {"model": "openrouter:not/asked"}]
)
def test_where_a_cost_or_a_price_is_not_known_neither_is_what_was_saved(
    shop: Workshop, unknown: dict[str, object]
) -> None:
    assert saved(shop, [figures(), figures(**unknown)]) is None
    assert saved(shop, [figures(), figures(**unknown, cached_tokens=0)]) == Decimal("0.5")
