"""Failed calls are gone when they are over: a night on which everything fails would else fill memory with them.

What refers to itself stays until a full collection, which comes seldom during a run; so nothing here may.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import Awaitable, Callable, Iterator

from tenacity import BaseRetrying

from panel.errors import WireFault
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import status
from tests.wire.calls import A_MODEL, ACall, Caller, a_turnstile, an_endpoint
from tests.wire.test_client import unused_port

CALLS = 5


@contextlib.contextmanager
def without_collections() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def left() -> int:
    return sum(isinstance(one, (WireFault, ACall, BaseRetrying)) for one in gc.get_objects())


async def left_by(call: Callable[[], Awaitable[object]]) -> int:
    """How many faults, calls and loops more there are when some calls have failed; one fault may be remembered."""
    with without_collections():
        before = left()
        for _ in range(CALLS):
            with contextlib.suppress(WireFault):
                await call()
        await asyncio.sleep(0)
        return left() - before


async def test_of_a_server_that_is_not_there() -> None:
    caller = Caller(an_endpoint(f"http://127.0.0.1:{unused_port()}/v1"))
    assert await left_by(caller.completion) <= 1


async def test_of_a_server_that_fails_again_and_again() -> None:
    async with SimulatedEndpoint(*[status(503)] * 100) as server:
        caller = Caller(an_endpoint(server.base_url))
        assert await left_by(caller.completion) <= 1


async def test_of_a_seat_that_is_sent_away_from_the_line() -> None:
    async def sent_away() -> None:
        turns = a_turnstile(1)
        await turns.turn(A_MODEL, 0).take()
        waiting = asyncio.ensure_future(turns.turn(A_MODEL, 1).take())
        resting = asyncio.ensure_future(turns.turn(A_MODEL, 2).rest(60))
        await asyncio.sleep(0)
        turns.close("enough")
        await asyncio.gather(waiting, resting, return_exceptions=True)

    assert await left_by(sent_away) <= 1
