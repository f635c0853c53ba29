"""Addresses that are fit to print, and addresses that mean one page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.intake.addresses import canonical_url, what_is_wrong


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com",
        "http://example.com:8080/a?b=c#d",
        "https://[::1]/",
        "https://exämple.com/%20/é",
        "HTTPS://X.Y",
    ],
)
def test_a_web_address_is_fit(address: str) -> None:
    assert what_is_wrong(address) is None


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "starts with https://"),
        ("example.com", "starts with https://"),
        ("ftp://example.com", "starts with https://"),
        ("javascript:alert(1)", "starts with https://"),
        ("https://", "starts with https://"),
        ("https://example.com:99999/", "starts with https://"),
        ("https://[::1", "starts with https://"),
        ("https://user@example.com", "take out the part before the @"),
        ("https://user:secret@example.com", "take out the part before the @"),
        ("https://example.com/a b", "percent-encode"),
        ('https://example.com/"onclick', "percent-encode"),
        ("https://example.com/<b>", "percent-encode"),
        ("https://example.com\\@evil.com", "percent-encode"),
        ("https://exam\u200bple.com", "cannot be seen"),
        ("https://example.com/\u202e", "cannot be seen"),
        ("https://example.com/" + "a" * 2_048, "at most 2,048"),
    ],
)
def test_what_is_wrong_is_said_without_the_address(address: str, words: str) -> None:
    wrong = what_is_wrong(address)

    assert wrong is not None
    assert words in wrong
    assert "secret" not in wrong


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.Example.COM/Path/", "https://example.com/Path"),
        ("https://example.com:443/", "https://example.com"),
        ("http://example.com:80", "http://example.com"),
        ("http://example.com:8080/#part", "http://example.com:8080"),
        ("https://example.com/?b=1&utm_source=x&a=2&ref=y&fbclid=z&gclid=w", "https://example.com?b=1&a=2"),
        ("https://example.com/?q=a%20b", "https://example.com?q=a%20b"),
        ("https://user:word@example.com/", "https://example.com"),
        ("http://[::1]:80/a", "http://[::1]/a"),
        ("A name, no address", "A name, no address"),
        ("https://example.com:99999/", "https://example.com:99999/"),
    ],
)
def test_what_does_not_change_the_page_goes(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@given(st.text() | st.text(alphabet="htps:/[]@?&=#.%www.utm_a1 ").map("https://".__add__))
def test_a_canonical_address_stays_as_it_is(url: str) -> None:
    once = canonical_url(url)

    assert canonical_url(once) == once
