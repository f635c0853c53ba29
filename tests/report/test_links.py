"""Only plain web addresses become links."""

from __future__ import annotations

import pytest

from panel.report.links import short_address, web_address


@pytest.mark.parametrize("address", ["https://a.example/", "http://a.example:8080/x?y=1#z", "https://bücher.example/ü"])
def test_a_web_address_is_kept(address: str) -> None:
    assert web_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None, "", "a.example", "//a.example", "ftp://a.example", "javascript:alert(1)", "JAVASCRIPT:1",
        "data:text/html,x",
        "https:a.example", "https://", "https://u@a.example/", "https://u:p@a.example/", "https://a.example/ x",
        "https://a.example/\n", "https://a.example/\"", "https://a.example/<", "https://a.example/\\x", "https://[::1",
        "https://a.example:99999/", "https://a.example:0/", "https://a.example/\u202e",
        "https://a.example/" + "x" * 2000,
    ],
)  # fmt: skip
def test_anything_else_is_not(address: str | None) -> None:
    assert web_address(address) is None


def test_a_short_address_is_how_one_says_it() -> None:
    assert short_address("https://www.a.example/docs/") == "a.example/docs"
