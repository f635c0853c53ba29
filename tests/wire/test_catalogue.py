"""The catalogue over real sockets: what is asked, with which key, and every way in which nothing comes back."""

from __future__ import annotations

import json

import pytest

from panel.errors import Cause, WireFault
from panel.testing import replies
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, a_listed_model, knows_key, lists, status
from panel.wire.catalogue import KEY_CAP, LIST_CAP, Catalogue
from panel.wire.endpoints import BUILT_IN, Dialect
from tests.fakes.clock import FakeClock
from tests.wire.calls import CANARY, an_endpoint
from tests.wire.test_client import unused_port


def a_catalogue(deadline: float = 5) -> Catalogue:
    return Catalogue(clock=FakeClock(), deadline=deadline)


async def fault_of_models(
    reply: Reply, *, deadline: float = 5, dialect: Dialect = Dialect.OPENAI, key: str | None = CANARY
) -> WireFault:
    """What asking an endpoint for its models ends in, when it sends this reply."""
    async with SimulatedEndpoint(models=reply) as server:
        with pytest.raises(WireFault) as caught:
            await a_catalogue(deadline).models(an_endpoint(server.base_url, dialect=dialect, key=key))
    # The HTTP library itself repeats a GET whose connection was closed on it.
    assert len(server.inquiries) == (2 if reply.is_dropped else 1)
    return caught.value


async def fault_of_key(reply: Reply) -> WireFault:
    """What asking OpenRouter for the standing of a key ends in, when it sends this reply."""
    async with SimulatedEndpoint(key=reply) as server:
        with pytest.raises(WireFault) as caught:
            await a_catalogue().standing(an_endpoint(server.base_url))
    assert len(server.inquiries) == 1
    return caught.value


async def test_the_models_of_an_endpoint_are_listed() -> None:
    async with SimulatedEndpoint(models=lists(a_listed_model("a/b"), "c/d")) as server:
        listing = (await a_catalogue().models(an_endpoint(server.base_url))).value
    assert [model.id for model in listing.models] == ["a/b", "c/d"]
    assert server.requests == []


async def test_openrouters_public_list_is_asked_for_without_the_key() -> None:
    async with SimulatedEndpoint() as server:
        await a_catalogue().models(an_endpoint(server.base_url))
    (request,) = server.inquiries
    assert (request.method, request.path, request.content) == ("GET", "/v1/models", b"")
    assert "authorization" not in request.headers
    assert CANARY not in str(request.headers)


async def test_another_servers_list_is_asked_for_with_its_key() -> None:
    async with SimulatedEndpoint() as server:
        await a_catalogue().models(an_endpoint(server.base_url, dialect=Dialect.OPENAI))
    assert server.inquiries[0].headers["authorization"] == f"Bearer {CANARY}"


async def test_the_standing_of_a_key_is_asked_for_with_it() -> None:
    async with SimulatedEndpoint(key=knows_key(limit=10, limit_remaining=2.5)) as server:
        standing = (await a_catalogue().standing(an_endpoint(server.base_url))).value
    (request,) = server.inquiries
    assert (request.path, request.headers["authorization"]) == ("/v1/key", f"Bearer {CANARY}")
    assert str(standing.limit_remaining) == "2.5"


async def test_the_offline_endpoint_answers_without_a_network() -> None:
    (model,) = (await a_catalogue().models(BUILT_IN["offline"])).value.models
    assert (model.id, str(model.prompt_price), model.structured_output) == ("offline/rubric", "0", "a JSON schema")


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (status(401, "bad key"), Cause.KEY_REJECTED),
        (status(402, "no credit"), Cause.OUT_OF_CREDIT),
        (status(403, "not yours"), Cause.FORBIDDEN),
        (status(404, "not found"), Cause.REQUEST_REJECTED),
        (status(405), Cause.REQUEST_REJECTED),
        (status(429, "slow down"), Cause.RATE_LIMITED),
        (status(500, "broken"), Cause.ENDPOINT_FAILED),
        (status(503), Cause.ENDPOINT_FAILED),
        (replies.raw(b"<html><title>Sign in</title>", content_type="text/html"), Cause.UNREADABLE),
        (replies.raw(b""), Cause.UNREADABLE),
        (replies.raw(b"\xff\xfe"), Cause.UNREADABLE),
        (replies.raw(b"[" * 100_000), Cause.UNREADABLE),
        (replies.raw(b'{"data":' + b"[" * 5_000 + b"]" * 5_000 + b',"x":1,"data":7}'), Cause.UNREADABLE),
        (replies.error_inside(429), Cause.RATE_LIMITED),
        (replies.error_inside(502), Cause.ENDPOINT_FAILED),
        (replies.raw(b"x" * (LIST_CAP + 1)), Cause.UNREADABLE),
        (replies.dropped(), Cause.ENDPOINT_FAILED),
        (replies.cut(lists("x" * 150)), Cause.ENDPOINT_FAILED),
        (Reply(headers={"content-encoding": "br"}, body=b"x"), Cause.UNREADABLE),
    ],
)
async def test_every_way_to_have_no_list_is_one_fault_and_one_request(reply: Reply, cause: Cause) -> None:
    assert (await fault_of_models(reply)).cause is cause


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (status(401, "no such key"), Cause.KEY_REJECTED),
        (status(402, "no credit"), Cause.OUT_OF_CREDIT),
        (status(403, "not yours"), Cause.FORBIDDEN),
        (status(404), Cause.REQUEST_REJECTED),
        (status(429, "slow down"), Cause.RATE_LIMITED),
        (status(500, "broken"), Cause.ENDPOINT_FAILED),
        (replies.raw(b"<html>", content_type="text/html"), Cause.UNREADABLE),
        (replies.raw(b"x" * (KEY_CAP + 1)), Cause.UNREADABLE),
        (replies.raw(b'{"data":[]}'), Cause.UNREADABLE),
        (replies.error_inside(401), Cause.KEY_REJECTED),
    ],
)
async def test_every_way_to_hear_nothing_of_a_key_is_one_fault_and_one_request(reply: Reply, cause: Cause) -> None:
    assert (await fault_of_key(reply)).cause is cause


