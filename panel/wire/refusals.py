"""Refusals: every error that an endpoint states, as rows that say what each means and how far it reaches.

A row is found by the first of: what stood in the way (``limit_source``, ``reason``, ``availability.code``), what the
words alone tell, the kind of error (``error_type``, a code that is a word), the status. The endpoint's own opinion on
whether a retry helps goes before a row's that is not final. Facts are from OpenRouter's pages on errors and limits
unless a row says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from panel.errors import Cause, Reach
from panel.wire.error_body import ErrorBody
from panel.wire.waits import LimitHeaders


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an error means. ``advice`` is what a person can do; ``usually`` what it means when no reason is given.

    ``is_final`` where no retry helps whatever the endpoint thinks of it; ``resets`` is of limits that are lifted at a
    set time.
    """

    cause: Cause
    reach: Reach = Reach.CALL
    is_retryable: bool = False
    is_final: bool = False
    advice: str = ""
    usually: str = ""
    resets: bool = False


# Money. A completion is priced at its max_tokens before it is made, so a request may cost too much by itself.
_NO_CREDIT = Refusal(
    Cause.OUT_OF_CREDIT, Reach.ENDPOINT, is_final=True, advice="add credit there, or ask a cheaper model"
)
_SPENT_LIMIT = Refusal(
    Cause.OUT_OF_CREDIT,
    Reach.ENDPOINT,
    is_final=True,
    advice="a spending limit there is reached; raise it, or wait for its reset",
    resets=True,
)
TOO_DEAR = Refusal(
    Cause.OUT_OF_CREDIT, is_final=True, advice="this request alone is too dear; lower max_tokens, or add credit there"
)
"""Of one request only: a shorter dossier, or an answer that may not be as long, may well be afforded."""

_HELD_BY_OTHERS = Refusal(
    Cause.TOO_MANY_AT_ONCE, is_retryable=True, advice="calls in flight hold the credit; fewer at once, or more credit"
)

# Limits of rate.
_UPSTREAM_BUSY = Refusal(
    Cause.RATE_LIMITED, Reach.MODEL, is_retryable=True, usually="too many requests in a short time"
)
_ACCOUNT_BUSY = replace(_UPSTREAM_BUSY, reach=Reach.ENDPOINT)
_DAY_IS_SPENT = Refusal(
    Cause.RATE_LIMITED,
    Reach.MODEL,
    is_final=True,
    advice="the day's free requests are spent; wait, add credit, or ask a paid model",
    resets=True,
)

# Routing: a 404 is seldom a wrong id.
_NOT_SERVED = Refusal(
    Cause.MODEL_UNAVAILABLE,
    Reach.MODEL,
    advice="the id may be wrong, or nobody who serves it takes what the request asks for",
)
_RULED_OUT = replace(_NOT_SERVED, advice="the request's own conditions rule out everybody who serves this model")
_TOO_DEAR_FOR_ALL = replace(
    _NOT_SERVED,
    advice="no provider serves this model within the price that is set, or that it is listed at where a budget is "
    "kept; `panel models list` asks for new prices, and max_price in panel.toml is what is set",
)
_PRIVATE = replace(_NOT_SERVED, advice="the account's privacy settings rule out everybody who serves this model")
_GONE = replace(_NOT_SERVED, advice="this model is served no longer; ask another")
_NOT_FREE = replace(_NOT_SERVED, advice="it is free no longer; ask for it without :free")
_AWAY = replace(_NOT_SERVED, advice="nobody serves this model at the moment; ask another, or come back later")
_NO_SUCH_MODEL = replace(_NOT_SERVED, advice="check the id")
_NOT_HERE = Refusal(Cause.FORBIDDEN, Reach.MODEL, advice="this model is not served in your region; ask another")
_UPSTREAM_FORBIDS = Refusal(Cause.FORBIDDEN, Reach.MODEL, advice="whoever serves this model refuses; ask another")

# What one request says. One dossier must not end the calls of all others.
_FLAGGED = Refusal(Cause.FILTERED, advice="a filter objects to what the dossier says")
_REFUSED = Refusal(Cause.REFUSAL, advice="the model refuses what the request asks")
_WALLED_OFF = Refusal(Cause.FORBIDDEN, advice="something before the endpoint refuses it, perhaps for what it says")
_REJECTED = Refusal(Cause.REQUEST_REJECTED, usually="the request holds what this model does not take")
_TOO_LONG = Refusal(
    Cause.REQUEST_REJECTED, advice="dossier and max_tokens do not fit this model; shorten one, or ask another model"
)

