"""Fetch faults: why a page could not be had, in a sentence that names it without secrets, and whether a retry helps."""

from __future__ import annotations

from datetime import datetime

from panel.errors import Cause, FetchFault
from panel.intake.cache_terms import GONE
from panel.intake.targets import Target

_PASSING = frozenset((408, 425, 429))
_CAUSES = {401: Cause.FORBIDDEN, 403: Cause.FORBIDDEN, 429: Cause.RATE_LIMITED}

CHECK = "check the address, or try later"
RUNS = "check the address, and that its server runs"
NAME = "name the page that is meant"
SAVE = "save it as a file and give its path"


def refused(page: Target, status: int, until: datetime | None) -> FetchFault:
    """The fault of a status that brings no page; ``until`` is when its server lets itself be asked again."""
    if status == GONE and until is not None:
        return gone(page, until)
    if until is not None:
        return _waiting(f"{page.shown} answered with status {status}", until, status)
    if status == 304:
        said = f"{page.shown} says that it has not changed, and was not asked that; try later"
        return FetchFault(Cause.UNREADABLE, said, is_retryable=False, status=status)
    default = Cause.ENDPOINT_FAILED if status >= 500 else Cause.REQUEST_REJECTED
    return FetchFault(
        _CAUSES.get(status, default),
        f"{page.shown} answered with status {status}; {'try later' if status >= 500 else CHECK}",
        is_retryable=status >= 500 or status in _PASSING,
        status=status,
    )


def put_off(page: Target, until: datetime) -> FetchFault:
    """The fault of a page that is not asked for, since its server asked to be left alone."""
    return _waiting(f"{page.shown} is not asked for", until, None)


def gone(page: Target, until: datetime) -> FetchFault:
    """The fault of a page that its server said will not come back."""
    said = (
        f"{page.shown} is gone for good (status {GONE}): stop asking for it; it is not asked for before {_when(until)}"
    )
    return FetchFault(Cause.REQUEST_REJECTED, said, is_retryable=False, status=GONE, not_before=until)


def late(page: Target, seconds: float) -> FetchFault:
    """The fault of a page that was not there in time."""
    return FetchFault(Cause.TIMED_OUT, f"{page.shown} was not sent within {seconds:g} s; try later", is_retryable=True)


def too_big(page: Target, size: int) -> FetchFault:
    """The fault of a page of more bytes than are read."""
    return FetchFault(Cause.TOO_BIG, f"{page.shown} has more than {size:,} bytes; {SAVE}", is_retryable=False)


def unreachable(page: Target, why: str, advice: str) -> FetchFault:
    """The fault of a server that no connection comes about to, or that breaks one off."""
    return FetchFault(Cause.UNREACHABLE, f"{page.shown}: {why}; {advice}", is_retryable=True)


def unreadable(page: Target, why: str, advice: str) -> FetchFault:
    """The fault of a response that means nothing."""
    return FetchFault(Cause.UNREADABLE, f"{page.shown} {why}; {advice}", is_retryable=False)


def wandering(page: Target, redirects: int) -> FetchFault:
    """The fault of a page that redirects and redirects."""
    said = f"{page.shown} redirects more than {redirects} times; {NAME}"
    return FetchFault(Cause.REDIRECTED, said, is_retryable=False)


def _waiting(what: str, until: datetime, status: int | None) -> FetchFault:
    said = f"{what}: its server asks not to be asked again before {_when(until)}"
    return FetchFault(Cause.RATE_LIMITED, said, is_retryable=True, status=status, not_before=until)


def _when(until: datetime) -> str:
    return f"{until:%Y-%m-%d %H:%M:%S} UTC"
