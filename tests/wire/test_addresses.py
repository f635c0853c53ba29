"""Addresses: what stays on this machine."""

from __future__ import annotations

import pytest

from panel.wire.addresses import base_url, is_loopback


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1234", "127.0.0.1", "127.255.0.9:1", "[::1]:8080"])
def test_these_hosts_are_this_machine(host: str) -> None:
    assert is_loopback(base_url("x", f"http://{host}/v1"))


@pytest.mark.parametrize(
    "host", ["localhost.example", "127.0.0.1.example", "127.1", "2130706433", "0.0.0.1", "10.0.0.1", "[::2]", "my_host"]
)
def test_these_hosts_are_not_known_to_be(host: str) -> None:
    assert not is_loopback(base_url("x", f"http://{host}/v1"))
