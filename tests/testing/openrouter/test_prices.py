"""Every completion is billed to the last digit, and prefixes that were sent before cost less."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from panel.testing.openrouter.kinds import Kind
from tests.testing.openrouter.asking import line

SYSTEM = "s" * 4_400  # 1,100 tokens of 4 characters
DOSSIER = "d" * 4_000  # 1,000 more


def usage(response: httpx2.Response) -> dict[str, Any]:
    used: dict[str, Any] = json.loads(response.text, parse_float=Decimal)["usage"]
    return used


def marked(system: str, dossier: str, persona: str) -> list[dict[str, Any]]:
    cached = {"cache_control": {"type": "ephemeral"}}
    return [
        {"role": "system", "content": [{"type": "text", "text": system, **cached}]},
        {
            "role": "user",
            "content": [{"type": "text", "text": dossier, **cached}, {"type": "text", "text": persona}],
        },
    ]


async def test_the_cost_is_tokens_times_the_listed_price() -> None:
    async with line() as openrouter:
        used = usage(await openrouter.ask("x" * 400))
        bill = openrouter.server.bill
    # 100 tokens in; simulated/model costs $3 and $15 a million.
    assert used["prompt_tokens"] == 100
    assert used["cost"] == 100 * Decimal("0.000003") + used["completion_tokens"] * Decimal("0.000015")
    assert bill.dollars == used["cost"]


async def test_a_dearer_tariff_and_a_price_for_each_request_count() -> None:
    async with line(caches=False) as openrouter:
        cheap, dear = [usage(await openrouter.ask("x" * length, model="simulated/tiered")) for length in (400, 16_000)]
    # From 4,000 prompt tokens on $2 and $8 a million instead of $1 and $4, and $0.0001 a request in both.
    answered = cheap["completion_tokens"]
    assert cheap["cost"] == Decimal("0.0001") + 100 * Decimal("0.000001") + answered * Decimal("0.000004")
    assert dear["cost"] == Decimal("0.0001") + 4_000 * Decimal("0.000002") + answered * Decimal("0.000008")


async def test_the_bill_is_the_sum_of_what_the_client_was_told_and_what_it_never_was() -> None:
    kinds = [Kind.FINE, Kind.FENCED, Kind.TRUNCATED, Kind.NESTED, Kind.EMPTY]
    async with line(script=[*kinds, Kind.MISSING_USAGE]) as openrouter:
        bodies = [json.loads((await openrouter.ask(f"{n}")).text, parse_float=Decimal) for n in range(6)]
        bill = openrouter.server.bill
    told = [(body.get("provider") if body["choices"] is None else body).get("usage") for body in bodies]
    assert told[-1] is None
    # The last prompt has one character as the first has, and gets the same answer.
    assert bill.dollars == sum((one["cost"] for one in told[:-1]), Decimal(0)) + told[0]["cost"]


async def test_a_hit_in_the_response_cache_is_free_and_counts_no_token() -> None:
    async with line(script=[Kind.CACHE_HIT]) as openrouter:
        used = usage(await openrouter.ask())
        assert openrouter.server.bill.dollars == 0
    assert (used["prompt_tokens"], used["completion_tokens"], used["cost"]) == (0, 0, 0)


async def test_a_marked_prefix_is_cached_once_a_request_with_it_has_completed() -> None:
    async with line() as openrouter:
        cached = []
        for dossier, persona in ((DOSSIER, "p"), (DOSSIER, "q"), (DOSSIER + "!", "p")):
            response = await openrouter.ask(messages=marked(SYSTEM, dossier, persona))
            cached.append(usage(response)["prompt_tokens_details"]["cached_tokens"])
    # Nothing; then system and dossier, 1,100 + 1,000; then the system alone, since the dossier is another.
    assert cached == [0, 2_100, 1_100]


async def test_cached_tokens_cost_a_tenth() -> None:
    async with line() as openrouter:
        await openrouter.ask(messages=marked(SYSTEM, DOSSIER, "pppp"))
        used = usage(await openrouter.ask(messages=marked(SYSTEM, DOSSIER, "qqqq")))
        bill = openrouter.server.bill
    output = used["completion_tokens"] * Decimal("0.000015")
    # 2,101 tokens in, 2,100 of them cached at a tenth of $3 a million.
    assert used["cost"] == 1 * Decimal("0.000003") + 2_100 * Decimal("0.0000003") + output
    assert (bill.prompt_tokens, bill.cached_tokens) == (2 * 2_101, 2_100)


async def test_a_short_prefix_is_never_cached() -> None:
    async with line() as openrouter:
        responses = [await openrouter.ask(messages=marked("s" * 4_092, "", "p")) for _ in range(2)]
    # 4,092 characters are 1,023 tokens.
    assert usage(responses[1])["prompt_tokens_details"]["cached_tokens"] == 0


async def test_plain_text_is_cached_in_steps_of_128_tokens() -> None:
    async with line() as openrouter:
        await openrouter.ask("x" * 4 * 1_200 + "first")
        used = usage(await openrouter.ask("x" * 4 * 1_200 + "other"))
    # 1,024 + 128 = 1,152 is the last step within what they share.
    assert used["prompt_tokens_details"]["cached_tokens"] == 1_152


async def test_marks_are_ignored_where_prefixes_are_kept_in_blocks() -> None:
    async with line(caches_blocks=True) as openrouter:
        cached = []
        for persona in ("p" * 2_000, "q" * 2_000):
            response = await openrouter.ask(messages=marked(SYSTEM, DOSSIER, persona))
            cached.append(usage(response)["prompt_tokens_details"]["cached_tokens"])
    # They share 8,400 characters, so 2,100 tokens; 1,024 + 8 × 128 = 2,048 is the last step within these.
    assert cached == [0, 2_048]


async def test_models_cache_apart_and_a_failure_keeps_nothing() -> None:
    async with line(script=[Kind.OVERLOADED]) as openrouter:
        cached = []
        for model in ("simulated/model", "simulated/model", "simulated/small"):
            response = await openrouter.ask("x" * 8_000, model=model)
            if response.status_code == 200:
                cached.append(usage(response)["prompt_tokens_details"]["cached_tokens"])
    assert cached == [0, 0]


async def test_caching_may_be_off_and_its_price_another() -> None:
    async with line(caches=False) as without, line(cached_share=Decimal("0.5")) as half:
        for openrouter in (without, half):
            await openrouter.ask("x" * 4 * 1_024)
        plain = usage(await without.ask("x" * 4 * 1_024))
        cached = usage(await half.ask("x" * 4 * 1_024))
    assert plain["prompt_tokens_details"]["cached_tokens"] == 0
    assert plain["cost"] - cached["cost"] == 1_024 * Decimal("0.0000015")


@pytest.mark.parametrize("again", [1, 3])
async def test_usable_answers_to_one_prompt_are_counted_together(again: int) -> None:
    async with line(script=[Kind.TRUNCATED]) as openrouter:
        for _ in range(1 + again):
            await openrouter.ask("the same")
        bill = openrouter.server.bill
    assert (bill.unusable, bill.usable, bill.surplus(), bill.surplus(samples=3)) == (1, again, again - 1, 0)
