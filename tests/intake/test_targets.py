"""Targets: one host in every URL, whoever reads it."""

from __future__ import annotations

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.errors import FetchRefused
from panel.intake.targets import Target, origin_of, read_target

PIECES = ["http:", "//", "/", "\\", "@", ":", "80", "127.0.0.1", "a.example", "[::1]", "[", "]", "%", "%25", "%2e", "#"]
PIECES += [
    "?",
    ".",
    "。",
    "１",
    "ⓐ",
    "ß",
    "0x7f",
    "0177",
    "1",
    "xn--",
    "-",
    "\t",
    "\n",
    " ",
    "\x00",
    "\u00ad",
    "\u200d",
]
MADE = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
URLS = MADE | MADE.map("http://{}".format) | st.text(max_size=40).map("https://{}".format)


@given(URLS)
def test_what_is_read_is_read_alike_by_the_one_who_asks(url: str) -> None:
    try:
        target = read_target(url)
    except FetchRefused:
        return
    asked = httpx2.URL(target.url)
    port = asked.port or {"http": 80, "https": 443}[asked.scheme]
    assert (asked.scheme, asked.raw_host.decode(), port) == (target.scheme, target.host, target.port)
    assert (asked.username, asked.password) == ("", "")
    assert read_target(target.url) == target


@given(st.text(max_size=40))
def test_a_redirect_leads_to_a_target_or_is_refused(location: str) -> None:
    try:
        target = read_target("https://a.example/b").beyond(location)
    except FetchRefused:
        return
    assert target.scheme == "https"


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("HTTPS://Feeds.Example", "https://feeds.example/"),
        ("http://feeds.example:80/a?b=c#d", "http://feeds.example/a?b=c"),
        ("http://feeds.example./", "http://feeds.example/"),
        ("https://feeds.example:8443", "https://feeds.example:8443/"),
        ("http://münchen.example/ü", "http://xn--mnchen-3ya.example/ü"),
        ("http://134744072/", "http://8.8.8.8/"),
        ("http://[2606:2800:0:0::1]:81/", "http://[2606:2800::1]:81/"),
        ("  http://a_b.example/ ", "http://a_b.example/"),
    ],
)
def test_an_address_has_one_spelling(url: str, read: str) -> None:
    assert read_target(url).url == read


@pytest.mark.parametrize(
    ("named", "origins"),
    [
        ("http://localhost:8000/feed", ("localhost:8000",)),
        ("https://localhost/feed", ("localhost:443",)),
        ("localhost:8000", ("localhost:8000",)),
        ("localhost", ("localhost:80", "localhost:443")),
        ("[::1]:8000", ("[::1]:8000",)),
        ("::1", ("[::1]:80", "[::1]:443")),
    ],
)
def test_what_is_named_are_hosts_with_their_ports(named: str, origins: tuple[str, ...]) -> None:
    assert origin_of(named) == origins


def test_a_target_shows_no_secret() -> None:
    target = Target("https", "a.example", 443, "/feed?tag=x&token=canary")
    assert target.shown == "https://a.example/feed?tag=x&token=[redacted]"
