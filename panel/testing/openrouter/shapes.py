"""Shapes: the replies in which no model had a part, word for word as clients of OpenRouter meet them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from panel.testing.openrouter.kinds import Kind
from panel.testing.openrouter.listing import PROVIDER
from panel.testing.replies import Reply, dropped, error_inside, null_fields, padded, raw, status

_BARE = "Provider returned error"
_HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


def upstream(code: int, said: str, error_type: str, **metadata: Any) -> Reply:  # noqa: ANN401 - JSON
    """E1 from a provider: its own words stand in ``metadata.raw``."""
    return status(
        code,
        {
            "code": code,
            "message": _BARE,
            "metadata": {"raw": said, "provider_name": PROVIDER, "error_type": error_type, **metadata},
        },
    )


def own(code: int, said: str, headers: Mapping[str, str] | None = None, **metadata: Any) -> Reply:  # noqa: ANN401 - JSON
    """E1 from OpenRouter itself."""
    error = {"code": code, "message": said, **({"metadata": metadata} if metadata else {})}
    return status(code, error, headers=headers)


def unavailable(code: int, name: str, said: str, *, is_retryable: bool = False, **more: Any) -> Reply:  # noqa: ANN401 - JSON
    """E2: nobody can answer now, or ever; the error has no ``code``."""
    return status(
        code,
        {
            "message": said,
            "http_status": code,
            "error_type": "rate_limit_exceeded" if code == 429 else "provider_unavailable",
            "availability": {"code": name, "retryable": is_retryable, **more},
        },
    )


def out_of_credit() -> Reply:
    """402 for good: the account is empty."""
    return own(402, "Insufficient credits. Add more and try again", limit_source="openrouter_credits")


def key_is_spent() -> Reply:
    """402 for good: the key has a limit of its own."""
    return own(402, "Key limit exceeded", limit_source="openrouter_key_limit")


def too_many_at_once(retry_after: str) -> Reply:
    """402 for now: what is in flight holds the credit."""
    return own(
        402,
        "Too many requests in flight for the credit that is left",
        headers={"retry-after": retry_after},
        limit_source="openrouter_in_flight_budget",
        reason="in_flight_budget_exhausted",
    )


def daily_cap() -> Reply:
    """429 that no wait of this run will mend."""
    return own(
        429,
        "Rate limit exceeded: free-models-per-day",
        limit_source="openrouter_free_tier_daily",
        error_type="rate_limit_exceeded",
    )


def upstream_limited() -> Reply:
    """429 as a provider words it."""
    return upstream(
        429,
        "the model is temporarily rate-limited upstream; please retry shortly",
        "rate_limit_exceeded",
        limit_source="upstream_provider_shared_pool",
        remedy_hint="Retry shortly, or add your own key",
    )


def schema_refused(names: list[str]) -> Reply:
    """400 as Anthropic says it, as JSON inside a string."""
    said = f"output_config.format.schema: For 'number' type, properties {', '.join(names)} are not supported"
    inner = {"type": "error", "error": {"type": "invalid_request_error", "message": said}}
    return upstream(400, orjson.dumps(inner).decode(), "invalid_request")


def model_missing(model: str) -> Reply:
    """404 for a model that nobody serves."""
    return unavailable(404, "no_endpoints", f"No endpoints found for {model}.", requested_models=[model])


def constrained(field: str, said: str) -> Reply:
    """404 for a constraint that empties the pool of providers."""
    return unavailable(404, "constraint_filtered", said, constraint={"field": field})


FAILURES: Mapping[Kind, Reply] = {
    Kind.BAD_REQUEST: own(400, "Invalid request", error_type="invalid_request"),
    Kind.KEY_REJECTED: own(401, "No auth credentials found"),
    Kind.OUT_OF_CREDIT: out_of_credit(),
    Kind.KEY_LIMIT: key_is_spent(),
    Kind.TOO_DEAR: own(
        402,
        "This request requires more credits, or fewer max_tokens. You requested up to 65536 tokens, but can only "
        "afford 30104",
        reason="weight_exceeds_budget",
    ),
    Kind.FORBIDDEN: own(403, "Blocked by a guardrail", patterns=["secret"]),
    Kind.MODERATED: own(
        403,
        "Input was flagged",
        reasons=["violence"],
        flagged_input="…",
        provider_name=PROVIDER,
        model_slug="simulated/model",
    ),
    Kind.NOT_FOUND: own(404, "No endpoints found that can handle the requested parameters."),
    Kind.TIMEOUT: own(408, "Request timed out"),
    Kind.CONFLICT: own(409, "Conflict"),
    Kind.TOO_LARGE: own(413, "Payload too large"),
    Kind.UNPROCESSABLE: own(422, "Unprocessable"),
    Kind.RATE_LIMITED: own(429, "Rate limit exceeded", error_type="rate_limit_exceeded"),
    Kind.UPSTREAM_LIMITED: upstream_limited(),
    Kind.DAILY_CAP: daily_cap(),
    Kind.SERVER_ERROR: own(500, "Internal Server Error"),
    Kind.BAD_GATEWAY: upstream(502, "upstream connect error", "provider_unavailable"),
    Kind.HTML_PAGE: raw(_HTML, code=502, content_type="text/html"),
    Kind.OVERLOADED: upstream(503, "the model is overloaded", "provider_overloaded"),
    Kind.GATEWAY_TIMEOUT: upstream(504, "upstream timed out", "timeout"),
    Kind.EDGE_TIMEOUT: raw(b"error code: 524", code=524, content_type="text/plain"),
    Kind.EDGE_OVERLOADED: upstream(529, "Overloaded", "provider_overloaded"),
    Kind.STRING_ERROR: raw(b"{\"error\":\"'response_format.type' must be 'json_schema' or 'text'\"}", code=400),
    Kind.CAPACITY: unavailable(
        429, "capacity_exhausted", "All providers are at capacity.", is_retryable=True, affected_providers=["simulated"]
    ),
    Kind.UNAVAILABLE: unavailable(503, "temporarily_unavailable", "No provider can serve this now.", is_retryable=True),
    Kind.NO_ENDPOINTS: model_missing("simulated/model"),
    Kind.CONSTRAINT: constrained(
        "provider.require_parameters", "No endpoints found that can handle the requested parameters."
    ),
    Kind.REGION: unavailable(403, "region_restricted", "This model is not available in your region."),
    Kind.ERROR_IN_200: error_inside(502, raw="upstream connect error", provider_name=PROVIDER),
    Kind.LIMIT_IN_200: error_inside(429, raw="rate-limited upstream", provider_name=PROVIDER),
    Kind.NULL_FIELDS: null_fields(None),
    Kind.NULL_FIELDS_ERROR: null_fields(502),
    Kind.PADDING_ONLY: padded(raw(b"")),
    Kind.PADDING_DOT: padded(raw(b".")),
    Kind.DROPPED: dropped(),
}
"""What is sent for each kind that makes no completion, but for 402_in_flight, whose header is a condition."""
