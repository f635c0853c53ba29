"""Refusals: the errors of OpenRouter's by name, as HTTP responses ready to be sent.

What is in each is from OpenRouter's pages on errors and limits, or from what its clients have reported.
"""

from __future__ import annotations

from collections.abc import Mapping

from panel.testing.replies import Reply, status


def refused(
    code: int, message: str = "Provider returned error", *, headers: Mapping[str, str] | None = None, **metadata: object
) -> Reply:
    """E1: an error with this metadata."""
    return status(code, {"code": code, "message": message, "metadata": metadata}, headers=headers)


def unavailable(
    code: str,
    http_status: int,
    *,
    is_retryable: bool = False,
    constraint: str | None = None,
    error_type: str | None = None,
    **more: object,
) -> Reply:
    """E2: an availability error, which has ``http_status`` in place of a code, and ``error_type`` beside it."""
    availability: dict[str, object] = {"code": code, "retryable": is_retryable, "requested_models": ["a/b"], **more}
    if constraint is not None:
        availability["constraint"] = {"field": constraint}
    error: dict[str, object] = {"message": "Not available.", "http_status": http_status, "availability": availability}
    return status(http_status, error if error_type is None else {**error, "error_type": error_type})


def out_of_credit() -> Reply:
    """402 (a): the account has no credit."""
    return refused(402, "Insufficient credits.", limit_source="openrouter_credits")


def at_key_limit() -> Reply:
    """402 (b): the key has spent what it may."""
    return refused(402, "Key limit exceeded.", limit_source="openrouter_key_limit")


def too_much_in_flight(*, retry_after: str | None = "3") -> Reply:
    """402 (c): calls in flight hold the credit."""
    return refused(
        402,
        "This request does not fit beside those in flight.",
        reason="in_flight_budget_exhausted",
        limit_source="openrouter_in_flight_budget",
        headers={"Retry-After": retry_after} if retry_after is not None else None,
    )


def too_dear() -> Reply:
    """402 (d): this request alone is priced above what there is."""
    return refused(402, "Too dear.", reason="weight_exceeds_budget", limit_source="openrouter_credits")


def can_afford(tokens: int) -> Reply:
    """402 (d) in prose, which says how many tokens there is credit for."""
    return refused(
        402, f"This request requires more credits. You requested up to 65536 tokens, but can only afford {tokens}."
    )


def budget_spent(source: str = "openrouter_workspace_budget", *, resets_at: str = "2026-02-01T00:00:00Z") -> Reply:
    """403: a spending limit of the key's, the workspace's or a guardrail's is reached."""
    return refused(403, "Budget limit exceeded.", limit_source=source, resets_at=resets_at)


def flagged(words: str = "how to …", *, reasons: tuple[str, ...] = ("violence",)) -> Reply:
    """403: moderation objects to the input."""
    return refused(
        403,
        "The input was flagged.",
        reasons=list(reasons),
        flagged_input=words,
        provider_name="Acme",
        model_slug="a/b",
    )


def guarded(*patterns: str) -> Reply:
    """403: a guardrail of the account's objects to the input."""
    return refused(403, "Request blocked.", patterns=list(patterns))


def limited_upstream(*, headers: Mapping[str, str] | None = None) -> Reply:
    """429: an upstream is busy."""
    return refused(
        429,
        raw="a/b is busy, come back later",
        provider_name="Acme",
        limit_source="upstream_provider_shared_pool",
        error_type="rate_limit_exceeded",
        headers=headers,
    )


def limited_account(reset: str) -> Reply:
    """429: the account may not ask as often; ``reset`` is in milliseconds since 1970."""
    headers = {"X-RateLimit-Limit": "20", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
    return refused(429, "Rate limit exceeded", error_type="rate_limit_exceeded", headers=headers)


def out_of_free_requests(reset: str) -> Reply:
    """429: the day's requests to free models are spent, until ``reset`` in milliseconds since 1970."""
    headers = {"X-RateLimit-Limit": "50", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
    return refused(
        429,
        "Rate limit exceeded: free-models-per-day",
        limit_source="openrouter_free_tier_daily",
        error_type="rate_limit_exceeded",
        headers=headers,
    )
