"""Faults: what a transport's exceptions stand for."""

from __future__ import annotations

import ssl

import aiohttp
import httpx2
import pytest
from aiohttp.client_reqrep import ConnectionKey

from panel.errors import Cause, WireFault
from panel.testing.endpoint import SimulatedEndpoint
from panel.wire.endpoints import Dialect
from panel.wire.faults import fault_of_exception
from tests.wire.calls import Caller, an_endpoint

LOCAL = an_endpoint("http://localhost:11434/v1")
FAR = an_endpoint("https://host.example/v1")
KEY = ConnectionKey("host.example", 443, True, True, None, None, None)  # noqa: FBT003 - aiohttp's own tuple


def behind(truth: Exception) -> httpx2.ConnectTimeout:
    """The truth as the SDK's aiohttp transport hides it."""
    mask = httpx2.ConnectTimeout("")
    mask.__cause__ = truth
    return mask


def fault_of(error: Exception) -> WireFault:
    return fault_of_exception(error, FAR)


@pytest.mark.parametrize(
    ("error", "cause", "is_retryable"),
    [
        (behind(aiohttp.ClientConnectorError(KEY, OSError(111, "refused"))), Cause.UNREACHABLE, True),
        (behind(aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "no such name"))), Cause.UNREACHABLE, True),
        (behind(aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError(1, "x"))), Cause.UNREACHABLE, False),
        (behind(aiohttp.ClientConnectorCertificateError(KEY, ssl.CertificateError("x"))), Cause.UNREACHABLE, False),
        (behind(aiohttp.ClientProxyConnectionError(KEY, OSError(111, "refused"))), Cause.UNREACHABLE, True),
        (behind(aiohttp.ServerDisconnectedError()), Cause.ENDPOINT_FAILED, True),
        (behind(aiohttp.ConnectionTimeoutError()), Cause.TIMED_OUT, True),
        (behind(aiohttp.SocketTimeoutError()), Cause.TIMED_OUT, True),
        (httpx2.ReadTimeout("x"), Cause.TIMED_OUT, True),
        (httpx2.ConnectError("x"), Cause.UNREACHABLE, True),
        (httpx2.ReadError("x"), Cause.ENDPOINT_FAILED, True),
        (ConnectionResetError(), Cause.ENDPOINT_FAILED, True),
    ],
)
def test_each_broken_connection_has_its_cause(
    error: Exception,
    cause: Cause,
    is_retryable: bool,  # noqa: FBT001 - a case
) -> None:
    fault = fault_of(error)
    assert (fault.cause, fault.is_retryable) == (cause, is_retryable)


def test_a_proxy_that_is_not_there_is_named_as_the_culprit() -> None:
    assert "HTTPS_PROXY" in fault_of(behind(aiohttp.ClientProxyConnectionError(KEY, OSError(111, "x")))).detail


def test_only_a_server_here_is_asked_about_running() -> None:
    error = httpx2.ConnectError("x")
    assert "is the server running?" in fault_of_exception(error, LOCAL).detail
    assert "check the address" in fault_of_exception(error, FAR).detail


async def test_https_to_a_server_that_speaks_http_says_so() -> None:
    async with SimulatedEndpoint() as server:
        address = server.base_url.replace("http://", "https://")
        fault = await Caller(an_endpoint(address, dialect=Dialect.OPENAI)).fault()
    assert (fault.cause, fault.is_retryable) == (Cause.UNREACHABLE, False)
    assert "speaks https" in fault.detail
