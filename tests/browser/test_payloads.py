"""Payloads in every field of tools, takes and personas: none runs, none loads, none changes what a page is made of."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from panel.report.html import editor_html, pair_html, tool_html
from panel.report.markdown import pair_markdown, tool_markdown
from tests.browser.conftest import Open
from tests.payloads import PAYLOADS, PLAIN, hostile_house, hostile_pair, hostile_view

SKELETON = """() => [...document.querySelectorAll("*")]
    .filter(one => !one.closest(".prose"))
    .map(one => one.tagName + "[" + [...one.attributes].map(each => each.name).sort().join(" ") + "]")"""
PROSE = """() => [...document.querySelectorAll(".prose *")]
    .map(one => one.tagName + [...one.attributes].map(each => " " + each.name + "=" + each.value).join(""))"""
MAKERS = {
    "tool": lambda payload: tool_html(hostile_view(payload), hostile_house(payload)),
    "editor": lambda payload: editor_html(hostile_view(payload), hostile_house(payload)),
    "pair": lambda payload: pair_html(hostile_pair(payload), hostile_house(payload)),
}
MARKDOWN = {
    "tool": lambda payload: tool_markdown(hostile_view(payload), hostile_house(payload)),
    "pair": lambda payload: pair_markdown(hostile_pair(payload), hostile_house(payload)),
}
LINKS = ("https://evil.example/", "https://evil.example/x.png")
ALLOWED = {"P", "BR", "CODE", "EM", "STRONG", *(f"A href={link} rel=nofollow ugc" for link in LINKS)}


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 40


@pytest.mark.parametrize("kind", MAKERS)
def test_no_payload_runs_or_loads_or_changes_the_page(open_page: Open, kind: str) -> None:
    expected = open_page(MAKERS[kind](PLAIN)).page.evaluate(SKELETON)
    for payload in PAYLOADS:
        opened = open_page(MAKERS[kind](payload))
        assert opened.page.evaluate("window.pwned") is None, payload
        assert (opened.said, opened.asked) == ([], []), payload
        assert opened.page.evaluate(SKELETON) == expected, payload
        assert set(opened.page.evaluate(PROSE)) <= ALLOWED, payload
        opened.page.close()


@pytest.mark.parametrize("kind", MARKDOWN)
def test_markdown_from_a_generator_that_lets_html_through_runs_nothing(open_page: Open, kind: str) -> None:
    reader = MarkdownIt("gfm-like", {"html": True, "linkify": True})
    for payload in PAYLOADS:
        body = reader.render(MARKDOWN[kind](payload).split("---\n", 2)[2])
        opened = open_page(f"<!doctype html><meta charset=utf-8>{body}")
        assert opened.page.evaluate("window.pwned") is None, payload
        assert (opened.said, opened.asked) == ([], []), payload
        assert opened.page.locator("script, img, iframe, svg, style, form, input, object").count() == 0, payload
        opened.page.close()
