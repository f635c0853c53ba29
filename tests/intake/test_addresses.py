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
        ("http://example.com/Path", "https://example.com/Path"),
        ("https://example.com:443/", "https://example.com"),
        ("http://example.com:80", "https://example.com"),
        ("http://example.com:443", "https://example.com"),
        ("http://example.com:8080/#part", "https://example.com:8080"),
        ("https://example.com./a", "https://example.com/a"),
        ("https://www.www.example.com", "https://example.com"),
        ("https://www.com/a", "https://www.com/a"),
        ("https://exämple.com/é", "https://xn--exmple-cua.com/%C3%A9"),
        ("https://example.com/%c3%a9/%41", "https://example.com/%C3%A9/A"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://example.com/?b=1&utm_source=x&a=2&ref=y&fbclid=z&gclid=w", "https://example.com?a=2&b=1"),
        ("https://example.com/?ref_src=t&mc_cid=1&mc_eid=2&source=hn&via=x&UTM_Medium=y", "https://example.com"),
        ("https://example.com/?sourcemap=1&reference=2&", "https://example.com?reference=2&sourcemap=1"),
        ("https://example.com/?q=a%20b", "https://example.com?q=a%20b"),
        ("https://user:word@example.com/", "https://example.com"),
        ("http://[::1]:80/a", "https://[::1]/a"),
        ("A name, no address", "A name, no address"),
        ("ftp://example.com/a/", "ftp://example.com/a/"),
        ("https://example.com:99999/", "https://example.com:99999/"),
    ],
)
def test_what_does_not_change_the_page_goes(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


_ADDRESSES = st.text(alphabet="htps:/[]@?&=#.%www.utm_aAé4140日 ").map("https://".__add__)


@given(st.text() | _ADDRESSES | _ADDRESSES.map(lambda address: address.replace("https:", "HTTP:")))
def test_a_canonical_address_stays_as_it_is(url: str) -> None:
    once = canonical_url(url)

    assert canonical_url(once) == once
