"""Web addresses as tools give them: which are fit to print, and which two mean one page."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from panel.intake.characters import seen_characters

LENGTH_LIMIT = 2_048

_UNFIT = re.compile(r"[\s<>\"`\\^{|}]")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = frozenset(("ref", "fbclid", "gclid"))


def what_is_wrong(address: str) -> str | None:
    """What is wrong with a web address and how to mend it, or None when it is fit to print."""
    if len(address) > LENGTH_LIMIT:
        return f"an address of {len(address):,} characters; give one of at most {LENGTH_LIMIT:,}"
    if _UNFIT.search(address):
        return "an address holds no spaces, quotes, brackets or backslashes; percent-encode them"
    if seen_characters(address).text != address:
        return "the address holds characters that cannot be seen, or accents in pieces; type it anew"
    parts = _split(address)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return "expected an address that starts with https:// or http://"
    if parts.username is not None or parts.password is not None:
        return "the address holds a user name or password; take out the part before the @"
    return None


def canonical_url(url: str) -> str:
    """The address without what does not change the page it means; anything but a web address comes back unchanged."""
    parts = _split(url)
    if parts is None or parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return url
    host = parts.hostname.removeprefix("www.")
    host = f"[{host}]" if ":" in host else host
    if parts.port is not None and parts.port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{parts.port}"
    return parts._replace(
        netloc=host, path=parts.path.rstrip("/"), query=_without_tracking(parts.query), fragment=""
    ).geturl()


def _split(address: str) -> SplitResult | None:
    """The parts of an address, or None when it has none: bad brackets, or a port that is no number."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _without_tracking(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name not in _TRACKING and not name.startswith("utm_")]
    return query if len(kept) == len(pairs) else urlencode(kept)
