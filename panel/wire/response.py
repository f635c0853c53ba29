"""Responses: status, headers and bytes as what was received, read permissively and in one fixed order.

HTTP status, then JSON or events, then a completion nested under ``provider``, then ``error``, then ``choices``, then an
error in the choice, then its content. What an error means is in ``refusals``; a refusal, a cut or a blank text
is a completion, and ``panel.parsing`` says what is wrong with it. Fields and values are added to this API without
notice, so nothing unknown is refused.
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
from panel.wire.error_body import ErrorBody, page_words, read_error, read_page, tidy, unlisted
from panel.wire.event_stream import gathered
from panel.wire.faults import again, fault_of_error, redirected, unreadable
from panel.wire.json_body import mapping, parsed
from panel.wire.redact import Redactor
from panel.wire.waits import limits_in

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


def read_response(
    status: int, headers: Mapping[str, str], body: bytes, now: datetime, redact: Redactor | None = None
) -> Received:
    """Read a response whose header names are in lower case. Never raises; ``now`` dates a ``Retry-After``.

    ``redact`` takes known secrets out of a body that spells them with escapes, before anything is cut short.
    """
    if 300 <= status < 400:
        return Received(fault=redirected(status, headers.get("location")))
    whole = _without_secrets(mapping(unlisted(parsed(body))) or gathered(body), body, redact)
    completion = _unnested(whole)
    choice = _first_choice(completion)
    message = mapping(choice.get("message"))
    billed = mapping(completion.get("usage"))
    usage, cost = _usage(billed), _cost(billed)
    fault = _fault(status, headers, body, whole, completion, now)
    return Received(
        text=_content(message.get("content")),
        finish_reason=_name(choice.get("finish_reason")),
        refusal=_sound(message["refusal"]) if _is_text(message.get("refusal")) else None,
        served_model=_name(completion.get("model")),
        provider=_name(completion.get("provider")),
        generation_id=_name(completion.get("id")) or _name(headers.get("x-generation-id")),
        usage=usage,
        cost_usd=cost,
        fault=_counted(fault, usage, cost, choice) if fault else None,
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
    error = _error(whole) or completion.get("error")
    choice = _first_choice(completion)
    if status >= 400 or error:
        stated = read_error(error or whole) if error or whole else read_page(body)
        return _stated(stated, status, headers, now)
    if not whole:
        return unreadable(_not_json(body), status=status)
    if choice.get("error") or choice.get("finish_reason") == "error":
        described = choice.get("error") or "the upstream broke off in the middle of the answer"
        return _stated(read_error(described), status, headers, now)
    if not isinstance(choice.get("message"), dict):
        return unreadable("the response holds no choice with a message", status=status)
    return None


def _error(whole: dict[str, Any]) -> object:
    """The error that is stated of the whole, which may stand under ``provider`` as a completion may."""
    return whole.get("error") or (None if whole.get("choices") else mapping(whole.get("provider")).get("error"))


def _stated(error: ErrorBody, status: int, headers: Mapping[str, str], now: datetime) -> WireFault:
    limits = limits_in({**headers, **error.headers}, now, status=error.code or status)
    return fault_of_error(error, status=status, limits=limits)


def _counted(fault: WireFault, usage: Usage, cost: Decimal | None, choice: dict[str, Any]) -> WireFault:
    """The fault, with what stands beside it of a bill: a usage knows better than any rule, and text was made."""
    if cost is not None:
        return again(fault, may_be_billed=cost > 0)
    if usage.completion_tokens is not None:
        return again(fault, may_be_billed=usage.completion_tokens > 0)
    return again(fault, may_be_billed=True) if _is_whole(choice) else fault


def _is_whole(choice: dict[str, Any]) -> bool:
    """Whether a choice holds text and did not finish in an error, which OpenRouter bills nothing for."""
    content = _content(mapping(choice.get("message")).get("content"))
    return _is_text(content) and choice.get("finish_reason") != "error"


def _not_json(body: bytes) -> str:
    if not body:
        return "the response is empty"
    if not body.strip().strip(b"."):
        # OpenRouter pads while an upstream is at work, and has nothing more to send when that dies.
        return "the response is empty but for padding; whoever served it has probably gone"
    return f"the response is not a JSON object: {page_words(body)}"


def _without_secrets(whole: dict[str, Any], body: bytes, redact: Redactor | None) -> dict[str, Any]:
    if redact is None or b"\\u" not in body:
        return whole
    try:
        return mapping(redact.inside(whole))
    except RecursionError:
        return {}


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


def _cost(billed: dict[str, Any]) -> Decimal | None:
    """Dollars spent, None where that is not said; with one's own key upstream ``cost`` is OpenRouter's fee only."""
    cost = _dollars(billed.get("cost"))
    if billed.get("is_byok") is not True or cost is None:
        return cost
    upstream = _upstream_cost(mapping(billed.get("cost_details")))
    return None if upstream is None else cost + upstream


def _upstream_cost(details: dict[str, Any]) -> Decimal | None:
    whole = _dollars(details.get("upstream_inference_cost"))
    if whole is not None:
        return whole
    prompt = _dollars(details.get("upstream_inference_prompt_cost"))
    completion = _dollars(details.get("upstream_inference_completions_cost"))
    return None if prompt is None or completion is None else prompt + completion


def _dollars(value: object) -> Decimal | None:
    """A sum, or None for what cannot be a cost: absent, negative, not finite, absurd."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    cost = Decimal(value)
    if not cost.is_finite() or cost < 0 or cost > MOST_COST:
        return None
    if not cost:
        return Decimal(0)  # of "-0" too, whose sign would be printed
    exponent = cost.as_tuple().exponent
    return cost.quantize(_FINEST_COST) if isinstance(exponent, int) and exponent < -15 else cost


def _name(value: object) -> str | None:
    return tidy(value)[:_LONGEST_NAME] or None if isinstance(value, str) else None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _sound(text: str) -> str:
    """The text with halves of surrogate pairs replaced, which no file or database takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
