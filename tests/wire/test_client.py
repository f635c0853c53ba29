"""The client over real sockets: what is sent, retried, recorded and never shown."""

from __future__ import annotations

import asyncio
import socket
import zlib
from collections.abc import Callable
from decimal import Decimal

import pytest

from panel.domain.origin import Origin
from panel.domain.seat import Model, Sampling
from panel.errors import Cause, Mistake, WireFault
from panel.testing import replies
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, says, status
from panel.testing.script import SeenRequest
from panel.testing.scripted import ScriptedTransport
from panel.wire.client import Client
from panel.wire.connection import BODY_CAP
from panel.wire.endpoints import BUILT_IN, Dialect, make_endpoint
from panel.wire.terms import Terms
from tests.fakes.clock import START, FakeClock
from tests.wire.calls import A_MODEL, A_PROMPT, CANARY, ACall, Caller, a_turnstile, an_endpoint
from tests.wire.failures import HELD, paid


def unused_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


async def asked(dialect: Dialect, key: str | None) -> SeenRequest:
    """The one request that asking an endpoint of this dialect sends."""
    async with SimulatedEndpoint(says("Hello.")) as server:
        await Caller(an_endpoint(server.base_url, dialect=dialect, key=key)).completion()
    (request,) = server.requests
    return request


async def test_a_completion_comes_back_with_its_attempt() -> None:
    async with SimulatedEndpoint(says("Hello.")) as server:
        caller = Caller(an_endpoint(server.base_url))
        completion = await caller.completion()
    assert (completion.text, completion.finish_reason) == ("Hello.", "stop")
    assert caller.attempts == [completion.attempt]
    attempt = completion.attempt
    assert (attempt.outcome, attempt.status, attempt.text, attempt.sent_at) == ("completed", 200, "Hello.", START)
    assert (attempt.served_model, attempt.generation_id, attempt.cost_usd) == (
        "served/model",
        "gen-1",
        Decimal("0.00095"),
    )


async def test_openrouter_is_sent_the_key_and_who_asks() -> None:
    request = await asked(Dialect.OPENROUTER, CANARY)
    assert (request.method, request.path) == ("POST", "/v1/chat/completions")
    assert request.headers["authorization"] == f"Bearer {CANARY}"
    assert request.headers["x-openrouter-title"] == "panel"
    assert request.headers["content-type"] == "application/json"
    assert request.body["provider"] == {"require_parameters": True}


@pytest.mark.parametrize("dialect", [Dialect.OPENAI, Dialect.OLLAMA, Dialect.LMSTUDIO])
async def test_other_servers_are_told_nothing_of_openrouters(dialect: Dialect) -> None:
    request = await asked(dialect, CANARY)
    assert not [name for name in request.headers if "openrouter" in name]
    assert "provider" not in request.body
    assert request.body["messages"][1]["content"] == A_PROMPT.user


async def test_no_authorisation_is_sent_without_a_key() -> None:
    request = await asked(Dialect.OPENAI, None)
    assert "authorization" not in request.headers


async def test_what_the_environment_holds_for_openai_goes_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY", "OPENAI_WEBHOOK_SECRET"):
        monkeypatch.setenv(name, "environment-canary")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Own: environment-canary")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://environment-canary.example")
    request = await asked(Dialect.OPENAI, None)
    assert "environment-canary" not in str(request.headers)


async def test_a_proxy_is_not_shown_what_goes_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    async with SimulatedEndpoint(says("from the proxy")) as proxy, SimulatedEndpoint(says("direct")) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.base_url)
        monkeypatch.setenv("ALL_PROXY", proxy.base_url)
        completion = await Caller(an_endpoint(server.base_url)).completion()
    assert (completion.text, proxy.requests) == ("direct", [])


async def test_a_redirect_is_not_followed() -> None:
    async with SimulatedEndpoint(says("x")) as target, SimulatedEndpoint() as server:
        server.will_answer(replies.redirect(f"{target.base_url}/chat/completions"))
        fault = await Caller(an_endpoint(server.base_url)).fault()
    assert (fault.cause, len(server.requests), target.requests) == (Cause.REDIRECTED, 1, [])


