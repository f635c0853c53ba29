"""Texts from outside as HTML: code and emphasis, and nothing else but characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from panel.report.prose import plain_html, take_html


def tags(html: str) -> set[str]:
    tree = LexborHTMLParser(html)
    assert tree.body is not None
    return {node.tag or "" for node in tree.body.traverse()} - {"body", "-text"}


def test_a_take_keeps_code_and_emphasis() -> None:
    assert take_html("Run `a <b>`.\n\n*So* **it** is.") == (
        "<p>Run <code>a &lt;b&gt;</code>.</p>\n<p><em>So</em> <strong>it</strong> is.</p>"
    )


def test_headings_lists_and_html_are_text() -> None:
    assert tags(take_html("# a\n- b\n<b>c</b>\n| d |\n> e")) == {"p"}


def test_a_persons_link_is_marked_as_theirs() -> None:
    made = take_html("[x](https://a.example/)", has_links=True)
    assert made == '<p><a href="https://a.example/" rel="nofollow ugc">x</a></p>'


def test_a_models_link_is_text() -> None:
    assert "<a" not in take_html("[x](https://a.example/)")


def test_a_persons_link_to_a_script_is_text() -> None:
    assert "href" not in take_html("[x](javascript:alert(1)) [y](data:text/html,z)", has_links=True)


def test_a_plain_text_has_its_paragraphs_and_lines() -> None:
    assert plain_html("a\nb\n\n<c>") == "<p>a<br>\nb</p>\n<p>&lt;c&gt;</p>"


@given(st.text(alphabet=st.sampled_from("ab <>&\"'`*_[]()!/=\\\n"), max_size=80))
def test_whatever_a_take_says_it_makes_only_the_elements_of_takes(text: str) -> None:
    assert tags(take_html(text)) <= {"p", "code", "em", "strong"}
    assert tags(plain_html(text)) <= {"p", "br"}
