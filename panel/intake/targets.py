"""Targets: what a URL asks for, and of whom, read so strictly that no two readers can find two hosts in it.

However a host is spelled, it comes out in one spelling: an address as an address, so that it meets the same check as
one that a name stands for.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import SplitResult, urljoin, urlsplit

from panel.errors import FetchRefused
from panel.intake.printable_url import printable_url
from panel.intake.public_addresses import Address

LONGEST = 4_096
DEFAULT_PORTS = {"http": 80, "https": 443}

_UNFIT = re.compile(r"[\x00-\x20\x7f\\\s]")
_NETLOC = re.compile(r"(?P<host>\[[^\[\]@]*\]|[^\[\]:@]+)(?::(?P<port>[0-9]{0,5}))?")
_NAME = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
_ENDS_IN_A_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_EXAMPLE = "write it like https://host.example/feed.xml"


@dataclass(frozen=True, slots=True)
class Target:
    """A page on a server. ``host`` is in lower-case ASCII, ``address`` there where it is one, the query in ``path``."""

    scheme: str
    host: str
    port: int
    path: str
    address: Address | None = None

    @property
    def origin(self) -> str:
        """Host and port, as they are named."""
        return f"{self._bracketed}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address, secrets included: for asking and hashing, never for showing."""
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self._bracketed}{port}{self.path}"

    @property
    def shown(self) -> str:
        """The whole address without what may be a secret."""
        return printable_url(self.url)

    def beyond(self, location: str) -> Target:
        """Where a redirect from here leads; raises FetchRefused for no address of a page, and for one in the clear."""
        if _UNFIT.search(location):
            raise FetchRefused(f"{self.shown} redirects to something that is no address; name the page that is meant")
        try:
            target = read_target(urljoin(self.url, location))
        except (ValueError, FetchRefused) as error:
            reason = error if isinstance(error, FetchRefused) else "it is no address; name the page that is meant"
            raise FetchRefused(f"{self.shown} redirects to what is not fetched: {reason}") from None
        if self.scheme == "https" and target.scheme == "http":
            raise FetchRefused(f"{self.shown} redirects from https to http; name the http address if you trust it")
        return target

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def read_target(url: str) -> Target:
    """Read a URL; raises FetchRefused for one that is not fetched, and never repeats what may be a password in it."""
    url = url.strip(" ")
    if len(url) > LONGEST:
        raise FetchRefused(f"an address of {len(url):,} characters is not fetched; give one of at most {LONGEST:,}")
    if _UNFIT.search(url):
        raise FetchRefused("an address holds no spaces, backslashes or control characters; percent-encode them")
    parts = _split(url)
    if parts.scheme not in DEFAULT_PORTS:
        raise FetchRefused(f"only http and https addresses are fetched; {_EXAMPLE}")
    if "@" in parts.netloc:
        raise FetchRefused("the address holds a user name or password; take out the part before the @")
    return _target(parts)


def origin_of(named: str) -> tuple[str, ...]:
    """Every ``host:port`` that the user names by a URL, a host and a port, or a host, which stands for 80 and 443."""
    if "://" in named:
        return (read_target(named).origin,)
    bare = f"[{named}]" if named.count(":") > 1 and not named.startswith("[") else named
    http, https = read_target(f"http://{bare}/"), read_target(f"https://{bare}/")
    return (http.origin,) if http.port == https.port else (http.origin, https.origin)


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise FetchRefused(f"this is no address of a page; {_EXAMPLE}") from None


def _target(parts: SplitResult) -> Target:
    found = _NETLOC.fullmatch(parts.netloc)
    if found is None:
        raise FetchRefused(f"the address has a host or port that does not exist; {_EXAMPLE}")
    port = int(found["port"] or DEFAULT_PORTS[parts.scheme])
    if not 0 < port < 65536:
        raise FetchRefused(f"the address has a port that does not exist; {_EXAMPLE}")
    host, address = _host(found["host"])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(scheme=parts.scheme, host=host, port=port, path=path, address=address)


def _host(text: str) -> tuple[str, Address | None]:
    """The host in its one spelling, and the address it is, if it is one."""
    if text.startswith("["):
        address: Address = _ipv6(text[1:-1])
        return str(address), address
    name = _in_ascii(text).lower().removesuffix(".")
    if _ENDS_IN_A_NUMBER.fullmatch(name):
        address = _ipv4(name)
        return str(address), address
    if not _NAME.fullmatch(name):
        raise FetchRefused(f"the address has a host that does not exist; {_EXAMPLE}")
    return name, None


def _in_ascii(host: str) -> str:
    if host.isascii():
        return host
    from yarl import URL

    try:
        return URL.build(scheme="http", host=host).raw_host or ""
    except ValueError:
        raise FetchRefused(f"the address has a host that does not exist; {_EXAMPLE}") from None


def _ipv6(text: str) -> IPv6Address:
    if "%" in text:
        raise FetchRefused("an address with a zone is of this machine's own network; it is not fetched")
    try:
        return IPv6Address(text)
    except AddressValueError:
        raise FetchRefused(f"the address has a host that does not exist; {_EXAMPLE}") from None


def _ipv4(text: str) -> IPv4Address:
    """An IPv4 address as the system's resolver would read it: of one to four numbers, decimal, octal or hex."""
    try:
        return IPv4Address(socket.inet_aton(text))
    except OSError:
        raise FetchRefused(f"the address has a host that does not exist; {_EXAMPLE}") from None
