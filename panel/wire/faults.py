"""Faults of the wire: HTTP statuses, error bodies and broken connections as one typed WireFault each.

A fault says whether asking again helps. Where statuses and bodies come from: OpenRouter's documentation of errors, and
what its clients report of them.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
import httpx2

from panel.errors import Cause, WireFault
from panel.wire.endpoints import Endpoint
from panel.wire.error_body import ErrorBody, seconds, tidy

_BY_STATUS = {
    401: (Cause.KEY_REJECTED, False),
    402: (Cause.OUT_OF_CREDIT, False),
    403: (Cause.FORBIDDEN, False),
    404: (Cause.MODEL_UNAVAILABLE, False),
    408: (Cause.TIMED_OUT, True),
    409: (Cause.ENDPOINT_FAILED, True),
    429: (Cause.RATE_LIMITED, True),
}

_ADVICE = {
    Cause.KEY_REJECTED: "check the key of this endpoint",
    Cause.OUT_OF_CREDIT: "add credit there, or ask a cheaper model",
    Cause.MODEL_UNAVAILABLE: "the id may be wrong, or nobody who serves it takes what the request asks for",
}


def fault_of_error(error: ErrorBody, *, status: int, asked_wait: float | None) -> WireFault:
    """The fault that an error body stands for. ``asked_wait`` is what the response's headers ask for, in seconds."""
    code = error.code or (status if status >= 400 else None)
    cause, is_retryable = _classified(code)
    wait = error.retry_after or asked_wait
    if error.is_retryable is not None:
        is_retryable = error.is_retryable
    elif cause is Cause.OUT_OF_CREDIT:
        # Calls in flight hold credit; that passes. An empty account does not.
        is_retryable = "in_flight_budget" in error.limit and wait is not None
    elif "daily" in error.limit:
        is_retryable = False
    said = error.words or "the endpoint gave no reason"
    advice = _ADVICE.get(cause)
    return WireFault(
        cause,
        f"{said} (HTTP {code or status}{'; ' + advice if advice else ''})",
        is_retryable=is_retryable,
        status=status,
        retry_after=wait,
    )


def redirected(status: int, location: str | None) -> WireFault:
    """The fault of a redirect; none is followed, since the key would go with it."""
    target = (location or "").split("?", 1)[0].split("#", 1)[0]
    where = f" to {tidy(target)}" if target else ""
    return WireFault(
        Cause.REDIRECTED,
        f"the endpoint redirects{where}, and redirects are not followed; give the address that it means",
        is_retryable=False,
        status=status,
    )


def unreadable(detail: str, *, status: int | None, is_retryable: bool = True) -> WireFault:
    """The fault of a body that holds no completion."""
    return WireFault(Cause.UNREADABLE, detail, is_retryable=is_retryable, status=status)


def timed_out(limit: float) -> WireFault:
    """The fault of an attempt that reached its deadline; it may have been billed."""
    return WireFault(Cause.TIMED_OUT, f"no complete answer in {limit:g} s", is_retryable=True)


def given_up() -> WireFault:
    """The fault of an attempt that was cancelled, by a deadline around it or by the user; it may have been billed."""
    return WireFault(Cause.TIMED_OUT, "given up before an answer came", is_retryable=True)


def again(fault: WireFault, detail: str | None = None) -> WireFault:
    """The same fault as a new exception; one object raised in many tasks would gather all their traces."""
    return WireFault(
        fault.cause,
        fault.detail if detail is None else detail,
        is_retryable=fault.is_retryable,
        status=fault.status,
        retry_after=fault.retry_after,
        reach=fault.reach,
        may_be_billed=fault.may_be_billed,
    )


def fault_of_exception(error: BaseException, endpoint: Endpoint) -> WireFault:
    """The fault that a transport's exception stands for; the SDK's aiohttp transport hides the truth in its causes."""
    chain = list(_causes(error))
    if any(isinstance(one, ssl.SSLError | aiohttp.ClientSSLError | ssl.CertificateError) for one in chain):
        detail = f"no secure connection to {endpoint.base_url}; check its certificate, and that it speaks https"
        return WireFault(Cause.UNREACHABLE, detail, is_retryable=False)
    if any(isinstance(one, aiohttp.ClientProxyConnectionError | httpx2.ProxyError) for one in chain):
        detail = f"the proxy on the way to {endpoint.base_url} cannot be reached; check HTTPS_PROXY and ALL_PROXY"
        return WireFault(Cause.UNREACHABLE, detail, is_retryable=True)
    if any(isinstance(one, aiohttp.ClientConnectorError | httpx2.ConnectError) for one in chain):
        return WireFault(Cause.UNREACHABLE, _nobody_there(endpoint), is_retryable=True)
    if any(isinstance(one, aiohttp.ServerTimeoutError) for one in chain) or _is_plain_timeout(chain):
        return WireFault(Cause.TIMED_OUT, f"{endpoint.base_url} stopped answering", is_retryable=True)
    return WireFault(Cause.ENDPOINT_FAILED, "the connection was lost before the answer was complete", is_retryable=True)


def asked_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that ``Retry-After`` asks for, given as seconds or as a date; None for none, past or unreadable."""
    text = headers.get("retry-after", "").strip()[:100]
    wait = seconds(text)
    if wait is not None or not text:
        return wait
    try:
        until = parsedate_to_datetime(text)
        return seconds(((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _classified(code: int | None) -> tuple[Cause, bool]:
    if code is None or code >= 500:
        return Cause.ENDPOINT_FAILED, True
    return _BY_STATUS.get(code, (Cause.REQUEST_REJECTED, False))


def _nobody_there(endpoint: Endpoint) -> str:
    if endpoint.is_local:
        return f"nothing answers at {endpoint.base_url}; is the server running?"
    return f"{endpoint.base_url} cannot be reached; check the address and the network"


def _is_plain_timeout(chain: list[BaseException]) -> bool:
    """Whether a timeout is the whole story: aiohttp's own exceptions are also dressed up as one."""
    return isinstance(chain[0], httpx2.TimeoutException) and not any(isinstance(e, aiohttp.ClientError) for e in chain)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(6):
        if error is None:
            return
        yield error
        error = error.__cause__
