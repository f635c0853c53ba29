"""Slugs from names and addresses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.intake.slugs import derived_slug, with_collision

SLUG = re.compile(r"[a-z0-9-]{1,80}")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Mistral 3B Edge", "mistral-3b-edge"),
        ("C++ / C#", "c-plus-plus-c-sharp"),
        ("Notepad++", "notepad-plus-plus"),
        ("Café Zoë", "cafe-zoe"),
        ("Łódź Søk", "lodz-sok"),
        ("Straße", "strasse"),
        ("Don't Panic", "dont-panic"),
        ("ＡＢＣ ①", "abc-1"),
        ("日本語 AI", "ai"),
        ("--A__b--", "a-b"),
        ("A vs B", "a-vs-b"),
    ],
)
def test_a_slug_is_made_from_the_name(name: str, slug: str) -> None:
    assert derived_slug(name, None) == slug


def test_a_long_slug_ends_at_a_hyphen() -> None:
    # seven words of ten letters and their hyphens are 76 characters; an eighth would end at 87
    assert derived_slug(" ".join(["abcdefghij"] * 9), None) == "-".join(["abcdefghij"] * 7)


def test_a_word_that_ends_at_the_limit_stays_whole() -> None:
    assert derived_slug("a" * 80 + " b", None) == "a" * 80


def test_one_long_word_is_cut() -> None:
    assert derived_slug("a" * 100, None) == "a" * 80


def test_a_name_without_letters_takes_its_slug_from_the_address() -> None:
    slug = derived_slug("⚡️", "https://example.com/")

    assert re.fullmatch(r"tool-[0-9a-f]{8}", slug)
    assert slug == derived_slug("🚀", "HTTPS://www.example.com?utm_source=feed")
    assert slug != derived_slug("⚡️", "https://example.org/")


def test_a_name_without_letters_or_address_takes_its_slug_from_itself() -> None:
    assert derived_slug("⚡️", None) != derived_slug("🚀", None)


def test_two_tools_of_one_name_are_told_apart_by_their_addresses() -> None:
    one, other = with_collision("atlas", "https://atlas.dev"), with_collision("atlas", "https://atlas.io")

    assert re.fullmatch(r"atlas-[0-9a-f]{6}", one)
    assert one != other
    assert one == with_collision("atlas", "https://www.atlas.dev/#top")


def test_the_digits_of_stored_slugs_never_change() -> None:
    # sha256 of http://atlas.dev?b=1&a=2 and of https://atlas.dev, as earlier releases hashed them
    assert with_collision("atlas", "http://www.atlas.dev/?b=1&a=2#top") == "atlas-b6ce87"
    assert with_collision("atlas", "https://atlas.dev/?utm_source=x") == "atlas-d0bea4"


@given(st.text(), st.none() | st.text())
def test_every_name_has_a_slug(name: str, url: str | None) -> None:
    slug = derived_slug(name, url)

    assert SLUG.fullmatch(slug)
    assert SLUG.fullmatch(with_collision(slug, url or name))
