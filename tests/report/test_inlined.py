"""Our own styles and scripts for the inside of a page."""

from __future__ import annotations

import pytest

from panel.report.html import editor_html, pair_html, tool_html
from panel.report.inlined import TEMPLATES, compact, script
from tests.builders import a_tool
from tests.report.panels import a_pair, a_view
from tests.report.test_html import HOUSE, VIEW


def test_a_sheet_loses_the_space_that_says_nothing_and_keeps_its_strings() -> None:
    css = (
        '.a > b,\n.c  d::after { margin: 0 1px; content: "a: { b; }" / ""; }\n@media (width: 1rem) { p { top: 0; } }\n'
    )
    expected = '.a>b,.c d::after{margin:0 1px;content:"a: { b; }" / ""}@media (width:1rem){p{top:0}}'
    assert compact(css) == expected


def test_a_script_stays_as_it_was_written() -> None:
    assert script("batch.js")["script"] == (TEMPLATES / "batch.js").read_text("utf-8")


def test_a_sheet_has_no_comment_that_could_be_mistaken() -> None:
    assert [sheet.name for sheet in TEMPLATES.glob("*.css") if "/*" in sheet.read_text("utf-8")] == []


@pytest.mark.parametrize("word", [".desk", ".card", ".provenance"])
def test_the_readers_page_of_a_tool_has_no_style_of_other_pages(word: str) -> None:
    html = tool_html(VIEW, HOUSE)
    assert f"{word}{{" not in html
    pair = a_pair(VIEW, a_view(a_tool(slug="beta", name="Beta")))
    assert f"{word}{{" in editor_html(VIEW, HOUSE) + pair_html(pair, HOUSE)


@pytest.mark.parametrize("name", ["page.css", "pair.css", "editor.css"])
def test_a_sheet_takes_a_tenth_less_room_than_it_is_written_in(name: str) -> None:
    assert len(compact((TEMPLATES / name).read_text("utf-8"))) < 0.9 * len((TEMPLATES / name).read_text("utf-8"))
