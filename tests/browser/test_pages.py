"""The pages of the demo in a browser: quiet, asking for nothing, fitting any width, and open to everybody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from panel.report.html import editor_html, pair_html, tool_html
from tests.browser.conftest import Open
from tests.payloads import hostile_house, hostile_pair, hostile_view

WIDTHS = (320, 768, 1280)
NAMES = ("compare/mistral-3b-edge-vs-openrouter-model-fusion", "mistral-3b-edge", "mistral-3b-edge.editor")

every_page = pytest.mark.parametrize("name", NAMES)
every_width = pytest.mark.parametrize("width", WIDTHS)
every_scheme = pytest.mark.parametrize("scheme", ["light", "dark"])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the demo wrote."""
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run(
        [sys.executable, "-m", "panel", "demo", "--quiet", "--out", "out"], cwd=folder, check=True, capture_output=True
    )
    return folder / "out"


@every_page
@every_width
@every_scheme
def test_a_page_is_quiet_asks_for_nothing_and_does_not_scroll_sideways(
    open_page: Open, demo: Path, name: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    opened = open_page((demo / f"{name}.html").read_text("utf-8"), width=width, scheme=scheme)
    assert (opened.said, opened.asked) == ([], [])
    assert opened.page.evaluate("document.documentElement.scrollWidth") == width


@every_page
@every_width
@every_scheme
def test_axe_objects_to_nothing(
    open_page: Open, demo: Path, name: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    opened = open_page((demo / f"{name}.html").read_text("utf-8"), width=width, scheme=scheme, axe=True)
    found = Axe().run(opened.page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


@every_page
def test_a_page_is_under_a_hundred_kilobytes_and_holds_no_script_that_runs(demo: Path, name: str) -> None:
    html = (demo / f"{name}.html").read_bytes()
    assert len(html) < 100_000
    assert html.count(b"<script") == html.count(b'<script type="application/ld+json">')


def test_a_page_reads_in_order_with_styles_off(open_page: Open, demo: Path) -> None:
    opened = open_page((demo / f"{NAMES[0]}.html").read_text("utf-8"), axe=True)
    opened.page.evaluate("document.querySelectorAll('style').forEach(one => one.remove())")
    words = opened.page.inner_text("body")
    order = [
        "Mistral 3B Edge vs OpenRouter Model Fusion", "The reviewers are AI personas, not people.",
        "nobody used the tools", "Bottom line", "The panel would ship", "What it rests on", "What would change it",
        "Sub-4GB", "Panel verdict", "Run a prompt", "Decision", "Best for", "Scores", "The figures",
        "Reviewer scorecard", "Builder", "79/100 · Ship", "43/100 · Skip", "Founder", "What the dossier leaves open",
        "Facts and sources", "Method and disclosure", "offline/rubric (rules, not a language model)", "Dates",
        "Disclosure",
    ]  # fmt: skip
    places: list[int] = []
    for phrase in order:
        assert phrase in words[places[-1] if places else 0 :], phrase
        places.append(words.index(phrase, places[-1] if places else 0))


@every_width
def test_pages_with_long_words_everywhere_do_not_scroll_sideways(open_page: Open, width: int) -> None:
    word = "Donaudampfschiff" * 20
    view, house = hostile_view(word), hostile_house(word)
    for html in (pair_html(hostile_pair(word), house), tool_html(view, house), editor_html(view, house)):
        opened = open_page(html, width=width)
        assert opened.page.evaluate("document.documentElement.scrollWidth") == width


def test_nothing_is_lost_in_print(open_page: Open, demo: Path) -> None:
    opened = open_page((demo / f"{NAMES[0]}.html").read_text("utf-8"))
    opened.page.emulate_media(media="print")
    assert opened.page.locator("table").count() == 2
    assert all(opened.page.locator("section, table, figure").nth(at).is_visible() for at in range(10))