_KEY_REJECTED = Refusal(
    Cause.KEY_REJECTED,
    Reach.ENDPOINT,
    is_final=True,
    advice="check the key of this endpoint",
    usually="it is wrong, or was revoked",
)
_FORBIDDEN = Refusal(
    Cause.FORBIDDEN, Reach.ENDPOINT, usually="the key may not do this, or a guardrail of the account forbids it"
)

# What passes.
_LATE = Refusal(Cause.TIMED_OUT, is_retryable=True, usually="the request took the endpoint too long")
_FAILED = Refusal(Cause.ENDPOINT_FAILED, is_retryable=True, usually="the server failed")
_UPSTREAM_DOWN = replace(_FAILED, usually="whoever serves the model is down, or sent nothing usable")
_OVERLOADED = replace(_FAILED, usually="whoever serves the model is overloaded, or nobody is free to")
_UPSTREAM_LATE = replace(_FAILED, usually="whoever serves the model took too long")

BY_LIMIT = {
    "weight_exceeds_budget": TOO_DEAR,
    "in_flight_budget_exhausted": _HELD_BY_OTHERS,
    "openrouter_in_flight_budget": _HELD_BY_OTHERS,
    "openrouter_credits": _NO_CREDIT,
    "openrouter_key_limit": _SPENT_LIMIT,
    "openrouter_guardrail_budget": _SPENT_LIMIT,
    "openrouter_workspace_budget": _SPENT_LIMIT,
    "openrouter_free_tier_daily": _DAY_IS_SPENT,
    "capacity_exhausted": _UPSTREAM_BUSY,
    "temporarily_unavailable": _OVERLOADED,
    "model_not_found": _NO_SUCH_MODEL,
    "wrong_endpoint": replace(_NO_SUCH_MODEL, advice="this model is not for chat completions; ask another"),
    "no_endpoints": _NOT_SERVED,
    "model_deprecated": _GONE,
    "model_unavailable_upstream": _AWAY,
    "privacy_restricted": _PRIVATE,
    "constraint_filtered": _RULED_OUT,
    "free_variant_ended": _NOT_FREE,
    "region_restricted": _NOT_HERE,
}
"""By what stood in the way: ``metadata.reason``, ``metadata.limit_source``, ``availability.code``, in that order."""

STATUS_OF_KIND = {
    "invalid_request": 400,
    "invalid_prompt": 400,
    "authentication": 401,
    "payment_required": 402,
    "permission_denied": 403,
    "not_found": 404,
    "payload_too_large": 413,
    "unprocessable": 422,
    "rate_limit_exceeded": 429,
    "server": 500,
    "server_error": 500,
    "unmapped": 500,
    "provider_unavailable": 502,
    "provider_overloaded": 503,
    "timeout": 504,
}
"""The status that a kind of error stands for: ``error_type``, or a code that is a word. It goes before a number."""

BY_KIND = {
    "context_length_exceeded": _TOO_LONG,
    "string_too_long": _TOO_LONG,
    "exceed_context_size_error": _TOO_LONG,  # llama-server's
    "max_tokens_exceeded": replace(_REJECTED, advice="the answer came to its length limit; raise max_tokens"),
    "token_limit_exceeded": TOO_DEAR,
    "content_policy_violation": _FLAGGED,
    "refusal": _REFUSED,
    "insufficient_quota": _NO_CREDIT,  # OpenAI's, with status 429, which no wait mends
}
"""By kind, where that says more than its status does."""

BY_STATUS = {
    401: _KEY_REJECTED,
    402: _NO_CREDIT,
    403: _FORBIDDEN,
    404: _NOT_SERVED,
    408: _LATE,
    409: _FAILED,
    413: _TOO_LONG,
    429: _UPSTREAM_BUSY,
    500: replace(_FAILED, usually="the server failed, and does not say how"),
    502: _UPSTREAM_DOWN,
    503: _OVERLOADED,
    504: _UPSTREAM_LATE,
    524: _UPSTREAM_LATE,
    529: _OVERLOADED,
}
"""By status; any other is a failure from 500 on, and below it a request that is not taken."""

