"""A simulated OpenRouter says what it serves, what a key has left and what a generation cost."""

from __future__ import annotations

import json
from decimal import Decimal

from panel.testing.openrouter.kinds import Kind
from panel.wire.listing import Page, read_models, read_standing
from tests.fakes.clock import START
from tests.testing.openrouter.asking import line


async def test_models_are_listed_so_that_the_panel_can_read_them() -> None:
    async with line() as openrouter:
        listing = read_models(Page((await openrouter.get("/models")).json(), ""))
    listed = {model.id: model for model in listing.models}
    assert listed["simulated/model"].prompt_price == Decimal("0.000003")
    assert listed["simulated/gratis:free"].completion_price == 0
    forms = {
        name: [one for one in ("response_format", "structured_outputs") if one in (model.supported_parameters or ())]
        for name, model in listed.items()
    }
    assert forms["simulated/model"] == ["response_format", "structured_outputs"]
    assert (forms["simulated/json-only"], forms["simulated/plain"]) == (["response_format"], [])


async def test_prices_are_strings_and_cached_tokens_have_one() -> None:
    async with line(cached_share=Decimal("0.25")) as openrouter:
        entries = {one["id"]: one for one in (await openrouter.get("/models")).json()["data"]}
    assert entries["simulated/model"]["pricing"]["input_cache_read"] == "0.00000075"
    assert entries["simulated/tiered"]["pricing"]["overrides"][0]["min_prompt_tokens"] == 4_000
    assert entries["simulated/reasoner"]["reasoning"]["mandatory"] is True


async def test_a_models_endpoints_say_what_each_takes() -> None:
    async with line() as openrouter:
        page = (await openrouter.get("/models/simulated/json-only/endpoints")).json()["data"]
        missing = await openrouter.get("/models/a/b/endpoints")
    assert (page["id"], page["endpoints"][0]["provider_name"]) == ("simulated/json-only", "Simulated")
    assert "structured_outputs" not in page["endpoints"][0]["supported_parameters"]
    assert missing.status_code == 404


async def test_a_key_has_left_what_the_bill_leaves() -> None:
    async with line(key_limit=Decimal("0.5")) as openrouter:
        await openrouter.ask()
        text = (await openrouter.get("/key")).text
        standing = read_standing(Page(json.loads(text, parse_float=Decimal), ""))
        spent = openrouter.server.bill.dollars
    assert spent > 0
    assert (standing.limit, standing.usage, standing.limit_remaining) == (Decimal("0.5"), spent, Decimal("0.5") - spent)


async def test_a_key_without_a_limit_says_so() -> None:
    async with line() as openrouter:
        standing = (await openrouter.get("/key")).json()["data"]
        credits_ = await openrouter.get("/credits")
    assert (standing["limit"], standing["limit_remaining"], standing["is_free_tier"]) == (None, None, False)
    assert credits_.status_code == 403


async def test_a_generation_is_found_some_asks_after_it_was_made() -> None:
    async with line(unfound_generations=2) as openrouter:
        response = await openrouter.ask()
        path = f"/generation?id={response.headers['x-generation-id']}"
        codes = [(await openrouter.get(path)).status_code for _ in range(2)]
        found = json.loads((await openrouter.get(path)).text, parse_float=Decimal)["data"]
        unknown = await openrouter.get("/generation?id=gen-none")
        dollars = openrouter.server.bill.dollars
    assert (codes, unknown.status_code) == ([404, 404], 404)
    assert (found["id"], found["total_cost"]) == (response.json()["id"], dollars)


async def test_its_bill_is_served_to_other_processes() -> None:
    async with line(script=[Kind.OVERLOADED]) as openrouter:
        for _ in range(2):
            await openrouter.ask()
        page = (await openrouter.get("/bill")).json()
        bill = openrouter.server.bill
    assert (page["requests"], page["kinds"], page["completions"]) == (2, {"503": 1, "fine": 1}, 1)
    assert (Decimal(page["dollars"]), page["seconds"]) == (bill.dollars, [[0, 2, 0]])


async def test_every_billed_completion_is_listed_with_its_times_where_they_are_kept() -> None:
    async with line(script=[Kind.OVERLOADED, Kind.FINE, Kind.TRUNCATED], latency=2, keeps_charges=True) as openrouter:
        responses = [await openrouter.ask() for _ in range(3)]
        charges = (await openrouter.get("/bill/charges")).json()["charges"]
        dollars = openrouter.server.bill.dollars
    began = START.timestamp()
    # The clock stands still but for the two seconds that each of three requests takes.
    assert [(one["came_at"] - began, one["ended_at"] - began) for one in charges] == [(2, 4), (4, 6)]
    assert [one["id"] for one in charges] == [response.json()["id"] for response in responses[1:]]
    assert [one["is_usable"] for one in charges] == [True, False]
    assert sum(Decimal(one["dollars"]) for one in charges) == dollars
    assert len({one["key"] for one in charges}) == 1


async def test_billed_completions_are_not_listed_unless_that_is_asked_for() -> None:
    async with line() as openrouter:
        await openrouter.ask()
        assert (await openrouter.get("/bill/charges")).json() == {"charges": []}


async def test_other_pages_are_not_there() -> None:
    async with line() as openrouter:
        assert (await openrouter.get("/nothing")).status_code == 404
