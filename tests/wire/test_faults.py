"""Faults: what a transport's exceptions stand for."""

from __future__ import annotations

import ssl

import aiohttp
import httpx2
import pytest
from aiohttp.client_reqrep import ConnectionKey

from panel.errors import Cause, Reach, WireFault
from panel.testing.endpoint import SimulatedEndpoint
from panel.wire.endpoints import Dialect
from panel.wire.faults import (
    again,
    fault_of_exception,
    given_up,
    refused_throughout,
    timed_out,
    unreached_throughout,
    unreadable,
)
from tests.wire.calls import Caller, an_endpoint

LOCAL = an_endpoint("http://localhost:11434/v1")
FAR = an_endpoint("https://host.example/v1")
KEY = ConnectionKey("host.example", 443, True, True, None, None, None)  # noqa: FBT003 - aiohttp's own tuple


def behind(truth: Exception, mask: Exception | None = None) -> Exception:
    """The truth as the SDK's aiohttp transport hides it, or as another mask does."""
    mask = mask or httpx2.ConnectTimeout("")
    mask.__cause__ = truth
    return mask


def fault_of(error: Exception) -> WireFault:
    return fault_of_exception(error, FAR)


@pytest.mark.parametrize(
    ("error", "cause", "is_retryable", "may_be_billed"),
    [
        (behind(aiohttp.ClientConnectorError(KEY, OSError(111, "refused"))), Cause.UNREACHABLE, True, False),
        (behind(aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "no such name"))), Cause.UNREACHABLE, True, False),
        (behind(aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError(1, "x"))), Cause.UNREACHABLE, False, False),
        (
            behind(aiohttp.ClientConnectorCertificateError(KEY, ssl.CertificateError("x"))),
            Cause.UNREACHABLE,
            False,
            False,
        ),
        (behind(aiohttp.ClientProxyConnectionError(KEY, OSError(111, "refused"))), Cause.UNREACHABLE, True, False),
        (behind(aiohttp.ServerDisconnectedError()), Cause.ENDPOINT_FAILED, True, True),
        (behind(aiohttp.ConnectionTimeoutError()), Cause.UNREACHABLE, True, False),
        (behind(aiohttp.SocketTimeoutError()), Cause.TIMED_OUT, True, True),
        (httpx2.ConnectTimeout("x"), Cause.UNREACHABLE, True, False),
        (httpx2.PoolTimeout("x"), Cause.TIMED_OUT, True, False),
        (httpx2.ReadTimeout("x"), Cause.TIMED_OUT, True, True),
        (httpx2.ConnectError("x"), Cause.UNREACHABLE, True, False),
        (httpx2.ReadError("x"), Cause.ENDPOINT_FAILED, True, True),
        (ConnectionResetError(), Cause.ENDPOINT_FAILED, True, True),
        (behind(ssl.SSLError(1, "x"), httpx2.ConnectError("x")), Cause.UNREACHABLE, False, False),
        (ssl.SSLError(1, "record layer failure"), Cause.ENDPOINT_FAILED, True, True),
        (ssl.SSLZeroReturnError(6, "closed"), Cause.ENDPOINT_FAILED, True, True),
        (behind(ssl.SSLError(1, "x"), aiohttp.ClientOSError(1, "x")), Cause.ENDPOINT_FAILED, True, True),
        (behind(ssl.SSLError(1, "x"), httpx2.ReadError("x")), Cause.ENDPOINT_FAILED, True, True),
    ],
)
def test_each_broken_connection_has_its_cause_and_may_be_billed_once_the_request_was_sent(
    error: Exception,
    cause: Cause,
    is_retryable: bool,  # noqa: FBT001 - a case
    may_be_billed: bool,  # noqa: FBT001 - a case
) -> None:
    fault = fault_of(error)
    assert (fault.cause, fault.is_retryable, fault.may_be_billed) == (cause, is_retryable, may_be_billed)


@pytest.mark.parametrize("error", [ssl.SSLError(1, "record"), httpx2.ConnectError("x")])
def test_once_a_response_has_begun_it_is_the_answer_that_was_lost(error: Exception) -> None:
    fault = fault_of_exception(error, FAR, has_begun=True)
    assert (fault.cause, fault.may_be_billed) == (Cause.ENDPOINT_FAILED, True)


@pytest.mark.parametrize("fault", [timed_out(3), given_up(), unreadable("x", status=200)])
def test_what_was_sent_and_never_read_may_be_billed(fault: WireFault) -> None:
    assert fault.may_be_billed


def test_a_fault_told_again_is_another_with_all_that_it_said() -> None:
    fault = WireFault(
        Cause.RATE_LIMITED,
        "later",
        is_retryable=True,
        status=429,
        retry_after=7,
        reach=Reach.MODEL,
        may_be_billed=True,
        generation_id="gen-1",
    )
    told = again(fault)
    assert told is not fault
    assert vars(told) == vars(fault)


@pytest.mark.parametrize(
    ("seconds", "words"), [(5.4, "5 s"), (119, "119 s"), (600.4, "10 min"), (9_000, "2 h"), (200_000, "2 days")]
)
def test_a_limiter_that_refused_everything_says_for_how_long(seconds: float, words: str) -> None:
    last = WireFault(Cause.RATE_LIMITED, "the pool is full", is_retryable=True, retry_after=3, reach=Reach.MODEL)
    fault = refused_throughout(last, seconds)
    assert fault.detail.startswith(f"the pool is full; every request was refused for {words}, and no more")
    assert (fault.is_retryable, fault.reach, fault.retry_after) == (False, Reach.MODEL, None)


def test_an_endpoint_that_nothing_has_reached_says_for_how_long() -> None:
    last = WireFault(Cause.UNREACHABLE, "it cannot be reached; check the network", is_retryable=True)
    fault = unreached_throughout(last, 61.4)
    assert fault.detail == (
        "it cannot be reached; check the network; nothing has reached it for 61 s, "
        "and no more is sent there in this run"
    )
    assert (fault.cause, fault.is_retryable, fault.reach) == (Cause.UNREACHABLE, False, Reach.ENDPOINT)


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
