"""Words for how a tool is paid for."""

from __future__ import annotations

import pytest

from panel.domain.tool import PricingModel
from panel.intake.feed_formats.pricing import SPELLINGS, pricing_model
from tests.intake.feed_rows import candidates, opened


@pytest.mark.parametrize(
    ("words", "model"),
    [
        ("Freemium", "freemium"),
        ("FREE", "free"),
        ("Open-Source", "free"),
        ("Pay-as-you-go", "usage"),
        ("one_time", "one_time"),
        ("Contact sales", "contact"),
        ("Paid", "unknown"),
        ("$", None),
        ("$5 a month", None),
        ("free for now, who knows later", None),
        ("", None),
    ],
)
def test_only_words_that_are_known_say_how_a_tool_is_paid_for(words: str, model: str | None) -> None:
    assert pricing_model(words) == model


@pytest.mark.parametrize("model", list(PricingModel))
def test_each_way_is_a_spelling_of_itself(model: PricingModel) -> None:
    assert pricing_model(model) == model
    assert model in SPELLINGS


def test_a_price_stays_as_text_beside_what_it_means() -> None:
    feed = opened("name,description,price,pricing model\nA,d,Freemium,\nB,d,$5,\nC,d,,Contact Sales\nD,d,,Who knows\n")
    tools = [row.tool for row in candidates(feed)]

    assert [(tool.pricing, tool.pricing_model.value) for tool in tools] == [
        ("Freemium", "freemium"),
        ("$5", "unknown"),
        (None, "contact"),
        ("Who knows", "unknown"),
    ]
