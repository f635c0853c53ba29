"""Responses: status, headers and bytes as what was received, read permissively and in one fixed order.

HTTP status, then JSON, then a completion nested under ``provider``, then ``error``, then ``choices``, then an error in
the choice, then its content. Fields and values are added to this API without notice, so nothing unknown is refused.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from panel.domain.completion import Usage
from panel.errors import WireFault
from panel.wire.error_body import page_words, read_error, tidy
from panel.wire.faults import asked_wait, fault_of_error, redirected, unreadable
from panel.wire.json_body import mapping, parsed

MOST_COST = Decimal(100_000)
"""A dearer call than this, in dollars, is taken for a mistake of the endpoint's."""

_FINEST_COST = Decimal("1e-15")
_MOST_TOKENS = 10**9
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Received:
    """What one response held. A call that failed may have been billed, so its facts stand beside its ``fault``."""

    text: str = ""
    finish_reason: str | None = None
    refusal: str | None = None
    served_model: str | None = None
    provider: str | None = None
    generation_id: str | None = None
    usage: Usage = field(default_factory=Usage)
    cost_usd: Decimal | None = None
    fault: WireFault | None = None


def read_response(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> Received:
    """Read a response whose header names are in lower case. Never raises; ``now`` dates a ``Retry-After``."""
    if 300 <= status < 400:
        return Received(fault=redirected(status, headers.get("location")))
    whole = mapping(parsed(body))
    completion = _unnested(whole)
    fault = _fault(status, headers, body, whole, completion, now)
    choice = _first_choice(completion)
    message = mapping(choice.get("message"))
    usage = mapping(completion.get("usage"))
    return Received(
        text=_content(message.get("content")),
        finish_reason=_name(choice.get("finish_reason")),
        refusal=_sound(message["refusal"]) if _is_text(message.get("refusal")) else None,
        served_model=_name(completion.get("model")),
        provider=_name(completion.get("provider")),
        generation_id=_name(completion.get("id")) or _name(headers.get("x-generation-id")),
        usage=_usage(usage),
        cost_usd=_cost(usage.get("cost")),
        fault=fault,
    )


def _fault(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    whole: dict[str, Any],
    completion: dict[str, Any],
    now: datetime,
) -> WireFault | None:
    """What is wrong with the response, in the order in which it is looked for."""
    wait = asked_wait(headers, now)
    error = whole.get("error") or completion.get("error")
    if status >= 400 or error:
        described = error or whole or page_words(body)
        return fault_of_error(read_error(described), status=status, asked_wait=wait)
    if not whole:
        return unreadable(_not_json(body), status=status)
    choice = _first_choice(completion)
    if not isinstance(choice.get("message"), dict) and not choice.get("error"):
        return unreadable("the response holds no choice with a message", status=status)
    if choice.get("error") or choice.get("finish_reason") == "error":
        described = choice.get("error") or "the upstream broke off in the middle of the answer"
        return fault_of_error(read_error(described), status=status, asked_wait=wait)
    return None


def _not_json(body: bytes) -> str:
    if not body.strip():
        return "the response is empty but for padding" if body else "the response is empty"
    return f"the response is not a JSON object: {page_words(body)}"


def _unnested(whole: dict[str, Any]) -> dict[str, Any]:
    """The completion itself, which some responses carry under ``provider`` with everything else null."""
    inner = whole.get("provider")
    return inner if isinstance(inner, dict) and not whole.get("choices") and inner.get("choices") else whole


def _first_choice(completion: dict[str, Any]) -> dict[str, Any]:
    choices = completion.get("choices")
    return mapping(choices[0]) if isinstance(choices, list) and choices else {}


def _content(content: object) -> str:
    """The text of a message: a string, or a list of parts."""
    if isinstance(content, list):
        texts = (part if isinstance(part, str) else mapping(part).get("text") for part in content)
        content = "".join(text for text in texts if isinstance(text, str))
    return _sound(content) if isinstance(content, str) else ""


def _usage(usage: dict[str, Any]) -> Usage:
    return Usage(
        prompt_tokens=_count(usage.get("prompt_tokens")),
        cached_tokens=_count(mapping(usage.get("prompt_tokens_details")).get("cached_tokens")),
        completion_tokens=_count(usage.get("completion_tokens")),
    )


def _count(value: object) -> int | None:
    if isinstance(value, Decimal):
        value = int(value) if value.is_finite() and 0 <= value <= _MOST_TOKENS and value == int(value) else None
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS
    return value if is_count and isinstance(value, int) else None


def _cost(value: object) -> Decimal | None:
    """Dollars, or None for what cannot be a cost: absent, negative, not finite, absurd."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    cost = Decimal(value)
    if not cost.is_finite() or cost < 0 or cost > MOST_COST:
        return None
    exponent = cost.as_tuple().exponent
    return cost.quantize(_FINEST_COST) if isinstance(exponent, int) and exponent < -15 else cost


def _name(value: object) -> str | None:
    return tidy(value)[:_LONGEST_NAME] or None if isinstance(value, str) else None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _sound(text: str) -> str:
    """The text with halves of surrogate pairs replaced, which no file or database takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
