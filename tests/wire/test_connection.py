"""Connections: how far an exchange had come when it was cut short, and what that says of its bill."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal

import httpx2
import pytest

from panel.domain.completion import Attempt
from panel.domain.seat import Sampling
from panel.domain.tariff import OwnPrices
from panel.errors import Cause, WireFault
from panel.testing import replies
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, says
from panel.wire.channel import Head
from panel.wire.client import Client
from panel.wire.connection import Connection
from panel.wire.endpoints import Dialect, Endpoint
from panel.wire.terms import OwnTerms, Terms
from tests.fakes.clock import FakeClock
from tests.fakes.transports import BreaksOff
from tests.wire.calls import A_MODEL, A_PROMPT, CANARY, ACall, Caller, an_endpoint
from tests.wire.failures import HELD, MOST_ATTEMPTS, paid

PRICES = OwnPrices(prompt=Decimal(1), completion=Decimal(1))
PRICED = Terms.of(A_MODEL, Sampling(), Dialect.OPENROUTER, None, OwnTerms(prices=PRICES))


class Stalling(httpx2.AsyncBaseTransport):
    """Answers with a status and a generation's id, and then with nothing more; ``began`` is set at the body."""

    def __init__(self, named: str) -> None:
        self.began = asyncio.Event()
        self._headers = {"X-Generation-Id": named}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """A response whose body never ends."""
        return httpx2.Response(200, headers=self._headers, stream=_Never(self.began), request=request)


class Broken:
    """A channel with a mistake of our own in it."""

    async def exchange(self, method: str, url: str, body: bytes, cap: int, head: Head) -> bytes:
        """Raise what no network raises."""
        del method, url, body, cap, head
        raise ValueError("a mistake of ours")

    async def close(self) -> None:
        """There is nothing to close."""


class _Never(httpx2.AsyncByteStream):
    def __init__(self, began: asyncio.Event) -> None:
        self._began = began

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._began.set()
        await asyncio.Event().wait()
        yield b""


