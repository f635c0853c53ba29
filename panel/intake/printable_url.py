"""A URL as it may be stored and shown: without what may be a secret."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote_plus

REDACTED = "[redacted]"

_SECRET_NAME = re.compile(
    r"(?i)key|token|secret|sig|auth|pass|pwd|credential|session|\bsid\b|jwt|hmac|\bcode\b|\bhash\b|\bx-(?:amz|goog|ms)-"
)
_SECRET_VALUE = re.compile(r"(?=[^\s]*[0-9])(?=[^\s]*[A-Za-z])[A-Za-z0-9_.~+/=-]{20,}")
_USERINFO = re.compile(r"(?i)^([a-z][a-z0-9+.-]*:)?//[^/?#]*@")


def printable_url(url: str) -> str:
    """The URL without user name, password and fragment; values of its query that may be secrets are taken out."""
    url = _USERINFO.sub(r"\1//", url.partition("#")[0])
    start, mark, query = url.partition("?")
    if not mark:
        return start
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
    if not any(_is_secret(name, value) for name, value in pairs):
        return url
    return start + mark + "&".join(_pair(name, value) for name, value in pairs)


def _pair(name: str, value: str) -> str:
    return f"{quote_plus(name)}={REDACTED if _is_secret(name, value) else quote_plus(value)}"


def _is_secret(name: str, value: str) -> bool:
    """Whether a value may be a secret: by its name, or because it looks like a token; so may a bare query be one."""
    if not value:
        return bool(_SECRET_VALUE.fullmatch(name))
    return bool(_SECRET_NAME.search(name) or _SECRET_VALUE.fullmatch(value))
