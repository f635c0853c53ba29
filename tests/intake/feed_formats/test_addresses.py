"""Addresses in rows: read, made whole, or left out with the reason."""

from __future__ import annotations

import pytest

from panel.intake.feed_formats.addresses import address, repository


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://atlas.example/a?b=1", "https://atlas.example/a?b=1"),
        (" http://atlas.example ", "http://atlas.example"),
        ("atlas.example", "https://atlas.example"),
        ("atlas.example/notes", "https://atlas.example/notes"),
        ("Atlas.Example", "https://Atlas.Example"),
    ],
)
def test_an_address_with_or_without_its_scheme_is_read(given: str, read: str) -> None:
    assert address(given, "address").text == read


@pytest.mark.parametrize(
    "given",
    [
        "", "N/A", "-", "readme.md", "localhost", "127.0.0.1", "/etc/passwd", "../x", "file:///etc/passwd", "C:\\x",
        "javascript:alert(1)", "data:text/html,x", "ftp://x.example", "//x.example/a", "https://u:p@x.example",
        "https://x.example/?access_token=abc", "https://", "http://[", "https://x.example/a b", 7, None, ["x"],
    ],
)  # fmt: skip
def test_anything_else_is_left_out_and_the_note_does_not_repeat_it(given: object) -> None:
    left = address(given, "address")

    assert left.text is None
    assert left.notes[0].startswith("its address is ")
    assert str(given) not in left.notes[0] or given in ("", "-", "https://")


def test_what_package_lists_put_around_a_repository_is_taken_off() -> None:
    assert repository("git+https://github.com/acme/atlas.git").text == "https://github.com/acme/atlas"
    assert repository("github.com/acme/atlas").text == "https://github.com/acme/atlas"
    assert repository("git@github.com:acme/atlas.git").text is None
