"""Which internet addresses are public: of everybody's network, and not of this machine's or its neighbours'.

The lists are those of the IANA special-purpose registries, written out, since what ``ipaddress`` calls global differs
between releases of Python. An IPv4 address inside an IPv6 one is taken out and asked about in its place.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address

_NOT_PUBLIC = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this host; 0.0.0.0 connects to loopback
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a carrier's NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the metadata services of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # relays to 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_UNICAST = IPv6Network("2000::/3")
"""All that was ever given out for use on the internet; what lies outside is loopback, local, multicast or reserved."""

_NOT_PUBLIC_6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # Teredo, benchmarks, ORCHID and other protocols
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
    )
)
_PRIVATE: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(block)
    for block in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
    )
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_LOW_32 = 0xFFFF_FFFF
_ISATAP, _ISATAP_MASK = 0x0000_5EFE, 0xFDFF_FFFF


def is_public(address: Address) -> bool:
    """Whether an address is public, and so is the IPv4 address inside it, where there is one."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in block for block in _NOT_PUBLIC)
    if address.scope_id is not None:
        return False
    # On a network without IPv4, NAT64 is how every IPv4 server is reached, so its prefix is as good as what it holds.
    if address in _MAPPED or address in _NAT64:
        return is_public(_inner(address))
    if _is_isatap(address) and not is_public(_inner(address)):
        return False
    return address in _UNICAST and address.is_global and not any(address in block for block in _NOT_PUBLIC_6)


def may_be_named(address: Address) -> bool:
    """Whether a server that the user names may be there: public, on this machine or in a private network.

    Link-local addresses are left out: nobody serves feeds there, and clouds serve credentials.
    """
    inner = _inner(address) if isinstance(address, IPv6Address) and address in _MAPPED else address
    return is_public(inner) or any(inner in block for block in _PRIVATE)


def _inner(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & _LOW_32)


def _is_isatap(address: IPv6Address) -> bool:
    """RFC 5214: an interface that is named after an IPv4 address."""
    return (int(address) >> 32) & _ISATAP_MASK == _ISATAP
