"""A URL as it may be stored and shown: without what may be a secret."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

REDACTED = "[redacted]"

_SECRET_NAME = re.compile(
    r"(?i)key|token|secret|sig|auth|pass|pwd|credential|session|\bsid\b|jwt|hmac|\bcode\b|\bhash\b|\bx-(?:amz|goog|ms)-"
)
_SECRET_VALUE = re.compile(r"(?=\S*[0-9])(?=\S*[A-Za-z])[A-Za-z0-9_.~+/=-]{20,}")
_FIELD = re.compile(r"[^&;?]+")
_USERINFO = re.compile(r"(?i)^([a-z][a-z0-9+.-]*:)?//[^/?#]*@")


def printable_url(url: str) -> str:
    """The URL without user name, password and fragment; values of its query that may be secrets are taken out."""
    start, mark, query = _USERINFO.sub(r"\1//", url.partition("#")[0]).partition("?")
    return start + mark + _FIELD.sub(lambda field: _shown(field[0]), query)


def _shown(field: str) -> str:
    name, mark, value = field.partition("=")
    if not mark:
        return REDACTED if _SECRET_VALUE.fullmatch(unquote_plus(name)) else field
    is_secret = _SECRET_NAME.search(unquote_plus(name)) or _SECRET_VALUE.fullmatch(unquote_plus(value))
    return f"{name}={REDACTED}" if value and is_secret else field
