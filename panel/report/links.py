"""Which addresses may become links: http and https ones without a password, spaces or controls."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_LONGEST = 2_000
_NEVER = frozenset(" <>\"'`\\^{}|")


def web_address(text: str | None) -> str | None:
    """The address if a reader may be sent there; None for anything else, which is shown as text."""
    if not text or len(text) > _LONGEST or not text.isprintable() or not _NEVER.isdisjoint(text):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    is_sound = parts.scheme in ("http", "https") and parts.hostname and port != 0 and "@" not in parts.netloc
    return text if is_sound else None


def short_address(text: str) -> str:
    """An address as a reader says it: without its scheme, ``www.`` and a last slash."""
    return re.sub(r"^https?://(?:www\.)?", "", text).rstrip("/") or text