async def test_an_address_that_serves_no_list_is_to_be_checked() -> None:
    assert "check the address, up to and including /v1" in (await fault_of_models(status(404))).detail


async def test_a_list_that_wants_a_key_is_no_rejected_key_when_none_was_sent() -> None:
    fault = await fault_of_models(status(401, "bad key"), dialect=Dialect.OPENROUTER)
    assert (fault.cause, "without a key" in fault.detail) == (Cause.FORBIDDEN, True)


async def test_an_answer_that_dribbles_past_the_deadline_is_given_up() -> None:
    fault = await fault_of_models(replies.padded(lists("m"), beats=2_000, pause=0.05), deadline=0.2)
    assert (fault.cause, fault.detail) == (Cause.TIMED_OUT, "no complete answer in 0.2 s")


async def test_nobody_there_is_said_with_the_address() -> None:
    endpoint = an_endpoint(f"http://127.0.0.1:{unused_port()}/v1")
    with pytest.raises(WireFault) as caught:
        await a_catalogue().models(endpoint)
    assert caught.value.cause is Cause.UNREACHABLE
    assert endpoint.base_url in caught.value.detail


@pytest.mark.parametrize("path", ["/models", "/key"])
async def test_no_redirect_is_followed_and_the_key_stays(path: str) -> None:
    async with SimulatedEndpoint() as elsewhere:
        away = replies.redirect(f"{elsewhere.base_url}{path}")
        async with SimulatedEndpoint(models=away, key=away) as server:
            endpoint = an_endpoint(server.base_url, dialect=Dialect.OPENAI)
            with pytest.raises(WireFault) as caught:
                await (a_catalogue().models(endpoint) if path == "/models" else a_catalogue().standing(endpoint))
    assert (caught.value.cause, elsewhere.inquiries, elsewhere.requests) == (Cause.REDIRECTED, [], [])


def escaped(text: str) -> str:
    """The text as a JSON string may hide it."""
    return "".join(f"\\u{ord(mark):04x}" for mark in text)


@pytest.mark.parametrize("spelling", [CANARY, escaped(CANARY)])
@pytest.mark.parametrize("padding", [0, 190, 280, 290])
async def test_a_key_that_is_sent_back_is_taken_out_before_anything_is_cut(spelling: str, padding: int) -> None:
    said = f'{{"error":{{"message":"{"x" * padding}{spelling}","code":400}}}}'.encode()
    for fault in (await fault_of_models(replies.raw(said, code=400)), await fault_of_key(replies.raw(said))):
        assert "canary" not in str(fault)
    location = status(307, headers={"location": f"https://h.example/{'x' * padding}{CANARY}"})
    assert "canary" not in str(await fault_of_models(location))


@pytest.mark.parametrize("spelling", [CANARY, escaped(CANARY)])
async def test_a_model_that_is_called_by_the_key_is_listed_without_it(spelling: str) -> None:
    body = f'{{"data":[{{"id":"{spelling}","name":"{spelling}"}}]}}'.encode()
    async with SimulatedEndpoint(models=replies.raw(body)) as server:
        listing = (await a_catalogue().models(an_endpoint(server.base_url, dialect=Dialect.OPENAI))).value
    assert "canary" not in json.dumps(listing.model_dump(mode="json"))


async def test_what_a_call_cost_is_asked_for_by_its_id_and_with_the_key() -> None:
    tokens = {"native_tokens_prompt": 10, "native_tokens_cached": 6, "native_tokens_completion": 4}
    said = {"id": "gen-1", "total_cost": 0.0015, **tokens}
    async with SimulatedEndpoint(replies.raw(json.dumps({"data": said}).encode())) as server:
        told = (await a_catalogue().generation(an_endpoint(server.base_url), "gen-1/../&a=b")).value
    assert (str(told.cost_usd), told.prompt_tokens, told.cached_tokens, told.completion_tokens) == ("0.0015", 10, 6, 4)
    (request,) = server.requests
    assert (request.method, request.path) == ("GET", "/v1/generation")
    assert request.headers["authorization"] == f"Bearer {CANARY}"


@pytest.mark.parametrize("cost", [None, "much", -1, True, 1e9, [], "NaN"])
async def test_a_call_without_a_cost_that_can_be_one_is_not_known(cost: object) -> None:
    async with SimulatedEndpoint(replies.raw(json.dumps({"data": {"total_cost": cost}}).encode())) as server:
        with pytest.raises(WireFault, match="nothing of what the call cost"):
            await a_catalogue().generation(an_endpoint(server.base_url), "gen-1")


async def test_a_call_that_is_not_known_yet_has_status_404() -> None:
    async with SimulatedEndpoint(status(404, "Generation not found")) as server:
        with pytest.raises(WireFault) as caught:
            await a_catalogue().generation(an_endpoint(server.base_url), "gen-1")
    assert caught.value.status == 404
