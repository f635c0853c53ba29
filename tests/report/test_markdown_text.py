"""Values in Markdown mean nothing but themselves; takes keep code and emphasis."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from panel.report.markdown_text import address_md, paragraphs_md, take_md, text_md
from panel.report.printable import one_line

READER = MarkdownIt("gfm-like", {"html": True, "linkify": True})


def tags(markdown: str) -> set[str]:
    """The elements that the Markdown renders to."""
    tree = LexborHTMLParser(READER.render(markdown))
    assert tree.body is not None
    return {str(node.tag) for node in tree.body.traverse() if node.tag not in ("body", "-text")}


def words(markdown: str) -> str:
    """What a reader sees of it."""
    tree = LexborHTMLParser(READER.render(markdown))
    assert tree.body is not None
    return tree.body.text().strip()


@given(st.text(alphabet=st.sampled_from("ab1 `*_[]()<>{}|~#!-+=:&.@\\/\"'$%^"), max_size=60))
def test_a_value_renders_as_the_text_it_is(text: str) -> None:
    shown = one_line(text)
    assert tags(text_md(text)) <= {"p"}
    assert " ".join(words(text_md(text)).split()) == " ".join(shown.split())


@pytest.mark.parametrize("mark", ["{{ x }}", "{% raw %}", "{{< x >}}", "{{% x %}}"])
def test_no_mark_of_a_template_is_left(mark: str) -> None:
    for made in (text_md(mark), paragraphs_md(mark), take_md(mark), take_md(f"`{mark}`")):
        assert "{{" not in made
        assert "{%" not in made


def test_lines_of_a_description_stay_lines() -> None:
    assert words(paragraphs_md("- one\n- two\n\n1. three")) == "- one\n- two\n1. three"
    assert tags(paragraphs_md("- one\n- two\n\n1. three")) == {"p", "br"}


def test_a_take_keeps_code_and_emphasis() -> None:
    assert take_md("Run `ollama run x` and *stop*, **now**.") == "Run `ollama run x` and *stop*, **now**."


def test_a_models_link_is_text() -> None:
    assert tags(take_md("[x](https://a.example/)")) == {"p"}


def test_a_persons_link_is_a_link_to_the_web_only() -> None:
    assert take_md("[x](https://a.example/)", has_links=True) == "[x](<https://a.example/>)"
    assert tags(take_md("[x](javascript:1) [y](data:text/html,1)", has_links=True)) == {"p"}


def test_a_persons_link_never_becomes_an_image() -> None:
    assert tags(take_md("![x](https://a.example/x.png)", has_links=True)) == {"p", "a"}


@pytest.mark.parametrize("address", ["javascript:1", "https://a.example/{{x}}", "https://u:p@a.example/", "a b", ""])
def test_an_address_that_nobody_should_follow_is_text(address: str) -> None:
    assert tags(address_md(address)) <= {"p"}


def test_a_web_address_is_a_link() -> None:
    assert address_md("https://a.example/b_c*d") == "<https://a.example/b_c*d>"
