"""Redaction: secrets go, prose stays."""

from __future__ import annotations

import pytest

from panel.wire.redact import Redactor, redact

SECRET = "an+odd/secret=value"


@pytest.mark.parametrize(
    "text",
    [
        "key sk-or-v1-canary0123456789abcdef was refused",
        "Authorization: Bearer canary0123456789",
        '{"authorization": "Basic canary0123456789=="}',
        "sent 'Bearer canary0123456789abc'",
        "at https://user:canary@host.example/v1",
        "at https://canary@host.example/v1",
        "at https://host.example/v1?api_key=canary&x=1",
    ],
)
def test_what_is_shaped_like_a_secret_goes(text: str) -> None:
    assert "canary" not in redact(text)
    assert "[redacted]" in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "It supports Bearer authentication and a basic plan.",
        "Authorization: required for every endpoint.",
        "Asks for sk-learn and risk-averse people at 10:30.",
        "Mail maker@host.example or see https://host.example/@maker/post?page=2.",
    ],
)
def test_prose_stays(text: str) -> None:
    assert redact(text) == text


def test_a_registered_secret_goes_whatever_its_shape() -> None:
    assert Redactor.of([SECRET])(f"you sent {SECRET}.") == "you sent [redacted]."


def test_a_registered_secret_goes_as_it_stands_in_an_address() -> None:
    assert Redactor.of([SECRET])("an%2Bodd%2Fsecret%3Dvalue") == "[redacted]"


def test_a_secret_inside_a_longer_one_leaves_no_rest() -> None:
    assert Redactor.of(["12345678", "12345678-more"])("12345678-more") == "[redacted]"


def test_a_secret_as_short_as_a_word_does_not_eat_words() -> None:
    assert Redactor.of(["test"])("the latest test") == "the latest test"


def test_showing_a_redactor_shows_no_secret() -> None:
    assert SECRET not in repr(Redactor.of([SECRET]))


def test_text_that_might_be_the_beginning_of_many_addresses_takes_no_longer_than_its_length() -> None:
    # Were every place in it tried to its end, this would take hours.
    hostile = "a." * 500_000 + " ://"
    assert redact(hostile) == hostile
