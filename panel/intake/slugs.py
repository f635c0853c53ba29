"""Slugs: a tool's name in addresses and commands, made from its name and stable once stored."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

LENGTH = 80

_TRACKING = re.compile(r"utm_.*|ref|ref_src|fbclid|gclid|mc_.*|source|via", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def derived_slug(name: str, url: str | None) -> str:
    """The slug of a name; of one without letters or digits of its own, ``tool-`` and 8 hex digits of its address."""
    spelt = name.replace("+", " plus ").replace("#", " sharp ")
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not slug:
        return f"tool-{_digits(canonical_url(url) if url else name, 8)}"
    return slug if len(slug) <= LENGTH else _cut(slug)


def with_collision(slug: str, url: str) -> str:
    """A derived slug that another tool holds, told apart by 6 hex digits of the canonical address."""
    return f"{slug[: LENGTH - 7].rstrip('-')}-{_digits(canonical_url(url), 6)}"


def canonical_url(url: str) -> str:
    """One spelling of an address: https, lower-case host without www or default port, no fragment or tracking."""
    parts = urlsplit(url.strip())
    if not parts.hostname:
        return url.strip()
    host = parts.hostname.lower().removeprefix("www.")
    if parts.port and parts.port != _PORTS.get(parts.scheme.lower()):
        host = f"{host}:{parts.port}"
    query = urlencode(sorted(pair for pair in parse_qsl(parts.query) if not _TRACKING.fullmatch(pair[0])))
    return urlunsplit(("https", host, parts.path.rstrip("/"), query, ""))


def _cut(slug: str) -> str:
    """The first 80 characters, ended at a hyphen where there is one."""
    short = slug[:LENGTH]
    if slug[LENGTH] != "-" and "-" in short:
        short = short.rpartition("-")[0]
    return short.strip("-")


def _digits(text: str, count: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:count]
