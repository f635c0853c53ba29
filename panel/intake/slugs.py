"""Slugs: a tool's name in addresses and commands, made from its name or its address."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from panel.intake.addresses import canonical_url as canonical_url

LENGTH_LIMIT = 80

_SPOKEN = str.maketrans({"+": " plus ", "#": " sharp ", "'": "", "’": ""})
_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_SUFFIX = 6


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
    return hashlib.sha256(canonical_url(address).encode("utf-8", "surrogatepass")).hexdigest()[:count]
