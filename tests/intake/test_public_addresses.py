"""Which addresses are public, whatever release of Python counts them."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.intake.public_addresses import is_public, may_be_named

PUBLIC = ("1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700:4700::1111", "2a00:1450:4001::1")
PRIVATE = ("127.0.0.1", "10.1.2.3", "172.31.255.255", "192.168.0.1", "100.64.0.1", "::1", "fd12::1", "::ffff:10.0.0.1")
NEITHER = ("0.0.0.0", "169.254.169.254", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.88.99.1", "203.0.113.1")  # noqa: S104
NEITHER_6 = ("::", "fe80::1", "fe80::1%1", "fec0::1", "ff02::1", "2001:db8::1", "3fff::1", "2001::1", "2002:808:808::1")
MORE = (
    "2606:4700:4700::1111%1",
    "64:ff9b:1::8.8.8.8",
    "::8.8.8.8",
    "::ffff:0:8.8.8.8",
    "100::1",
    "5f00::1",
    "2001:2::1",
    "4000::1",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))
    assert may_be_named(ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
def test_this_machine_and_private_networks_are_for_those_who_name_them(address: str) -> None:
    assert not is_public(ip_address(address))
    assert may_be_named(ip_address(address))


@pytest.mark.parametrize("address", [*NEITHER, *NEITHER_6, *MORE])
def test_the_rest_is_for_nobody(address: str) -> None:
    assert not is_public(ip_address(address))
    assert not may_be_named(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_in_an_address_counts_as_itself(inner: IPv4Address) -> None:
    assert is_public(IPv6Address(f"::ffff:{inner}")) == is_public(inner)
    assert is_public(IPv6Address(f"64:ff9b::{inner}")) == is_public(inner)
    assert is_public(IPv6Address(f"2606:2800::5efe:{inner}")) == is_public(inner)
    assert not is_public(IPv6Address((0x2002 << 112) | (int(inner) << 80)))


@given(st.ip_addresses())
def test_nothing_is_public_that_python_knows_to_be_special(address: IPv4Address | IPv6Address) -> None:
    special = address.is_private or address.is_loopback or address.is_multicast or address.is_reserved
    holds_another = any(address in IPv6Network(block) for block in ("::ffff:0:0/96", "64:ff9b::/96"))
    assert not (is_public(address) and special) or holds_another
