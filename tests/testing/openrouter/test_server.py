"""A simulated OpenRouter sends every shape over a real socket, and bills what was made."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from panel.testing.openrouter.conditions import Conditions
from panel.testing.openrouter.kinds import COMPLETED, FREE, USABLE, Kind
from panel.testing.openrouter.server import SimulatedOpenRouter
from panel.testing.replies import BEAT, redirect
from tests.testing.openrouter.asking import line

SMALL = b'{"model":"simulated/model","messages":[{"content":"x"}]}'
BROKEN = {Kind.DROPPED, Kind.DROPPED_BILLED, Kind.CUT}
STATUSES = {kind: int(kind[:3]) for kind in Kind if kind[:3].isdecimal()} | {
    Kind.STRING_ERROR: 400,
    Kind.CAPACITY: 429,
    Kind.UNAVAILABLE: 503,
    Kind.NO_ENDPOINTS: 404,
    Kind.CONSTRAINT: 404,
    Kind.REGION: 403,
}


@pytest.mark.parametrize("kind", sorted(set(Kind) - BROKEN - {Kind.DRIBBLED}))
async def test_every_kind_has_its_status_and_its_place_in_the_bill(kind: Kind) -> None:
    async with line(script=[kind]) as openrouter:
        response = await openrouter.ask()
        bill = openrouter.server.bill
    assert response.status_code == STATUSES.get(kind, 200)
    assert bill.kinds == {kind: 1}
    is_billed = kind in COMPLETED - FREE
    assert (bill.completions, bill.dollars > 0) == (int(is_billed), is_billed)
    assert (bill.usable, bill.unusable) == (int(is_billed and kind in USABLE), int(is_billed and kind not in USABLE))


@pytest.mark.parametrize("kind", [Kind.COMMENTED, Kind.STREAMED])
async def test_a_whole_answer_in_another_shape_is_counted_as_usable(kind: Kind) -> None:
    async with line(script=[kind]) as openrouter:
        await openrouter.ask()
        bill = openrouter.server.bill
    assert (bill.usable, bill.unusable) == (1, 0)


@pytest.mark.parametrize(("kind", "billed"), [(Kind.DROPPED, 0), (Kind.DROPPED_BILLED, 1), (Kind.CUT, 1)])
async def test_a_lost_answer_may_have_been_billed(kind: Kind, billed: int) -> None:
    async with line(script=[kind]) as openrouter:
        with pytest.raises(httpx2.RemoteProtocolError):
            await openrouter.ask()
        bill = await openrouter.server.settled()
    assert (bill.completions, bill.usable, bill.unusable) == (billed, 0, billed)


async def test_a_cut_body_has_the_id_of_its_generation_in_the_headers() -> None:
    async with line(script=[Kind.CUT]) as openrouter, httpx2.AsyncClient() as http:
        url = f"{openrouter.server.base_url}/chat/completions"
        async with http.stream("POST", url, content=SMALL) as response:
            identifier = response.headers["x-generation-id"]
            with pytest.raises(httpx2.RemoteProtocolError):
                await response.aread()
        bill = await openrouter.server.settled()
        found = (await openrouter.get(f"/generation?id={identifier}")).text
    assert json.loads(found, parse_float=Decimal)["data"]["total_cost"] == bill.dollars


def error_of(response: httpx2.Response) -> Any:  # noqa: ANN401 - JSON
    return response.json()["error"]


async def test_an_upstreams_words_are_in_its_error_and_not_in_the_message() -> None:
    async with line(script=[Kind.UPSTREAM_LIMITED]) as openrouter:
        error = error_of(await openrouter.ask())
    assert (error["message"], error["metadata"]["provider_name"]) == ("Provider returned error", "Simulated")
    assert "temporarily rate-limited" in error["metadata"]["raw"]


async def test_an_availability_error_has_no_code() -> None:
    async with line(script=[Kind.CAPACITY]) as openrouter:
        error = error_of(await openrouter.ask())
    assert "code" not in error
    assert (error["http_status"], error["availability"]["code"], error["availability"]["retryable"]) == (
        429,
        "capacity_exhausted",
        True,
    )


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (Kind.ERROR_IN_200, {"error", "user_id"}),
        (Kind.NULL_FIELDS, {"id", "choices", "model"}),
        (Kind.NULL_FIELDS_ERROR, {"id", "choices", "model", "object", "error"}),
        (Kind.NESTED, {"id", "choices", "provider"}),
    ],
)
async def test_status_200_may_hold_no_completion_where_one_belongs(kind: Kind, keys: set[str]) -> None:
    async with line(script=[kind]) as openrouter:
        body = (await openrouter.ask()).json()
    assert set(body) == keys
    assert not body.get("choices")


async def test_a_choice_may_hold_a_part_and_an_error() -> None:
    async with line(script=[Kind.BROKEN_OFF]) as openrouter:
        body = (await openrouter.ask()).json()
    choice = body["choices"][0]
    assert (choice["finish_reason"], choice["error"]["code"], body["usage"]["cost"]) == ("error", 502, 0)


@pytest.mark.parametrize(("kind", "rest"), [(Kind.PADDING_ONLY, b""), (Kind.PADDING_DOT, b".")])
async def test_padding_may_be_all_there_is(kind: Kind, rest: bytes) -> None:
    async with line(script=[kind]) as openrouter:
        content = (await openrouter.ask()).content
    assert content == BEAT * 60 + rest


async def test_padding_stands_before_the_json() -> None:
    async with line(script=[Kind.PADDED]) as openrouter:
        response = await openrouter.ask()
    assert (response.content[: len(BEAT)], response.json()["object"]) == (BEAT, "chat.completion")


async def test_beats_are_sent_while_an_answer_is_made() -> None:
    async with line(latency=3.5, beat_every=1.0) as openrouter:
        response = await openrouter.ask()
        slept = openrouter.clock.slept
    assert response.content.startswith(BEAT * 3 + b"{")
    assert slept == [0.5, 1.0, 1.0, 1.0]


async def test_a_dribbled_body_never_ends_and_is_billed_when_the_client_has_left() -> None:
    async with line(script=[Kind.DRIBBLED]) as openrouter, httpx2.AsyncClient() as http:
        url = f"{openrouter.server.base_url}/chat/completions"
        async with http.stream("POST", url, content=SMALL) as response:
            beats = response.aiter_raw()
            assert (await anext(beats)).startswith(BEAT)
            assert openrouter.server.bill.completions == 0
        bill = await asyncio.wait_for(openrouter.server.settled(), 30)
    assert (bill.completions, bill.unusable, bill.in_flight) == (1, 1, 0)


async def test_a_client_that_leaves_pays_all_the_same() -> None:
    arrived, left = asyncio.Event(), asyncio.Event()

    async def until_it_left(_: float) -> None:
        arrived.set()
        await left.wait()

    async with SimulatedOpenRouter(Conditions(latency=1), sleep=until_it_left) as server:
        _, client = await asyncio.open_connection("127.0.0.1", urlsplit(server.base_url).port)
        head = f"POST /api/v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(SMALL)}\r\n\r\n"
        client.write(head.encode() + SMALL)
        await arrived.wait()
        client.close()
        await client.wait_closed()
        for _ in range(10):  # the end of a connection on loopback is seen in the loop's next rounds
            await asyncio.sleep(0)
        left.set()
        bill = await server.settled()
    assert (bill.completions, bill.usable, bill.unusable) == (1, 0, 1)


async def test_an_event_stream_holds_comments_usage_and_an_end() -> None:
    async with line() as openrouter:
        response = await openrouter.ask(stream=True)
    events = response.text.strip().split("\n\n")
    assert response.headers["content-type"] == "text/event-stream"
    assert (events[0], events[-1]) == (": OPENROUTER PROCESSING", "data: [DONE]")
    assert json.loads(events[-2].removeprefix("data: "))["choices"] == []


async def test_thinking_may_take_all_the_tokens_there_are() -> None:
    async with line(script=[Kind.REASONING_ONLY]) as openrouter:
        body = (await openrouter.ask(max_tokens=300)).json()
    message = body["choices"][0]["message"]
    assert (message["content"], bool(message["reasoning"])) == (None, True)
    assert body["usage"]["completion_tokens_details"]["reasoning_tokens"] == 300


async def test_an_answer_ends_where_max_tokens_does_and_is_then_unusable() -> None:
    async with line() as openrouter:
        body = (await openrouter.ask(max_tokens=10)).json()
        bill = openrouter.server.bill
    assert (body["choices"][0]["finish_reason"], body["usage"]["completion_tokens"]) == ("length", 10)
    assert len(body["choices"][0]["message"]["content"]) == 40  # 10 tokens of 4 characters
    assert (bill.usable, bill.unusable) == (0, 1)


async def test_another_model_may_serve_and_be_billed() -> None:
    async with line(served={"simulated/model": "simulated/gratis:free"}) as openrouter:
        body = (await openrouter.ask()).json()
    assert (body["model"], body["usage"]["cost"]) == ("simulated/gratis:free", 0)


async def test_a_script_may_be_added_to_and_may_hold_any_reply() -> None:
    async with line(script=[Kind.OVERLOADED]) as openrouter:
        openrouter.server.will_answer(redirect("http://elsewhere.invalid"), Kind.FENCED)
        codes = [(await openrouter.ask()).status_code for _ in range(4)]
    assert codes == [503, 307, 200, 200]


async def test_a_script_may_be_a_function_of_the_request() -> None:
    async with line(script=lambda asked: Kind.OVERLOADED if "loud" in asked.pieces[0].text else None) as openrouter:
        codes = [(await openrouter.ask(text)).status_code for text in ("loud", "quiet")]
    assert codes == [503, 200]


@pytest.mark.parametrize(
    "content", [b"no json", b"[]", b"{}", b'{"model":"simulated/model"}', b'{"model":"simulated/model","messages":[]}']
)
async def test_what_is_no_request_is_refused(content: bytes) -> None:
    async with line() as openrouter:
        response = await openrouter.post(content)
        assert openrouter.server.bill.refused == {400: 1}
    assert response.status_code == 400


async def test_bodies_are_kept_only_when_that_is_asked_for() -> None:
    async with line(keeps_bodies=True) as keeping, line() as forgetting:
        await keeping.post(b"no json")
        await forgetting.post(b"no json")
        assert (keeping.server.bodies, forgetting.server.bodies) == ([b"no json"], [])


async def test_only_its_own_key_is_taken_when_it_has_one() -> None:
    async with line(key="sk-canary") as openrouter, httpx2.AsyncClient() as http:
        refused = await openrouter.ask()
        url = f"{openrouter.server.base_url}/chat/completions"
        taken = await http.post(
            url,
            json={"model": "simulated/model", "messages": [{"content": "x"}]},
            headers={"authorization": "Bearer sk-canary"},
        )
    assert (refused.status_code, taken.status_code) == (401, 200)
