"""The one place that redacts: keys, passwords in addresses and authorisation headers, wherever text leaves the wire."""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "[redacted]"

_SHAPES = (
    re.compile(r"\bsk-[A-Za-z0-9_-]{8,}"),
    re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}"),
    re.compile(r"(?i)(authorization[\"']?\s*[:=]\s*[\"']?)[^\s\"',}]+(\s+[A-Za-z0-9._~+/=-]{6,})?"),
    re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"),
    re.compile(r"(?i)(?<=[?&])(api[_-]?key|key|token|access_token)=[^&\s\"']+"),
)
_SHORTEST = 6


class Redactor:
    """Takes secrets out of text: those it was given, and whatever has the shape of one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = sorted({one for one in secrets if len(one) >= _SHORTEST}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        for shape in _SHAPES:
            text = shape.sub(HIDDEN, text)
        return text
