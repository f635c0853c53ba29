"""Web addresses as tools give them: which are fit to print, and which two mean one page."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, urlsplit

from panel.intake.characters import seen_characters

LENGTH_LIMIT = 2_048

_UNFIT = re.compile(r"[\s<>\"`\\^{|}]")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = frozenset(("ref", "ref_src", "fbclid", "gclid", "source", "via"))
_TRACKING_FAMILIES = ("utm_", "mc_")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_AS_IT_IS = "%!$&'()*+,;=:@/?[]|"


def what_is_wrong(address: str) -> str | None:
    """What is wrong with a web address and how to mend it, or None when it is fit to print."""
    if len(address) > LENGTH_LIMIT:
        return f"an address of {len(address):,} characters; give one of at most {LENGTH_LIMIT:,}"
    if _UNFIT.search(address):
        return "an address holds no spaces, quotes, brackets or backslashes; percent-encode them"
    if seen_characters(address).text != address:
        return "the address holds characters that cannot be seen, or accents in pieces; type it anew"
    parts = split_address(address)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return "expected an address that starts with https:// or http://"
    if parts.username is not None or parts.password is not None:
        return "the address holds a user name or password; take out the part before the @"
    return None


@lru_cache(maxsize=4_096)
def canonical_url(url: str) -> str:
    """The address without what does not change the page it means; anything but a web address comes back unchanged.

    It is https, its host in ASCII and small letters without ``www.``, its query sorted and without what only says where
    a visitor came from. The case of its path stays.
    """
    parts = split_address(url)
    if parts is None or parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return url
    host = _host(parts.hostname)
    if parts.port not in (None, _DEFAULT_PORTS[parts.scheme], _DEFAULT_PORTS["https"]):
        host = f"{host}:{parts.port}"
    return parts._replace(
        scheme="https", netloc=host, path=_escaped(parts.path).rstrip("/"), query=_query(parts.query), fragment=""
    ).geturl()


def split_address(address: str) -> SplitResult | None:
    """The parts of an address, or None when it has none: bad brackets, or a port that is no number."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _host(name: str) -> str:
    if ":" in name:
        return f"[{name}]"
    bare = name.rstrip(".") or name
    host = bare if bare.isascii() else _in_ascii(bare).rstrip(".") or bare
    while (rest := host.removeprefix("www.")) != host and "." in rest:
        host = rest
    return host


def _in_ascii(name: str) -> str:
    from yarl import URL  # slow to import, and only names in other scripts need it

    try:
        return URL.build(scheme="https", host=name).raw_host or name
    except ValueError:
        return name


def _query(query: str) -> str:
    kept = [part for part in _escaped(query).split("&") if part and not _is_tracking(part)]
    return "&".join(sorted(kept))


def _is_tracking(part: str) -> bool:
    name = part.partition("=")[0].casefold()
    return name in _TRACKING or name.startswith(_TRACKING_FAMILIES)


def _escaped(text: str) -> str:
    """Percent-encoding in one spelling (RFC 3986 §6.2.2): what needs none has none, what has some has capitals."""
    if "%" not in text and text.isascii():
        return text
    whole = quote(_LONE_PERCENT.sub("%25", text), safe=_AS_IT_IS, errors="replace")
    return _ESCAPE.sub(_escape, whole)


def _escape(match: re.Match[str]) -> str:
    sign = chr(int(match[1], 16))
    return sign if sign in _UNRESERVED else match[0].upper()
