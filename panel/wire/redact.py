"""What must never be read anywhere: keys, authorisation headers and the passwords in addresses.

How a known secret is found is said here, and what an unknown one looks like in ``domain/secret_shapes.py``. Whoever
lets words out asks this for them: the wire for all that an endpoint said, other places for what settings and the
environment hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from panel.domain.secret_shapes import REDACTED as REDACTED
from panel.domain.secret_shapes import without_shapes

SHORTEST = 8
"""Registered secrets under this many characters are left alone: they are words, and taking them out would say more."""


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
        return without_shapes(text)

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