SHORT = 600.0
"""Seconds that a wait may have for which a seat has time, unless that is set otherwise."""

AFFORDS = re.compile(r"(?i)can only afford ([1-9][\d,]{0,11})")
"""What is said where an account has something left: the tokens that it is enough for."""

Tells = Callable[[ErrorBody], bool]


def _says(pattern: str) -> Tells:
    wanted = re.compile(pattern, re.IGNORECASE)
    return lambda error: wanted.search(error.words) is not None


def _affords_some(error: ErrorBody) -> bool:
    """Whether it is one request that costs too much, since there is credit for a part of it."""
    return AFFORDS.search(error.words) is not None


_SPEAKS_OF_A_DAY = _says(r"\b(per[- ]day|daily)\b")


def _is_of_the_day(error: ErrorBody) -> bool:
    """Whether a day's limit is met, in anybody's words: an upstream's limits, and short waits, are none of the day."""
    is_short = error.retry_after is not None and error.retry_after <= SHORT
    return _SPEAKS_OF_A_DAY(error) and not error.upstream and not is_short


BY_WORDS: tuple[tuple[int, Tells, Refusal], ...] = (
    (400, _says(r"no models provided"), replace(_FAILED, advice="this passes by itself")),  # elizaOS/eliza#20331
    (400, lambda error: bool(error.flagged), _FLAGGED),
    (402, _affords_some, TOO_DEAR),
    (402, _says(r"in[- ]flight"), _HELD_BY_OTHERS),
    (403, lambda error: bool(error.flagged), _FLAGGED),
    (403, _says(r"\b(moderation|flagged|request blocked)\b"), _FLAGGED),
    (403, _says(r"\b(region|country|territory)\b"), _NOT_HERE),
    (403, lambda error: error.is_page and bool(error.words), _WALLED_OFF),
    (403, lambda error: bool(error.upstream), _UPSTREAM_FORBIDS),
    (404, _says(r"\bmax[_ ]price\b"), _TOO_DEAR_FOR_ALL),
    (404, lambda error: error.is_page, replace(_NOT_SERVED, advice="check the address, up to and including /v1")),
    (429, _says(r"free-models-per-day"), _DAY_IS_SPENT),
    (429, _is_of_the_day, _DAY_IS_SPENT),
    (
        429,
        lambda error: error.is_page and bool(error.words),
        _ACCOUNT_BUSY,
    ),  # the guard before OpenRouter, which knows no models
)
"""By what is told without a name for it, of errors with this status."""


def refusal_of(error: ErrorBody, *, status: int, limits: LimitHeaders) -> Refusal:
    """The row that an error is told by, its reach as wide as whoever is behind it: an upstream's key is not ours."""
    row = _row(error, _meant(error, status))
    if row is _RULED_OUT and error.constraint.startswith("provider.max_price"):
        return _TOO_DEAR_FOR_ALL
    is_own = any(name.startswith("openrouter_") for name in error.limits)
    if row is _UPSTREAM_BUSY and (is_own or limits.is_own):
        return _ACCOUNT_BUSY
    if row in (_KEY_REJECTED, _NO_CREDIT) and error.upstream and not is_own:
        return replace(row, reach=Reach.MODEL, advice="the fault is with whoever serves this model; ask another")
    return row


def _row(error: ErrorBody, code: int | None) -> Refusal:
    for name in error.limits:
        if name in BY_LIMIT:
            row = BY_LIMIT[name]
            return TOO_DEAR if row in (_NO_CREDIT, _SPENT_LIMIT) and _affords_some(error) else row
    for status, tells, row in BY_WORDS:
        if status == code and tells(error):
            return row
    for name in error.kinds:
        if name in BY_KIND:
            return BY_KIND[name]
    if code is None:
        return _FAILED
    return BY_STATUS.get(code, _FAILED if code >= 500 else _REJECTED)


def _meant(error: ErrorBody, status: int) -> int | None:
    by_kind = next((STATUS_OF_KIND[kind] for kind in error.kinds if kind in STATUS_OF_KIND), None)
    return by_kind or error.code or (status if status >= 400 else None)
