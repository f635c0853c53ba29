"""What looks like a secret, and what only looks odd."""

from __future__ import annotations

import pytest

from panel.domain.secret_shapes import without_likely, without_shapes

SECRETS = [
    "sk-or-v1-0123456789abcdef0123456789abcdef",
    "sk_live_51H8xAbCdEfGhIj",
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "github_pat_11ABCDEFG0abcdefgh",
    "glpat-a1b2c3d4e5f6g7h8",
    "xoxb-2345678901-abcdefghij",
    "hf_abcdefghijklmnop",
    "AIzaSyA1b2C3d4E5f6G7h8",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "5f4dcc3b5aa765d61d8327deb882cf99",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_keys_of_many_services_are_taken_out_of_messages(secret: str) -> None:
    said = without_likely(f"slug: expected 1 to 80 of a-z; found '{secret}'")

    assert said == "slug: expected 1 to 80 of a-z; found '[redacted]'"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Authorization: Bearer abcd", "abcd"),
        ("found 'Bearer abc.def-ghi'", "abc.def-ghi"),
        ("https://user:pa55word@x.example/", "pa55word"),
        ("https://x.example/?a=1&api_key=q9w8e7", "q9w8e7"),
        ("https://x.example/?X-Amz-Signature=q9w8e7", "q9w8e7"),
        ("https://x.example/?client_secret=q9w8e7", "q9w8e7"),
        ("-----BEGIN RSA PRIVATE KEY-----MIIE", "MIIE"),
    ],
)
def test_what_stands_behind_a_name_for_secrets_is_taken_out(text: str, left: str) -> None:
    assert left not in without_likely(text)


@pytest.mark.parametrize(
    "text",
    [
        "line 12: name: more than 80 characters; shorten it",
        "expected one of free, freemium, usage, subscription, one_time, contact, unknown",
        "no column 'internationalisation_support' in https://x.example/a-long-path/of-words",
        "the dossier has 24,002 characters; shorten description and facts until it has 24,000",
    ],
)
def test_ordinary_messages_stay_as_they_are(text: str) -> None:
    assert without_likely(text) == text


def test_texts_that_are_kept_lose_only_what_can_hardly_be_anything_else() -> None:
    assert without_shapes("commit 5f4dcc3b5aa765d61d8327deb882cf99") == "commit 5f4dcc3b5aa765d61d8327deb882cf99"
    assert without_shapes("key sk-0123456789abcdef") == "key [redacted]"
