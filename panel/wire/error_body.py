"""Error bodies: what an endpoint says went wrong, in the many forms in which it is said.

The useful words are seldom in ``message``: OpenRouter keeps the upstream's own in ``metadata.raw``, as text or as JSON
inside a string, with the upstream's name beside it; local servers send a bare string.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass

from panel.wire.json_body import mapping

LONGEST = 300
_DEEPEST = 4
_SPACE = re.compile(r"\s+")
_TITLE = re.compile(r"(?is)<title[^>]*>(.{1,200}?)</title>")


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """An error as the endpoint put it.

    ``code`` is an HTTP status, where the body names one; ``retry_after`` is in seconds; ``is_retryable`` is the
    endpoint's own opinion. ``limit`` names the limit that was met, in the endpoint's words.
    """

    words: str = ""
    code: int | None = None
    retry_after: float | None = None
    is_retryable: bool | None = None
    limit: str = ""


def read_error(value: object) -> ErrorBody:
    """Read the value of ``error``, whatever it is."""
    if not isinstance(value, dict):
        return ErrorBody(words=tidy(_words(value)))
    metadata = mapping(value.get("metadata"))
    availability = mapping(value.get("availability"))
    opinion = availability.get("retryable")
    return ErrorBody(
        words=tidy(_words(value)),
        code=_status(value.get("code")) or _status(value.get("http_status")),
        retry_after=seconds(availability.get("retry_after")) or seconds(metadata.get("retry_after")),
        is_retryable=opinion if isinstance(opinion, bool) else None,
        limit=" ".join(one for one in (metadata.get("limit_source"), metadata.get("reason")) if isinstance(one, str)),
    )


def page_words(body: bytes) -> str:
    """A few words on a body that is not JSON: a page's title, or how the text begins."""
    text = body[:20_000].decode("utf-8", "replace").strip()
    if text.startswith("<"):
        title = _TITLE.search(text)
        return tidy(f"an HTML page, {title[1]}" if title else "an HTML page instead of JSON")
    return tidy(text)


def tidy(text: str) -> str:
    """The text on one line, without control characters, cut at 300 characters."""
    text = _SPACE.sub(" ", text[: LONGEST * 4])
    text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text).strip()
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def seconds(value: object) -> float | None:
    """A wait in seconds; None for none, and for what is no wait."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        wait = float(value)
    except (ValueError, OverflowError):
        return None
    return wait if math.isfinite(wait) and wait > 0 else None


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
    said = _words(metadata.get("raw"), depth + 1)
    said = said or _words(value.get("error"), depth + 1) or _words(value.get("message"), depth + 1)
    said = said or _words(value.get("detail"), depth + 1) or _words(value.get("msg"), depth + 1)
    provider = metadata.get("provider_name")
    return f"{provider}: {said}" if isinstance(provider, str) and provider and said else said


def _words_in_string(text: str, depth: int) -> str:
    if text.lstrip().startswith("{"):
        try:
            inner = _words(json.loads(text), depth + 1)
        except (ValueError, RecursionError):
            inner = ""
        return inner or text
    return text


def _status(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) == 3:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 400 <= value < 600 else None
