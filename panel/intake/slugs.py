"""Slugs: a tool's name in addresses and commands, made from its name or its address."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, urlencode

from panel.intake.addresses import split_address

LENGTH_LIMIT = 80

_SPOKEN = str.maketrans({"+": " plus ", "#": " sharp ", "'": "", "’": ""})
_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_SUFFIX = 6
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = frozenset(("ref", "fbclid", "gclid"))


def derived_slug(name: str, url: str | None) -> str:
    """The slug of a tool that gives none: made from its name, else ``tool-`` and a hash of its address or name."""
    parts = unicodedata.normalize("NFKD", name.translate(_SPOKEN)).casefold().translate(_UNDECOMPOSED)
    plain = "".join(sign for sign in parts if sign.isascii() or not (sign.isalnum() or unicodedata.combining(sign)))
    slug = _cut(re.sub(r"[^a-z0-9]+", "-", plain).strip("-"), LENGTH_LIMIT)
    return slug or f"tool-{_digits(url or name, 8)}"


def with_collision(slug: str, url: str) -> str:
    """A derived slug that another tool holds, told apart by a hash of the address, or of the name for want of one."""
    return f"{_cut(slug, LENGTH_LIMIT - _SUFFIX - 1)}-{_digits(url, _SUFFIX)}"


def _cut(slug: str, limit: int) -> str:
    """At most ``limit`` characters, ended at a hyphen where there is one."""
    if len(slug) <= limit:
        return slug
    whole, hyphen, _ = slug[: limit + 1].rpartition("-")
    return (whole if hyphen else slug[:limit]).strip("-")


def _digits(address: str, count: int) -> str:
    return hashlib.sha256(_hashed_form(address).encode("utf-8", "surrogatepass")).hexdigest()[:count]


def _hashed_form(url: str) -> str:
    """The address in the form that slugs hash. It never changes, since slugs are made anew and found by it."""
    parts = split_address(url)
    if parts is None or parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return url
    host = parts.hostname.removeprefix("www.")
    host = f"[{host}]" if ":" in host else host
    if parts.port is not None and parts.port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{parts.port}"
    return parts._replace(
        netloc=host, path=parts.path.rstrip("/"), query=_without_tracking(parts.query), fragment=""
    ).geturl()


def _without_tracking(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name not in _TRACKING and not name.startswith("utm_")]
    return query if len(kept) == len(pairs) else urlencode(kept)
