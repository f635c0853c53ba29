"""Error bodies: what an endpoint says went wrong, in the many forms in which it is said.

The useful words are seldom in ``message``: OpenRouter keeps the upstream's own in ``metadata.raw``, as text or as JSON
inside a string, with the upstream's name beside it; local servers send a bare string. What the words and names mean is
in ``refusals``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from panel.wire.json_body import mapping
from panel.wire.waits import LIMIT_HEADERS, seconds

LONGEST = 300
_SHORT = 80
_DEEPEST = 4
_MOST_LISTED = 3
_SPACE = re.compile(r"\s+")
_TITLE = re.compile(r"(?is)<title[^>]*>(.{1,200}?)</title>")
_MARKUP = re.compile(r"(?i)\s*<(!doctype|html|head|body|\?xml)\b")
_NAME = re.compile(r"[\w./:@-]{1,80}")

# What is said in place of a reason; whoever reads it knows no more than before.
_EMPTY_WORDS = re.compile(
    r"(?i)\W*(provider returned error|(internal )?server error|(an )?(unknown )?error( occurred)?|none|null)?\W*"
)


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """An error as the endpoint put it; every text in it is on one line, bounded and fit to be printed.

    ``words`` are the reason given, empty when that says nothing. ``upstream`` is who failed behind the endpoint.
    ``code`` is an HTTP status, where the body names one. ``limits`` are the names of what stood in the way, the most
    telling first, ``kinds`` those of the kind of error. ``retry_after`` is in seconds; ``is_retryable`` is the
    endpoint's own opinion. ``flagged`` is what a filter objected to, ``constraint`` the field of a request that left
    nobody to serve it. ``headers`` are those that
    the body repeats, as far as they speak of limits. ``is_page`` means that the body was no JSON object with anything
    in it: a page, perhaps of something on the way there, or nothing that came.
    """

    words: str = ""
    upstream: str = ""
    code: int | None = None
    limits: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    retry_after: float | None = None
    is_retryable: bool | None = None
    flagged: tuple[str, ...] = ()
    constraint: str = ""
    fallback_models: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    resets_at: str = ""
    hint: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_page: bool = False


def read_error(value: object) -> ErrorBody:
    """Read the value of ``error``, whatever it is."""
    if not isinstance(value, dict):
        return ErrorBody(words=_telling(_words(value)))
    metadata = mapping(value.get("metadata"))
    availability = mapping(value.get("availability"))
    opinion = availability.get("retryable")
    constraint = mapping(availability.get("constraint")) or mapping(value.get("constraint"))
    return ErrorBody(
        words=_telling(_words(value)),
        upstream=_short(metadata.get("provider_name")),
        code=_status(value.get("code")) or _status(value.get("http_status")),
        limits=_names(metadata.get("reason"), metadata.get("limit_source"), availability.get("code")),
        kinds=_names(metadata.get("error_type"), value.get("error_type"), value.get("code"), value.get("type")),
        retry_after=next(_waits(value, metadata, availability), None),
        is_retryable=opinion if isinstance(opinion, bool) else None,
        flagged=tuple(_flagged(metadata)),
        constraint=_short(constraint.get("field")),
        fallback_models=tuple(_listed(availability.get("fallback_models"))),
        tried=tuple(_tried(metadata.get("previous_errors") or availability.get("previous_errors"))),
        resets_at=_short(metadata.get("resets_at")),
        hint=_short(metadata.get("remedy_hint"), 160),
        headers=_limit_headers(mapping(metadata.get("headers"))),
    )


def unlisted(value: object) -> object:
    """The body of a response as JSON, without the list that Google puts around an error."""
    return value[0] if isinstance(value, list) and value and mapping(value[0]).get("error") else value


def read_page(body: bytes) -> ErrorBody:
    """Read the body of a failure that is no JSON."""
    return ErrorBody(words=_telling(page_words(body)), is_page=True)


def page_words(body: bytes) -> str:
    """A few words on a body that is not JSON: a page's title, or how the text begins."""
    return tidy(_page(body[:20_000].decode("utf-8", "replace").strip()))


