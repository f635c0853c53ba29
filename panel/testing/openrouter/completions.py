"""Completions: what a model makes of a request under each kind, as the reply that is sent and the tokens it took."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import orjson

from panel.testing.openrouter.kinds import FREE, USABLE, Kind
from panel.testing.openrouter.listing import PROVIDER, Tariff, plain
from panel.testing.openrouter.said import Said, said_in
from panel.testing.replies import Reply, cut, dropped, padded

_DRIBBLE = 1_000_000
_CREATED = 1_700_000_000
_BROKEN = {
    "code": 502,
    "message": "Provider disconnected mid-stream",
    "metadata": {"error_type": "provider_unavailable"},
}


@dataclass(frozen=True, slots=True)
class Work:
    """What a completion is made from. ``cached`` of the ``prompt`` tokens were in the cache when it began."""

    id: str
    model: str
    tariff: Tariff
    prompt: int
    cached: int
    answer: str
    max_tokens: int | None = None
    is_reasoned: bool = False
    is_streamed: bool = False


@dataclass(frozen=True, slots=True)
class Completed:
    """The reply to send, and what the books say of it. ``is_usable`` says whether its answer can be read whole."""

    reply: Reply
    cost: Decimal
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    finish_reason: str
    is_usable: bool


def complete(kind: Kind, work: Work, *, beat_every: float = 1) -> Completed:
    """The completion that a kind makes of a request; ``beat_every`` is the pause in one that never ends, in seconds."""
    said = said_in(kind, work.answer, most=work.max_tokens, is_reasoned=work.is_reasoned)
    cost = Decimal(0) if kind in FREE else work.tariff.cost(work.prompt, work.cached, said.tokens)
    body = orjson.dumps(_completion(kind, work, said, cost))
    return Completed(
        reply=_sent(Kind.STREAMED if work.is_streamed else kind, work, said, body, beat_every),
        cost=cost,
        prompt_tokens=work.prompt,
        cached_tokens=work.cached,
        completion_tokens=said.tokens,
        finish_reason=said.finish_reason,
        is_usable=kind in USABLE and said.finish_reason == "stop",
    )


def _completion(kind: Kind, work: Work, said: Said, cost: Decimal) -> dict[str, Any]:
    choice: dict[str, Any] = {
        "index": 0,
        "finish_reason": said.finish_reason,
        "native_finish_reason": said.native,
        "logprobs": None,
        "message": {"role": "assistant", "content": said.content, "refusal": None, **said.message},
    }
    if kind is Kind.BROKEN_OFF:
        choice["error"] = _BROKEN
    completion = {
        "id": work.id,
        "provider": PROVIDER,
        "model": work.model,
        "object": "chat.completion",
        "created": _CREATED,
        "system_fingerprint": None,
        "choices": [choice],
    }
    if kind is not Kind.MISSING_USAGE:
        completion["usage"] = _usage(0, 0, 0, 0, cost) if kind is Kind.CACHE_HIT else _used(work, said, cost)
    return {"id": None, "choices": None, "provider": completion} if kind is Kind.NESTED else completion


def _used(work: Work, said: Said, cost: Decimal) -> dict[str, Any]:
    return _usage(work.prompt, work.cached, said.tokens, said.reasoning_tokens, cost)


def _usage(prompt: int, cached: int, completion: int, reasoning: int, cost: Decimal) -> dict[str, Any]:
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        # As text, since a float of it would no longer be the sum that is billed.
        "cost": orjson.Fragment(plain(cost)),
        "is_byok": False,
        "cost_details": {"upstream_inference_cost": None},
        "prompt_tokens_details": {"cached_tokens": cached, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": reasoning},
    }


def _sent(kind: Kind, work: Work, said: Said, body: bytes, beat_every: float) -> Reply:
    headers = {"content-type": "application/json", "x-generation-id": work.id}
    reply = Reply(body=body, headers=headers)
    match kind:
        case Kind.DROPPED_BILLED:
            return dropped()
        case Kind.CUT:
            return cut(reply)
        case Kind.PADDED:
            return padded(reply)
        case Kind.DRIBBLED:
            return padded(reply, beats=_DRIBBLE, pause=beat_every)
        case Kind.COMMENTED:
            return replace(reply, body=b": OPENROUTER PROCESSING\n\n" + body)
        case Kind.STREAMED:
            return replace(reply, body=_events(work, said), headers={**headers, "content-type": "text/event-stream"})
    return reply


def _events(work: Work, said: Said) -> bytes:
    """E8: server-sent events, although nobody asked for them, or because somebody did."""
    shared = {
        "id": work.id,
        "object": "chat.completion.chunk",
        "created": _CREATED,
        "model": work.model,
        "provider": PROVIDER,
    }
    delta = {"role": "assistant", "content": said.content or ""}
    chunk = {**shared, "choices": [{"index": 0, "delta": delta, "finish_reason": said.finish_reason}]}
    cost = work.tariff.cost(work.prompt, work.cached, said.tokens)
    last = {**shared, "choices": [], "usage": _used(work, said, cost)}
    events = [b": OPENROUTER PROCESSING", *(b"data: " + orjson.dumps(one) for one in (chunk, last)), b"data: [DONE]"]
    return b"\n\n".join(events) + b"\n\n"


def waiting(reply: Reply, seconds: float, beat_every: float | None) -> Reply:
    """The reply after so many seconds, with padding in the meantime if beats are sent."""
    if reply.beats or not beat_every or reply.status >= 400 or reply.is_dropped:
        return replace(reply, delay=seconds)
    beats = int(seconds / beat_every)
    return replace(reply, beats=beats, pause=beat_every, delay=seconds - beats * beat_every)
