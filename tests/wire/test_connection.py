"""Connections: what a response that has begun is taken for when it breaks off."""

from __future__ import annotations

import ssl

import httpx2
import pytest

from panel.errors import Cause
from tests.fakes.transports import BreaksOff
from tests.wire.calls import Caller, an_endpoint
from tests.wire.failures import HELD, MOST_ATTEMPTS, paid


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
