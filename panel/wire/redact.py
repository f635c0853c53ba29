"""What must never be read anywhere: keys, authorisation headers and the passwords in addresses.

How a secret is known and what stands in its place is said here alone. Whoever lets words out asks this for them: the
wire for all that an endpoint said, other places for what settings and the environment hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

REDACTED = "[redacted]"

SHORTEST = 8
"""Registered secrets under this many characters are left alone: they are words, and taking them out would say more."""

_AUTHORISATION = re.compile(
    r"(?i)\b(authorization[\"']?\s*[:=]\s*[\"']?)(?:(?:bearer|basic)\s+[\w.~+/=-]{4,}|[\w.~+/=-]{16,})"
)
_BEARER = re.compile(r"(?i)\b(bearer\s+)(?=[\w.~+/-]*\d)[\w.~+/-]{16,}=*")
_KEY = re.compile(r"\bsk-[\w-]{12,}")
_PARAMETER = re.compile(r"(?i)([?&](?:api[_-]?key|key|token|access_token|secret)=)[^&\s\"'<>]+")
_URL_PASSWORD = re.compile(r"(?i)\b([a-z][a-z0-9+.-]{0,20}://)[^\s/@\"'<>]+@")


@dataclass(frozen=True, slots=True)
class Redactor:
    """Takes secrets out of text: the ``secrets`` it knows, and whatever is shaped like one."""

    secrets: tuple[str, ...] = ()

    @classmethod
    def of(cls, secrets: Iterable[str]) -> Redactor:
        """A redactor of these secrets, as they are and as they stand in an address; the longest goes first."""
        spellings = {spelling for secret in secrets for spelling in (secret, quote(secret, safe=""))}
        return cls(tuple(sorted((one for one in spellings if len(one) >= SHORTEST), key=len, reverse=True)))

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        for secret in self.secrets:
            text = text.replace(secret, REDACTED)
        # Most texts hold nothing of the kind, which is seen in their bytes sooner than a pattern finds it out.
        lowered = text.encode("utf-8", "replace").lower()
        if b"author" in lowered:
            text = _AUTHORISATION.sub(rf"\1{REDACTED}", text)
        if b"bearer" in lowered:
            text = _BEARER.sub(rf"\1{REDACTED}", text)
        if b"sk-" in lowered:
            text = _KEY.sub(REDACTED, text)
        if b"=" in lowered:
            text = _PARAMETER.sub(rf"\1{REDACTED}", text)
        return _URL_PASSWORD.sub(rf"\1{REDACTED}@", text) if b"://" in lowered else text

    def raw(self, body: bytes) -> bytes:
        """A body without the known secrets, before anything is cut from it; a slash may be escaped in JSON."""
        for secret in self.secrets:
            for spelling in {secret, secret.replace("/", "\\/")}:
                body = body.replace(spelling.encode(), REDACTED.encode())
        return body

    def inside(self, value: Any) -> Any:  # noqa: ANN401 - foreign JSON
        """A JSON value without the known secrets, however its strings were escaped."""
        match value:
            case str():
                for secret in self.secrets:
                    value = value.replace(secret, REDACTED)
                return value
            case list():
                return [self.inside(one) for one in value]
            case dict():
                return {self.inside(name): self.inside(one) for name, one in value.items()}
            case _:
                return value

    def __repr__(self) -> str:
        return f"Redactor({len(self.secrets)} secrets)"


redact = Redactor()
"""Takes out what is shaped like a secret, for text met before any key is known."""
