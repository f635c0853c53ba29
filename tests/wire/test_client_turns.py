"""The client and the call it serves: what it waits for before it sends, and whom it tells of what came."""

from __future__ import annotations

import pytest

from panel.errors import Cause, WireFault
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import says, status
from panel.wire.endpoints import Dialect
from panel.wire.form import Form
from tests.wire.calls import WORST, Caller, an_endpoint
from tests.wire.failures import ANSWER, endings_of


async def test_money_is_asked_for_before_every_request_at_its_worst() -> None:
    async with SimulatedEndpoint(status(503, "busy"), says("Hello.")) as server:
        caller = Caller(an_endpoint(server.base_url))
        await caller.completion()
    assert caller.allowed == [WORST, WORST]


async def test_nothing_is_sent_once_the_calls_time_is_up() -> None:
    async with SimulatedEndpoint(says("Hello.")) as server:
        caller = Caller(an_endpoint(server.base_url), deadline=0)
        fault = await caller.fault()
    assert (fault.cause, fault.is_retryable, fault.may_be_billed) == (Cause.TIMED_OUT, False, False)
    assert (server.requests, caller.attempts) == ([], [])


async def test_after_a_rejected_key_nothing_more_is_sent_there() -> None:
    async with SimulatedEndpoint(status(401, "bad key")) as server:
        caller = Caller(an_endpoint(server.base_url))
        async with caller.client() as client:
            for _ in range(3):
                with pytest.raises(WireFault, match="bad key"):
                    await caller.ask(client)
    assert (len(server.requests), caller.outcomes) == (1, ["key_rejected"])


async def test_what_is_said_of_a_form_is_no_word_on_the_model() -> None:
    first, second = await endings_of(2, status(404, "No such form."), says(ANSWER), dialect=Dialect.OPENAI)
    assert (first.outcomes, first.requests) == (["model_unavailable", "completed"], 2)
    assert (second.outcomes, second.requests) == (["completed"], 1)


async def test_what_is_said_of_every_form_is_a_word_on_the_model() -> None:
    first, second = await endings_of(2, status(404, "No such model."), dialect=Dialect.OPENAI)
    assert first.outcomes == ["model_unavailable"] * len(Form)
    assert second.fault is not None
    assert (second.fault.cause, second.requests) == (Cause.MODEL_UNAVAILABLE, 0)