@pytest.mark.parametrize(
    "failure",
    [
        status(503, "busy"),
        status(429, "slow down"),
        replies.raw(b"<html>", code=502, content_type="text/html"),
        replies.raw(b"", content_type="text/event-stream"),
        replies.error_inside(502),
        replies.null_fields(429),
        replies.null_fields(None),
        replies.broken_off("partial"),
        replies.padded(replies.raw(b"")),
        replies.dropped(),
        replies.cut(says("x" * 1_000)),
    ],
)
async def test_a_passing_failure_is_mended_by_one_retry_and_recorded(failure: Reply) -> None:
    async with SimulatedEndpoint(failure, says("Hello.")) as server:
        caller = Caller(an_endpoint(server.base_url))
        completion = await caller.completion()
    assert completion.text == "Hello."
    assert len(server.requests) == 2
    assert [caller.outcomes[0] == "completed", caller.outcomes[1]] == [False, "completed"]
    assert caller.clock.slept == [0.5]


@pytest.mark.parametrize("reply", [replies.nested("Hello."), replies.padded(says("Hello."))])
async def test_odd_shapes_of_a_completion_need_no_retry(reply: Reply) -> None:
    async with SimulatedEndpoint(reply) as server:
        completion = await Caller(an_endpoint(server.base_url)).completion()
    assert (completion.text, len(server.requests)) == ("Hello.", 1)


async def test_an_answer_that_broke_off_is_recorded_with_what_it_cost() -> None:
    async with SimulatedEndpoint(replies.broken_off("partial"), says("Hello.")) as server:
        caller = Caller(an_endpoint(server.base_url))
        await caller.completion()
    first = caller.attempts[0]
    assert (first.outcome, first.text, first.cost_usd) == ("endpoint_failed", "partial", Decimal("0.00095"))


async def test_it_gives_up_after_six_attempts() -> None:
    async with SimulatedEndpoint(status(503, "busy")) as server:
        caller = Caller(an_endpoint(server.base_url))
        fault = await caller.fault()
    assert (fault.cause, fault.detail) == (Cause.ENDPOINT_FAILED, "busy (HTTP 503)")
    assert caller.outcomes == ["endpoint_failed"] * 6
    assert caller.clock.slept == [0.5, 1.0, 2.0, 4.0, 8.0]


async def test_it_waits_as_long_as_the_server_asks() -> None:
    async with SimulatedEndpoint(status(429, "slow", headers={"Retry-After": "7"}), says("Hello.")) as server:
        caller = Caller(an_endpoint(server.base_url))
        await caller.completion()
    assert caller.clock.slept == [7.0]


@pytest.mark.parametrize("code", [400, 402, 403, 404, 422])
async def test_a_lasting_failure_is_not_retried(code: int) -> None:
    async with SimulatedEndpoint(status(code, "no")) as server:
        caller = Caller(an_endpoint(server.base_url))
        await caller.fault()
    assert (len(server.requests), len(caller.attempts)) == (1, 1)


async def test_a_body_over_the_cap_is_read_no_further_and_not_asked_again() -> None:
    async with SimulatedEndpoint(says("x" * 1_100_000)) as server:
        fault = await Caller(an_endpoint(server.base_url)).fault()
    assert (fault.cause, "1,000,000" in fault.detail, len(server.requests)) == (Cause.UNREADABLE, True, 1)


async def test_a_server_that_is_not_there_is_unreachable_and_says_what_to_do() -> None:
    caller = Caller(an_endpoint(f"http://127.0.0.1:{unused_port()}/v1"))
    fault = await caller.fault()
    assert fault.cause is Cause.UNREACHABLE
    assert "is the server running?" in fault.detail
    assert caller.outcomes == ["unreachable", "unreachable"]


async def test_an_answer_that_does_not_come_is_timed_out() -> None:
    async with SimulatedEndpoint(replies.slow(says("late"), 30)) as server:
        caller = Caller(an_endpoint(server.base_url), attempt_timeout=0.05)
        fault = await caller.fault()
    assert (fault.cause, caller.outcomes) == (Cause.TIMED_OUT, ["timed_out"] * 3)


