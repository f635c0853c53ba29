"""URLs as they are shown: whole, but for what may be a secret."""

from __future__ import annotations

import pytest

from panel.intake.printable_url import printable_url


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/feed",
        "https://a.example/search?tags=show_hn&page=2",
        "https://a.example/?q=a%20b&empty=",
        "https://a.example/feed?",
        "https://a.example/list?ids=1,2,3",
    ],
)
def test_what_is_no_secret_stays_as_it_is(url: str) -> None:
    assert printable_url(url) == url


@pytest.mark.parametrize(
    "query",
    [
        "token=canary",
        "api_key=canary",
        "APIKEY=canary",
        "access%5Ftoken=canary",
        "X-Amz-Signature=canary",
        "sig=canary",
        "password=canary",
        "u=canary123canary123canary",
        "canary123canary123canary",
        "a=1&amp;key=canary",
        "a=1;token=canary",
        "a?token=canary",
    ],
)
def test_what_may_be_a_secret_is_taken_out(query: str) -> None:
    assert "canary" not in printable_url(f"https://a.example/feed?{query}")


def test_user_names_passwords_and_fragments_are_taken_out() -> None:
    assert printable_url("https://user:canary@a.example/feed#canary") == "https://a.example/feed"
    assert printable_url("https://can@ary:canary@a.example/@me") == "https://a.example/@me"
