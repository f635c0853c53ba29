"""Addresses of endpoints: which base URLs are accepted, and which of them stay on this machine."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from panel.errors import Mistake

LONGEST = 500
_EXAMPLE = "write it like https://host.example/v1 or http://localhost:11434/v1"

# A closed list of characters, so that no two parsers can read two hosts out of one address.
_BASE_URL = re.compile(
    r"(?i)https?://(?:[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?(?:/[a-z0-9._~%/+-]*)?"
)


def base_url(name: str, url: str) -> str:
    """The address in the form that is compared and hashed: no trailing slash, scheme and host in lower case.

    Raises Mistake, which never repeats the address: a password may stand in it.
    """
    url = url.strip()
    where = f"the address of endpoint {name!r}"
    if "@" in url:
        raise Mistake(f"{where} holds a user name or password; take it out, and name the key's variable in key_env")
    if "?" in url or "#" in url:
        raise Mistake(f"{where} holds a query or a fragment; give the part before it")
    if len(url) > LONGEST or not _BASE_URL.fullmatch(url):
        raise Mistake(f"{where} is not an http or https base URL; {_EXAMPLE}")
    parts = _split(where, url)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def host(url: str) -> str:
    """The host of an accepted address, without its port."""
    return urlsplit(url).hostname or ""


def is_encrypted(url: str) -> bool:
    """Whether an accepted address is https."""
    return url.startswith("https://")


def is_loopback(url: str) -> bool:
    """Whether an accepted address can only mean this machine."""
    name = host(url)
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _split(where: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Mistake(f"{where} has a host or port that does not exist; {_EXAMPLE}") from None
    if port == 0:
        raise Mistake(f"{where} has port 0; {_EXAMPLE}")
    return parts
