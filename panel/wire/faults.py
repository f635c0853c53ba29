"""What a status or a broken connection means: one WireFault that says whether a retry helps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from panel.errors import Cause, WireFault

_CAUSES = {
    400: Cause.REQUEST_REJECTED,
    401: Cause.KEY_REJECTED,
    402: Cause.OUT_OF_CREDIT,
    403: Cause.FORBIDDEN,
    404: Cause.MODEL_UNAVAILABLE,
    408: Cause.TIMED_OUT,
    413: Cause.REQUEST_REJECTED,
    422: Cause.REQUEST_REJECTED,
    429: Cause.RATE_LIMITED,
}
_RETRYABLE = frozenset({Cause.TIMED_OUT, Cause.RATE_LIMITED, Cause.ENDPOINT_FAILED})
_FIXES = {
    Cause.KEY_REJECTED: "check the key",
    Cause.OUT_OF_CREDIT: "add credit, or lower max_tokens",
    Cause.MODEL_UNAVAILABLE: "check the model's id; a model may also be out of reach of your routing settings",
}


def of_status(
    status: int, said: str, *, retry_after: float | None = None, is_retryable: bool | None = None
) -> WireFault:
    """The fault that a status code means; ``said`` is the upstream's own words, ``is_retryable`` its own claim."""
    if 300 <= status < 400:
        return WireFault(
            Cause.REDIRECTED,
            f"the endpoint answers with a redirect ({status}), which is never followed; give its final address",
            is_retryable=False,
            status=status,
        )
    cause = _CAUSES.get(status, Cause.ENDPOINT_FAILED if status >= 500 else Cause.REQUEST_REJECTED)
    detail = "; ".join(part for part in (said or f"status {status}", _FIXES.get(cause, "")) if part)
    waits = cause is Cause.OUT_OF_CREDIT and retry_after is not None
    return WireFault(
        cause,
        detail,
        is_retryable=(cause in _RETRYABLE or waits) if is_retryable is None else is_retryable,
        status=status,
        retry_after=retry_after,
    )


def of_connection(error: BaseException, base_url: str) -> WireFault:
    """The fault behind a transport's exception; the aiohttp transport keeps the truth in its causes."""
    chain = _chain(error)
    names = {type(one).__name__ for one in chain}
    said = next((str(one) for one in reversed(chain) if str(one).strip()), type(error).__name__)
    if any("Disconnected" in name or "Payload" in name or "RemoteProtocol" in name for name in names):
        return WireFault(Cause.UNREACHABLE, "the connection was lost before the answer was whole", is_retryable=True)
    refused = any(isinstance(one, ConnectionRefusedError) or "Connect call failed" in str(one) for one in chain)
    if not refused and any("Timeout" in name for name in names) and not any("Connector" in name for name in names):
        return WireFault(Cause.TIMED_OUT, f"{base_url} did not answer in time", is_retryable=True)
    if any("Certificate" in name or "SSL" in name for name in names):
        return WireFault(Cause.UNREACHABLE, f"no secure connection to {base_url}: {said[:120]}", is_retryable=False)
    what = "nothing listens there" if refused else "no connection"
    return WireFault(
        Cause.UNREACHABLE, f"{base_url}: {what}; is the server running and the address right?", is_retryable=True
    )


def seconds_of(headers: Mapping[str, str], now: datetime) -> float | None:
    """The wait that a ``Retry-After`` header names, in seconds or as a date; None for none or nonsense."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            date = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
        seconds = ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds()
    return seconds if 0 < seconds < 86_400 * 7 else None


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain and len(chain) < 10:
        chain.append(current)
        current = current.__cause__ or current.__context__
    return chain
