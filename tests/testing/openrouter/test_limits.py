"""Limits refuse as OpenRouter and its providers do, and by a clock that a test moves."""

from __future__ import annotations

from decimal import Decimal

import pytest

from panel.testing.openrouter.kinds import Kind
from panel.testing.openrouter.schedule import Schedule
from tests.testing.openrouter.asking import Line, line


async def codes(openrouter: Line, count: int, **fields: object) -> list[int]:
    return [(await openrouter.ask(f"{number}", **fields)).status_code for number in range(count)]


async def test_a_model_takes_one_seconds_worth_at_once_and_then_as_many_as_time_brings() -> None:
    async with line(rate=Schedule.of(3)) as openrouter:
        assert await codes(openrouter, 5) == [200, 200, 200, 429, 429]
        await openrouter.clock.sleep(0.7)  # 2.1 more
        assert await codes(openrouter, 3) == [200, 200, 429]
        await openrouter.clock.sleep(60)  # never more than a second's worth
        assert await codes(openrouter, 4) == [200, 200, 200, 429]
        assert openrouter.server.bill.refused == {429: 4}


async def test_models_are_limited_apart_and_may_have_rates_of_their_own() -> None:
    async with line(rate=Schedule.of(1), rates={"simulated/small": Schedule.of(2)}) as openrouter:
        assert await codes(openrouter, 2) == [200, 429]
        assert await codes(openrouter, 3, model="simulated/small") == [200, 200, 429]


async def test_the_account_is_limited_over_all_models() -> None:
    async with line(account_rate=Schedule.of(2)) as openrouter:
        assert await codes(openrouter, 1) + await codes(openrouter, 2, model="simulated/small") == [200, 200, 429]


async def test_a_rate_moves_by_its_schedule_from_the_first_request_on() -> None:
    async with line(rate=Schedule(((0, 4), (10, 1), (20, 2)))) as openrouter:
        await openrouter.clock.sleep(100)
        assert await codes(openrouter, 5) == [200] * 4 + [429]
        await openrouter.clock.sleep(15)
        assert await codes(openrouter, 2) == [200, 429]
        await openrouter.clock.sleep(10)
        assert await codes(openrouter, 3) == [200, 200, 429]


async def test_openrouters_own_refusal_names_the_limit_in_its_headers() -> None:
    async with line(rate=Schedule.of(1)) as openrouter:
        await openrouter.ask()
        headers = (await openrouter.ask()).headers
    assert (headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]) == ("1", "0")
    assert headers["x-ratelimit-reset"] == "1767355201000"  # a second after 2026-01-02 12:00 UTC
    assert "retry-after" not in headers


async def test_a_providers_refusal_has_its_words_and_no_such_headers() -> None:
    async with line(rate=Schedule.of(1), is_limit_upstream=True) as openrouter:
        await openrouter.ask()
        refused = await openrouter.ask()
    assert refused.json()["error"]["metadata"]["limit_source"] == "upstream_provider_shared_pool"
    assert "x-ratelimit-limit" not in refused.headers


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("1", "1"),
        ("0.5", "0.5"),
        ("0", "0"),
        ("121", "121"),
        ("soon", "soon"),
        ("Fri, 02 Jan 2026 12:00:05 GMT", "Fri, 02 Jan 2026 12:00:05 GMT"),
        ("date+5", "Fri, 02 Jan 2026 12:00:05 GMT"),
    ],
)
@pytest.mark.parametrize("kind", [Kind.RATE_LIMITED, Kind.OVERLOADED])
async def test_retry_after_is_any_text(text: str, sent: str, kind: Kind) -> None:
    async with line(retry_after=text, script=[kind]) as openrouter:
        assert (await openrouter.ask()).headers["retry-after"] == sent


async def test_free_models_have_a_daily_cap() -> None:
    async with line(daily_requests=2) as openrouter:
        assert await codes(openrouter, 2, model="simulated/gratis:free") == [200, 200]
        refused = await openrouter.ask(model="simulated/gratis:free")
        other = await openrouter.ask()
        key = (await openrouter.get("/key")).json()["data"]
    assert (refused.status_code, other.status_code) == (429, 200)
    assert refused.json()["error"]["metadata"]["limit_source"] == "openrouter_free_tier_daily"
    assert key["free_model_daily_requests"] == {"used": 2, "limit": 2, "remaining": 0}


async def test_more_in_flight_than_the_credit_covers_is_refused_for_now() -> None:
    async with line(in_flight=0, in_flight_retry_after="7") as openrouter:
        refused = await openrouter.ask()
    error = refused.json()["error"]
    assert (refused.status_code, refused.headers["retry-after"]) == (402, "7")
    assert (error["metadata"]["reason"], error["metadata"]["limit_source"]) == (
        "in_flight_budget_exhausted",
        "openrouter_in_flight_budget",
    )


@pytest.mark.parametrize(("limit", "source"), [("credit", "openrouter_credits"), ("key_limit", "openrouter_key_limit")])
async def test_spent_dollars_end_it(limit: str, source: str) -> None:
    async with line(**{limit: Decimal("0.000001")}) as openrouter:
        assert (await openrouter.ask()).status_code == 200
        refused = await openrouter.ask()
    assert (refused.status_code, refused.json()["error"]["metadata"]["limit_source"]) == (402, source)


async def test_a_fallback_answers_when_the_first_is_limited() -> None:
    async with line(rates={"simulated/model": Schedule.of(1)}) as openrouter:
        served = [(await openrouter.ask(models=["simulated/small"])).json()["model"] for _ in range(2)]
    assert served == ["simulated/model", "simulated/small"]


async def test_what_is_used_of_a_schedule_is_counted_from_grants() -> None:
    schedule = Schedule(((0, 4), (10, 2)))
    async with line(rate=schedule) as openrouter:
        for _ in range(12):
            await codes(openrouter, 2)
            await openrouter.clock.sleep(1)
        bill = openrouter.server.bill
    # Seconds 5 to 10 allow 20 and the one from 10 to 11 two more; 2 were granted in each of those six.
    assert bill.share_used(schedule, after=5) == pytest.approx(12 / 22)
    assert (bill.first_grant, bill.last_grant, bill.seconds[3].granted) == (0, 11, 2)