async def test_padding_does_not_put_off_the_deadline() -> None:
    dribbled = replies.padded(says("late"), beats=1_000, pause=0.01)
    async with SimulatedEndpoint(dribbled) as server:
        fault = await Caller(an_endpoint(server.base_url), attempt_timeout=0.1).fault()
    assert fault.cause is Cause.TIMED_OUT


async def test_a_cancelled_call_is_recorded_and_leaves_nothing_open() -> None:
    arrived = asyncio.Event()

    def never(_: dict[str, object]) -> Reply:
        arrived.set()
        return replies.slow(says("late"), 30)

    async with SimulatedEndpoint(never) as server:
        caller = Caller(an_endpoint(server.base_url))
        async with caller.client() as client:
            call = asyncio.create_task(caller.ask(client))
            await arrived.wait()
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
    assert [(one.outcome, one.detail) for one in caller.attempts] == [("stopped", "given up before an answer came")]
    assert [paid(one) for one in caller.attempts] == [HELD]


async def test_calls_at_once_share_one_connection_pool() -> None:
    async with SimulatedEndpoint() as server:
        caller = Caller(an_endpoint(server.base_url))
        async with caller.client() as client:
            completions = await asyncio.gather(*(caller.ask(client) for _ in range(40)))
    assert (len(completions), len(server.requests)) == (40, 40)


@pytest.mark.parametrize(
    ("dialect", "served", "is_as_asked"),
    [
        (Dialect.OPENROUTER, "a/b", True),
        (Dialect.OPENROUTER, "a/b-listed-as", True),
        (Dialect.OPENROUTER, None, True),
        (Dialect.OPENROUTER, "a/another", False),
        (Dialect.OPENAI, "/models/any.gguf", True),
    ],
)
async def test_another_model_than_was_asked_is_noticed_where_requests_are_routed(
    dialect: Dialect,
    served: str | None,
    is_as_asked: bool,  # noqa: FBT001 - a case
) -> None:
    async with SimulatedEndpoint(says("Hello.", model=served)) as server:
        caller = Caller(an_endpoint(server.base_url, dialect=dialect), terms=Terms(canonical="a/b-listed-as"))
        completion = await caller.completion()
    assert (completion.is_as_asked, completion.attempt.served_model) == (is_as_asked, served)


async def test_compression_nobody_asked_for_is_refused() -> None:
    reply = says("x")
    compressed = Reply(body=reply.body, headers={**reply.headers, "content-encoding": "br"})
    async with SimulatedEndpoint(compressed, says("x")) as server:
        caller = Caller(an_endpoint(server.base_url))
        await caller.completion()
    assert caller.outcomes == ["unreadable", "completed"]


@pytest.mark.parametrize(("encoding", "wbits"), [("gzip", 31), ("deflate", 15), ("deflate", -15)])
async def test_a_compressed_body_is_read_with_or_without_a_header(encoding: str, wbits: int) -> None:
    squeezer = zlib.compressobj(wbits=wbits)
    body = squeezer.compress(says("Hello.").body) + squeezer.flush()
    async with SimulatedEndpoint(Reply(body=body, headers={"content-encoding": encoding})) as server:
        caller = Caller(an_endpoint(server.base_url))
        assert (await caller.completion()).text == "Hello."
    assert caller.outcomes == ["completed"]


