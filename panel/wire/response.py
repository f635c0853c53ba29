"""Status, headers and bytes → Completion, or the fault that is in them, read permissively by our own parser.

The order is that of what has been seen on the wire: status, JSON behind padding, a completion nested under
``provider``, an error inside a 200, the choices, an error inside a choice, then the content.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from panel.domain.completion import Attempt, Completion, Usage
from panel.errors import Cause, WireFault
from panel.wire.faults import of_status, seconds_of

BODY_CAP = 1024 * 1024
"""Bytes of an answer that are read; a longer one is a fault."""

_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came: ``headers`` with lower-case names."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def read_completion(raw: Raw, *, sent_at: datetime, latency_ms: int) -> Completion:
    """The completion in an answer. Raises WireFault; whatever the bytes are, nothing else."""
    fields = _object(raw, sent_at)
    error = fields.get("error")
    if error or raw.status >= 300:
        raise _embedded(error, raw, sent_at)
    choices = fields.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict):
        raise WireFault(Cause.UNREADABLE, "an answer without choices", is_retryable=True, status=raw.status)
    if choice.get("error") or choice.get("finish_reason") == "error":
        raise _embedded(choice.get("error"), raw, sent_at)
    message = choice.get("message")
    if not isinstance(message, dict):
        raise WireFault(Cause.UNREADABLE, "a choice without a message", is_retryable=True, status=raw.status)
    text = _content(message.get("content"))
    return Completion(
        text=text,
        finish_reason=_text(choice.get("finish_reason")),
        refusal=_text(message.get("refusal")),
        attempt=_attempt(fields, raw, text, sent_at, latency_ms),
    )


def failed_attempt(fault: WireFault, raw: Raw | None, *, sent_at: datetime, latency_ms: int) -> Attempt:
    """What is known of a request that gave no completion; it may have been billed all the same."""
    fields: Mapping[str, Any] = {}
    if raw is not None:
        try:
            parsed = json.loads(raw.content.strip() or b"{}")
            fields = parsed if isinstance(parsed, dict) else {}
        except (ValueError, RecursionError):
            pass
    base = _attempt(fields, raw or Raw(0, {}, b""), None, sent_at, latency_ms)
    text = None if raw is None else raw.content[:BODY_CAP].decode("utf-8", "replace")
    return base.model_copy(
        update={"outcome": fault.cause.value, "detail": fault.detail, "status": fault.status, "text": text}
    )


def _object(raw: Raw, now: datetime) -> Mapping[str, Any]:
    """The JSON object in the body; a redirect or an error page without one is a fault of its status."""
    if 300 <= raw.status < 400:
        raise of_status(raw.status, "")
    text = raw.content.decode("utf-8", "replace").lstrip("\ufeff").strip()
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        fields = None
    if isinstance(fields, dict):
        nested = fields.get("provider")
        if not fields.get("choices") and isinstance(nested, dict) and nested.get("choices"):
            return nested
        return fields
    if raw.status >= 300:
        raise of_status(raw.status, _shown(text), retry_after=seconds_of(raw.headers, now))
    what = "an empty answer" if not text.strip(".") else f"an answer that is not JSON: {_shown(text)}"
    raise WireFault(Cause.UNREADABLE, what, is_retryable=True, status=raw.status)


def _embedded(error: object, raw: Raw, now: datetime) -> WireFault:
    """The fault that an ``error`` value tells of, in the upstream's own words."""
    fields = error if isinstance(error, dict) else {}
    metadata = fields.get("metadata") if isinstance(fields.get("metadata"), dict) else {}
    availability = fields.get("availability") if isinstance(fields.get("availability"), dict) else {}
    status = _status(fields.get("code")) or _status(fields.get("http_status")) or raw.status
    said = error if isinstance(error, str) else _said(fields, metadata or {})
    retry_after = _number((availability or {}).get("retry_after")) or seconds_of(raw.headers, now)
    claim = (availability or {}).get("retryable")
    return of_status(
        status if status >= 300 else 502,
        _shown(said),
        retry_after=retry_after,
        is_retryable=claim if isinstance(claim, bool) else None,
    )


def _said(fields: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
    """The useful words: the provider's raw message, which may be JSON in a string, before the gateway's own."""
    own = metadata.get("raw")
    if isinstance(own, str) and own.lstrip().startswith("{"):
        try:
            inner = json.loads(own)
        except (ValueError, RecursionError):
            inner = None
        if isinstance(inner, dict):
            deeper = inner.get("error")
            own = deeper.get("message") if isinstance(deeper, dict) else deeper or inner.get("message") or own
    words = own if isinstance(own, str) and own.strip() else fields.get("message")
    provider = metadata.get("provider_name")
    said = words if isinstance(words, str) else ""
    return f"{provider}: {said}" if isinstance(provider, str) and said else said


def _attempt(fields: Mapping[str, Any], raw: Raw, text: str | None, sent_at: datetime, latency_ms: int) -> Attempt:
    usage = fields.get("usage") if isinstance(fields.get("usage"), dict) else {}
    provider = fields.get("provider")
    return Attempt(
        outcome="completed",
        status=raw.status or None,
        served_model=_text(fields.get("model")),
        provider=_text(provider),
        generation_id=_text(fields.get("id")) or _text(raw.headers.get("x-generation-id")),
        usage=_usage(usage or {}),
        cost_usd=_cost((usage or {}).get("cost")),
        latency_ms=latency_ms,
        text=text,
        sent_at=sent_at,
    )


def _usage(fields: Mapping[str, Any]) -> Usage:
    details = fields.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    return Usage(
        prompt_tokens=_count(fields.get("prompt_tokens")),
        cached_tokens=_count(cached),
        completion_tokens=_count(fields.get("completion_tokens")),
    )


def _content(given: object) -> str:
    """The text of a message: a string, or the text parts of a list."""
    if isinstance(given, str):
        return given
    if isinstance(given, list):
        return "".join(part["text"] for part in given if isinstance(part, dict) and isinstance(part.get("text"), str))
    return ""


def _cost(given: object) -> Decimal | None:
    """A cost in USD; missing, negative and non-finite ones are unknown."""
    if isinstance(given, bool) or not isinstance(given, (int, float, str)):
        return None
    try:
        cost = Decimal(str(given))
    except InvalidOperation:
        return None
    return cost if cost.is_finite() and cost >= 0 else None


def _count(given: object) -> int | None:
    is_count = isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 10**12
    return given if is_count and isinstance(given, int) else None


def _number(given: object) -> float | None:
    is_number = isinstance(given, (int, float)) and not isinstance(given, bool) and 0 < given < 86_400 * 7
    return float(given) if is_number and isinstance(given, (int, float)) else None


def _status(given: object) -> int | None:
    """An HTTP status in a code that may be a number, digits, or a word."""
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) == 3:
        given = int(given)
    is_status = isinstance(given, int) and not isinstance(given, bool) and 300 <= given < 600
    return given if is_status and isinstance(given, int) else None


def _text(given: object) -> str | None:
    return _shown(given) if isinstance(given, str) and given.strip() else None


def _shown(text: str) -> str:
    line = " ".join("".join(mark if mark.isprintable() else " " for mark in text[: _SHOWN * 4]).split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