def tidy(text: str) -> str:
    """The text on one line, without control characters, cut at 300 characters."""
    text = text[: LONGEST * 4]
    if not text.isprintable() or "  " in text:
        text = _SPACE.sub(" ", text)
        text = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
    text = text.strip()
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _telling(words: str) -> str:
    """The words, or none where they only say that there was an error."""
    return "" if _EMPTY_WORDS.fullmatch(words[:_SHORT]) else tidy(words)


def _words(value: object, depth: int = 0) -> str:
    """The words furthest in: the upstream's own before those of who passed them on."""
    if depth > _DEEPEST:
        return ""
    if isinstance(value, str):
        return _words_in_string(value, depth)
    if isinstance(value, list):
        return next((said for one in value[:_DEEPEST] if (said := _words(one, depth + 1))), "")
    if not isinstance(value, dict):
        return ""
    metadata = mapping(value.get("metadata"))
    inner = (metadata.get("raw"), *(value.get(name) for name in ("error", "message", "detail", "msg")))
    said = next((said for one in inner if _telling(said := _words(one, depth + 1))), "")
    provider = _short(metadata.get("provider_name"))
    return f"{provider}: {said}" if provider and said else said


def _words_in_string(text: str, depth: int) -> str:
    if text.lstrip().startswith(("{", "[")):
        try:
            inner = _words(json.loads(text), depth + 1)
        except (ValueError, RecursionError):
            inner = ""
        return inner or text
    return _page(text[:20_000].strip()) if _MARKUP.match(text) else text


def _page(text: str) -> str:
    if not text.startswith("<"):
        return text
    title = _TITLE.search(text)
    return f"an HTML page, {title[1]}" if title else "an HTML page instead of JSON"


def _waits(error: dict[str, Any], metadata: dict[str, Any], availability: dict[str, Any]) -> Iterator[float]:
    """The waits that a body names, the most reliable first."""
    for where in (availability, metadata, error):
        for name in ("retry_after", "retry_after_seconds"):
            wait = seconds(where.get(name))
            if wait is not None:
                yield wait


def _flagged(metadata: dict[str, Any]) -> Iterator[str]:
    """What moderation or a guardrail objected to: its reasons or patterns, and the words that it objected to."""
    yield from _listed(metadata.get("reasons"))
    yield from (f"“{one}”" for one in _listed(metadata.get("patterns")))
    if isinstance(metadata.get("flagged_input"), str):
        yield f"“{_short(metadata['flagged_input'])}”"


def _tried(errors: object) -> Iterator[str]:
    """Whom the endpoint asked before, and what came of it."""
    for one in errors[:_MOST_LISTED] if isinstance(errors, list) else []:
        error = mapping(one)
        name = _short(error.get("provider") or error.get("provider_name"))
        code = _status(error.get("status")) or _status(error.get("code"))
        if name:
            yield f"{name} ({code})" if code else name


def _limit_headers(headers: dict[str, Any]) -> dict[str, str]:
    lowered = {name.lower(): value for name, value in headers.items()}
    return {name: str(lowered[name]) for name in LIMIT_HEADERS if isinstance(lowered.get(name), str | int)}


def _listed(values: object) -> Iterator[str]:
    for one in values[:_MOST_LISTED] if isinstance(values, list) else []:
        if isinstance(one, str) and (text := _short(one)):
            yield text


def _short(value: object, longest: int = _SHORT) -> str:
    """A foreign text as a part of a sentence: without quotation marks of its own."""
    if not isinstance(value, str):
        return ""
    text = tidy(value).replace("“", "'").replace("”", "'").replace('"', "'")
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _names(*values: object) -> tuple[str, ...]:
    return tuple(one for one in values if isinstance(one, str) and _NAME.fullmatch(one))


def _status(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) == 3:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 400 <= value < 600 else None