@pytest.mark.parametrize("wbits", [31, -15])
async def test_a_body_that_swells_beyond_the_cap_is_given_up(wbits: int) -> None:
    squeezer = zlib.compressobj(wbits=wbits)
    body = squeezer.compress(b" " * (BODY_CAP + 1)) + squeezer.flush()
    async with SimulatedEndpoint(Reply(body=body, headers={"content-encoding": "deflate"})) as server:
        fault = await Caller(an_endpoint(server.base_url)).fault()
    assert "over 1,000,000 bytes" in fault.detail


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_body_that_nothing_can_inflate_is_asked_for_once_and_may_be_billed(encoding: str) -> None:
    damaged = Reply(body=b"not gzip", headers={"content-encoding": encoding})
    async with SimulatedEndpoint(damaged, says("x")) as server:
        caller = Caller(an_endpoint(server.base_url))
        fault = await caller.fault()
    assert (fault.cause, fault.is_retryable, fault.may_be_billed) == (Cause.UNREADABLE, False, True)
    assert "compressed in a way that cannot be undone" in fault.detail
    assert caller.outcomes == ["unreadable"]


async def test_a_transport_may_stand_in_for_the_network() -> None:
    transport = ScriptedTransport(replies.dropped(), says("Hello."))
    caller = Caller(an_endpoint(), transport=transport)
    assert (await caller.completion()).text == "Hello."
    assert (caller.outcomes, len(transport.requests)) == (["endpoint_failed", "completed"], 2)


async def test_endpoints_do_not_share_a_rejected_key() -> None:
    async with SimulatedEndpoint(status(401, "no")) as refusing, SimulatedEndpoint(says("Hello.")) as serving:
        endpoints = {
            name: make_endpoint(
                name, base_url=server.base_url, dialect=Dialect.OPENAI, origin=Origin.FLAG, key=f"key-of-{name}"
            )
            for name, server in (("refusing", refusing), ("serving", serving))
        }
        async with Client(endpoints, clock=FakeClock()) as client:
            with pytest.raises(WireFault):
                await client.complete(Model(endpoint="refusing", id="m"), A_PROMPT, Sampling(), ACall())
            completion = await client.complete(Model(endpoint="serving", id="m"), A_PROMPT, Sampling(), ACall())
    assert completion.text == "Hello."
    assert serving.requests[0].headers["authorization"] == "Bearer key-of-serving"


async def test_a_call_that_waits_for_money_does_not_hold_up_who_may_free_it_while_forms_are_tried() -> None:
    freed, waiting = asyncio.Event(), asyncio.Event()

    class Poor(ACall):
        """A call that has no money until another is over."""

        async def allow(self, worst_usd: Decimal | None, waits: Callable[[], None]) -> None:
            """Wait for it."""
            del worst_usd
            waits()
            waiting.set()
            await freed.wait()

    async with SimulatedEndpoint(says("Hello.")) as server:
        caller = Caller(an_endpoint(server.base_url, dialect=Dialect.OPENAI))
        async with caller.client() as client, asyncio.timeout(20), asyncio.TaskGroup() as group:
            group.create_task(client.complete(A_MODEL, A_PROMPT, Sampling(), Poor()))
            await waiting.wait()
            await caller.ask(client)
            freed.set()
    assert len(server.requests) == 2


async def test_a_model_on_an_endpoint_that_is_not_there_is_a_mistake() -> None:
    async with Client(BUILT_IN, clock=FakeClock()) as client:
        with pytest.raises(Mistake, match="there are openrouter"):
            await client.complete(Model(endpoint="gone", id="m"), A_PROMPT, Sampling(), ACall())


async def test_the_offline_model_answers_through_the_same_client() -> None:
    model = Model(endpoint="offline", id="offline/other")
    async with Client(BUILT_IN, clock=FakeClock()) as client:
        with pytest.raises(WireFault, match="request_rejected"):
            await client.complete(model, A_PROMPT, Sampling(), ACall())


async def test_a_run_that_is_stopped_while_a_call_is_put_on_record_does_not_send_it() -> None:
    turnstile = a_turnstile()

    class Recorded(ACall):
        """Is stopped meanwhile."""

        async def departs(self) -> None:
            """Stop."""
            turnstile.close("the run was stopped")

    async with SimulatedEndpoint(says("Hello.")) as server, Caller(an_endpoint(server.base_url)).client() as client:
        with pytest.raises(WireFault) as caught:
            await client.complete(A_MODEL, A_PROMPT, Sampling(), Recorded(turnstile))
    assert (caught.value.cause, server.requests) == (Cause.STOPPED, [])