@pytest.fixture
def deaf() -> Iterator[socket.socket]:
    """A socket to which anybody may connect, and to which nothing is ever said back."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.setblocking(False)  # noqa: FBT003 - the socket's own
        yield listening


def encrypted(listening: socket.socket) -> Endpoint:
    return an_endpoint(f"https://127.0.0.1:{listening.getsockname()[1]}/v1")


async def cancelled(
    endpoint: Endpoint, began: asyncio.Event, transport: httpx2.AsyncBaseTransport | None = None
) -> Attempt:
    """What is recorded of a priced call that is cancelled once it ``began``."""
    transports = {"openrouter": transport} if transport else None
    call = ACall()
    async with Client(
        {"openrouter": endpoint}, clock=FakeClock(), terms={A_MODEL: PRICED}, transports=transports
    ) as client:
        task = asyncio.create_task(client.complete(A_MODEL, A_PROMPT, Sampling(), call))
        await began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    (attempt,) = call.attempts
    return attempt


async def fault_of(connection: Connection, within: float) -> WireFault:
    with pytest.raises(WireFault) as caught:
        await connection.post(b"{}", within=within)
    return caught.value


async def test_a_call_that_is_cancelled_keeps_the_id_that_its_cost_is_looked_up_by() -> None:
    transport = Stalling("gen-lost")
    attempt = await cancelled(an_endpoint(), transport.began, transport)
    assert (attempt.outcome, attempt.generation_id, attempt.status) == ("stopped", "gen-lost", 200)
    assert attempt.cost_basis == "held"


@pytest.mark.parametrize("named", [CANARY, f"gen-{CANARY}", "Bearer x"])
async def test_nothing_secret_comes_into_what_is_kept_of_a_cancelled_call(named: str) -> None:
    transport = Stalling(named)
    attempt = await cancelled(an_endpoint(), transport.began, transport)
    assert CANARY not in f"{attempt!r}"
    assert attempt.generation_id in (None, "gen-[redacted]")


async def test_a_call_that_is_cancelled_once_it_was_sent_may_be_billed() -> None:
    arrived = asyncio.Event()

    def never(_: dict[str, object]) -> Reply:
        arrived.set()
        return replies.slow(says("late"), 30)

    async with SimulatedEndpoint(never) as server:
        attempt = await cancelled(an_endpoint(server.base_url), arrived)
    assert (attempt.outcome, attempt.cost_basis, attempt.generation_id) == ("stopped", "held", None)


async def test_a_call_that_is_cancelled_while_it_connects_is_not_billed(deaf: socket.socket) -> None:
    began = asyncio.Event()

    async def meet() -> None:
        peer, _ = await asyncio.get_running_loop().sock_accept(deaf)
        with peer:
            began.set()
            await asyncio.Event().wait()

    meeting = asyncio.create_task(meet())
    attempt = await cancelled(encrypted(deaf), began)
    meeting.cancel()
    assert (attempt.outcome, attempt.cost_usd, attempt.cost_basis) == ("stopped", None, None)


async def test_a_deadline_that_is_reached_while_connecting_is_not_billed(deaf: socket.socket) -> None:
    connection = Connection.open(encrypted(deaf), connections=1)
    fault = await fault_of(connection, 0.05)
    await connection.close()
    assert (fault.cause, fault.is_retryable, fault.may_be_billed) == (Cause.TIMED_OUT, True, False)
    assert fault.detail == "no connection in 0.05 s"


async def test_a_deadline_that_is_reached_while_others_have_every_socket_is_not_billed() -> None:
    arrived = asyncio.Event()

    def never(_: dict[str, object]) -> Reply:
        arrived.set()
        return replies.slow(says("late"), 30)

    async with SimulatedEndpoint(never) as server:
        connection = Connection.open(an_endpoint(server.base_url), connections=1)
        first = asyncio.create_task(connection.post(b"{}", within=30))
        await arrived.wait()
        second = await fault_of(connection, 0.05)
        first.cancel()
        await connection.close()
    assert (second.cause, second.may_be_billed) == (Cause.TIMED_OUT, False)


async def test_what_has_no_body_to_send_counts_as_sent() -> None:
    async with SimulatedEndpoint(replies.slow(says("late"), 30)) as server:
        connection = Connection.open(an_endpoint(server.base_url), connections=1)
        with pytest.raises(WireFault, match="no complete answer"):
            await connection.post_to("/page", b"", within=0.05, cap=10)
        await connection.close()


async def test_a_head_that_is_handed_in_says_how_far_it_came() -> None:
    head = Head()
    async with SimulatedEndpoint(says("Hello.")) as server:
        connection = Connection.open(an_endpoint(server.base_url), connections=1)
        await connection.post(b"{}", within=5, head=head)
        await connection.close()
    assert (head.is_sent, head.status) == (True, 200)


@pytest.mark.parametrize("host", ["a..b", "a" * 64 + ".example"])
async def test_a_host_that_no_name_service_can_spell_is_not_asked_twice(host: str) -> None:
    connection = Connection.open(an_endpoint(f"https://{host}/v1"), connections=1)
    fault = await fault_of(connection, 5)
    await connection.close()
    assert (fault.cause, fault.is_retryable, fault.may_be_billed) == (Cause.UNREACHABLE, False, False)


async def test_a_mistake_of_our_own_is_no_fault_of_an_endpoint() -> None:
    with pytest.raises(ValueError, match="a mistake of ours"):
        await Connection(an_endpoint(), Broken()).post(b"{}", within=5)


@pytest.mark.parametrize(
    "error", [ssl.SSLError(1, "bad record"), httpx2.ConnectError("gone"), httpx2.ProxyError("gone")], ids=repr
)
async def test_once_a_response_has_begun_its_loss_may_be_billed_whatever_broke(error: Exception) -> None:
    transport = BreaksOff(error)
    caller = Caller(an_endpoint(), transport=transport)
    fault = await caller.fault()
    assert (fault.cause, fault.status, fault.may_be_billed) == (Cause.ENDPOINT_FAILED, 200, True)
    assert transport.requests == MOST_ATTEMPTS
    assert [paid(one) for one in caller.attempts] == [HELD] * MOST_ATTEMPTS
