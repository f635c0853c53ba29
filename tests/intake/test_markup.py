"""Tags against text that only looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.intake.markup import literal, shielded, unshielded


@pytest.mark.parametrize(
    "text", ["<b>", "</p>", "<br/>", "<A HREF='x>y'>", '<p a="b"c=d e>', "<!-- x", "<!doctype html>", "&amp;", "&#65;"]
)
def test_a_tag_a_comment_and_an_entity_are_left_to_the_parser(text: str) -> None:
    assert shielded(text, "place") == (text, True)


@pytest.mark.parametrize(
    "text", ["<", "<foo>", "<b", "<b 'x", '<p a="b>', "< b>", "<3", "&", "&x", "&copy=", "<b\u00a0>"]
)
def test_a_sign_that_is_none_of_them_is_literal(text: str) -> None:
    assert shielded(text, "place") == (literal(text[0]) + text[1:], False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("`<b>`", "<b>"),
        ("``a ` <b>``", "a ` <b>"),
        ("```\n<b>\n```\nend", "<b>"),
        ("~~~~\n<b>\n~~~\n&amp;\n~~~~", "<b>\n~~~\n&amp;"),
        ("```\n<b> never closed", "<b> never closed"),
    ],
)
def test_code_is_literal(text: str, code: str) -> None:
    shield = shielded(text, "place")

    assert literal(code) in shield.html
    assert not shield.has_markup


@pytest.mark.parametrize("text", ["`<b>", "``<b>`", "`\n\n<b>`", "``` x ` <b>"])
def test_backticks_without_a_partner_are_no_code(text: str) -> None:
    assert shielded(text, "place").has_markup


@given(st.text(st.sampled_from("ab `~<>&;\"'=/!-#\n\tx")))
def test_shielding_loses_nothing(text: str) -> None:
    assert unshielded(shielded(text, "place").html) == text
