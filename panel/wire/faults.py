"""Faults of the wire: errors that were stated and connections that broke, as one typed WireFault each.

A fault says whether asking again helps, how far it reaches and whether it may be billed, in words that a person can act
on. What a stated error means is in its row in ``refusals``; what a broken connection means is here.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace

import aiohttp

from panel.errors import Cause, Reach, WireFault
from panel.wire.endpoints import Endpoint
from panel.wire.error_body import ErrorBody, tidy
from panel.wire.refusals import AFFORDS, TOO_DEAR, Refusal, refusal_of
from panel.wire.waits import SILENT, LimitHeaders

_BROKEN_ON_THE_WAY = (502, 504, 520, 521, 522, 523, 524)
LONGEST_WAIT = 366 * 86_400.0
"""Seconds that any wait is taken for at most: a longer one is as good as never, and no calendar may hold its end."""

_LONG = 60.0
"""Seconds from which a wait that is asked for is told with the reason; a seat may have failed for it."""


def fault_of_error(error: ErrorBody, *, status: int, limits: LimitHeaders = SILENT) -> WireFault:
    """The fault that a stated error stands for. ``limits`` is what the headers say; the body goes before them."""
    wait = error.retry_after or limits.wait
    error = replace(error, retry_after=None if wait is None else min(wait, LONGEST_WAIT))
    row = refusal_of(error, status=status, limits=limits)
    is_retryable = row.is_retryable if row.is_final or error.is_retryable is None else error.is_retryable
    return WireFault(
        row.cause,
        _detail(error, row, status, limits),
        is_retryable=is_retryable,
        status=status,
        retry_after=error.retry_after,
        # A refusal that would else pass, and this once is said not to, says nothing of other calls.
        reach=Reach.CALL if row.is_retryable and not is_retryable else row.reach,
        # OpenRouter bills nothing for what ends in an error; what stands behind somebody's page may have been made.
        may_be_billed=error.is_page and status in _BROKEN_ON_THE_WAY,
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
        reach=Reach.ENDPOINT,
    )


def unreadable(detail: str, *, status: int | None, is_retryable: bool = True, may_be_billed: bool = True) -> WireFault:
    """The fault of a body that holds no completion, though one may have been made."""
    return WireFault(Cause.UNREADABLE, detail, is_retryable=is_retryable, status=status, may_be_billed=may_be_billed)


def timed_out(limit: float, *, is_sent: bool = True) -> WireFault:
    """The fault of an attempt that reached its deadline, perhaps before there was a connection to send it over."""
    detail = f"no complete answer in {limit:.3g} s" if is_sent else f"no connection in {limit:.3g} s"
    return WireFault(Cause.TIMED_OUT, detail, is_retryable=True, may_be_billed=is_sent)


def too_late() -> WireFault:
    """The fault of a request that is not sent, since no time is left for its answer."""
    return WireFault(Cause.TIMED_OUT, "the seat's time was up before another request", is_retryable=False)


def given_up(*, is_sent: bool = True) -> WireFault:
    """The fault of an attempt that was cancelled, since the run was stopped."""
    return WireFault(Cause.STOPPED, "given up before an answer came", is_retryable=True, may_be_billed=is_sent)


def refused_throughout(fault: WireFault, seconds: float) -> WireFault:
    """The fault of a limiter that refused everything for so long: the last refusal, now for the rest of the run."""
    return _for_the_run(fault, f"every request was refused for {_span(seconds)}, and no more are sent", fault.reach)


def unreached_throughout(fault: WireFault, seconds: float) -> WireFault:
    """The fault of an endpoint that nothing has reached for so long, for the rest of the run."""
    return _for_the_run(
        fault, f"nothing has reached it for {_span(seconds)}, and no more is sent there", Reach.ENDPOINT
    )


def _for_the_run(fault: WireFault, why: str, reach: Reach) -> WireFault:
    detail = f"{fault.detail}; {why} in this run"
    return WireFault(fault.cause, detail, is_retryable=False, status=fault.status, reach=reach)


def again(
    fault: WireFault,
    detail: str | None = None,
    *,
    status: int | None = None,
    may_be_billed: bool | None = None,
    generation_id: str | None = None,
) -> WireFault:
    """The same fault as a new exception; one object raised in many tasks would gather all their traces.

    What else is given takes the place of the fault's own.
    """
    return WireFault(
        fault.cause,
        fault.detail if detail is None else detail,
        is_retryable=fault.is_retryable,
        status=status or fault.status,
        retry_after=fault.retry_after,
        reach=fault.reach,
        may_be_billed=fault.may_be_billed if may_be_billed is None else may_be_billed,
        generation_id=generation_id or fault.generation_id,
    )


def forget_traces(error: BaseException) -> None:
    """Drop the traces of an exception and of its causes.

    A library's frame often holds what it caught, which holds the frame: every call above it would stay with them.
    """
    for one in _causes(error):
        one.__traceback__ = None


def fault_of_exception(error: BaseException, endpoint: Endpoint, *, has_begun: bool = False) -> WireFault:
    """The fault that a transport's exception stands for, which may hide the truth in its causes.

    Once a response ``has_begun`` there was a server, and what broke is the answer.
    """
    chain = list(_causes(error))
    unreachable = None if has_begun else _unreachable(chain, endpoint)
    if unreachable is not None:
        return unreachable
    import httpx2

    if any(isinstance(one, aiohttp.ServerTimeoutError) for one in chain) or _is_plain(chain, httpx2.TimeoutException):
        detail = f"{endpoint.base_url} stopped answering"
        is_unsent = _is_plain(chain, httpx2.PoolTimeout)
        return WireFault(Cause.TIMED_OUT, detail, is_retryable=True, may_be_billed=not is_unsent)
    detail = "the connection was lost before the answer was complete"
    return WireFault(Cause.ENDPOINT_FAILED, detail, is_retryable=True, may_be_billed=True)


def _unreachable(chain: list[BaseException], endpoint: Endpoint) -> WireFault | None:
    """The fault of a request that was never sent, since there was nobody to send it to.

    Only what fails while connecting is told so: encryption may also fail after a request was sent and paid for.
    """
    import httpx2

    if isinstance(chain[0], UnicodeError):
        return WireFault(Cause.UNREACHABLE, _nobody_there(endpoint), is_retryable=False)
    connecting = aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | httpx2.ConnectError | httpx2.ProxyError
    if not any(isinstance(one, connecting) for one in chain) and not _is_plain(chain, httpx2.ConnectTimeout):
        return None
    if any(isinstance(one, ssl.SSLError | aiohttp.ClientSSLError) for one in chain):
        detail = f"no secure connection to {endpoint.base_url}; check its certificate, and that it speaks https"
        return WireFault(Cause.UNREACHABLE, detail, is_retryable=False)
    if any(isinstance(one, aiohttp.ClientProxyConnectionError | httpx2.ProxyError) for one in chain):
        detail = f"the proxy on the way to {endpoint.base_url} cannot be reached; check HTTPS_PROXY and ALL_PROXY"
        return WireFault(Cause.UNREACHABLE, detail, is_retryable=True)
    return WireFault(Cause.UNREACHABLE, _nobody_there(endpoint), is_retryable=True)


def _detail(error: ErrorBody, row: Refusal, status: int, limits: LimitHeaders) -> str:
    """What was said, the status, what it usually means when nothing was said, and what a person can do."""
    said = error.words or f"{error.upstream or 'the endpoint'} gave no reason"
    wait = error.retry_after or 0
    named = [f"it asks to be left alone for {_span(wait)}"] if wait >= _LONG else []
    return f"{said} ({'; '.join([_where(error, status), *_notes(error, row, limits), *named])})"


def _span(seconds: float) -> str:
    for unit, size in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def _where(error: ErrorBody, status: int) -> str:
    if status >= 400:
        return f"HTTP {error.code or status}"
    return f"error {error.code} inside HTTP {status}" if error.code else f"an error inside HTTP {status}"


def _notes(error: ErrorBody, row: Refusal, limits: LimitHeaders) -> Iterator[str]:
    affords = AFFORDS.search(error.words) if row is TOO_DEAR else None
    if row.usually and not error.words:
        yield f"usually: {row.usually}"
    if error.flagged:
        yield f"flagged: {', '.join(error.flagged)}"
    if advice := f"lower max_tokens to {affords[1]} or less, or add credit there" if affords else row.advice:
        yield advice
    elif error.hint:
        yield error.hint
    if error.constraint:
        yield f"the condition is {error.constraint}"
    if error.fallback_models:
        yield f"it suggests {', '.join(error.fallback_models)}"
    if error.tried:
        yield f"it tried {', '.join(error.tried)}"
    if row.resets and (reset := error.resets_at or _time(limits)):
        yield f"it resets at {reset}"


def _time(limits: LimitHeaders) -> str:
    return f"{limits.resets_at:%Y-%m-%d %H:%M} UTC" if limits.resets_at else ""


def _nobody_there(endpoint: Endpoint) -> str:
    if endpoint.is_local:
        return f"nothing answers at {endpoint.base_url}; is the server running?"
    return f"{endpoint.base_url} cannot be reached; check the address and the network"


def _is_plain(chain: list[BaseException], kind: type[BaseException]) -> bool:
    """Whether a timeout is the whole story: aiohttp's own exceptions are also dressed up as one."""
    return isinstance(chain[0], kind) and not any(isinstance(one, aiohttp.ClientError) for one in chain)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(6):
        if error is None:
            return
        yield error
        error = error.__cause__
