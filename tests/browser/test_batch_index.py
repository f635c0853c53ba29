"""The index page of a batch in a browser: sorted, filtered and read without a server, a script or a mouse."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from panel.domain.panel import Panel
from panel.lab.feed_quality import FeedQuality
from panel.report.batch.index import index_frame
from panel.report.batch.rows import index_row
from panel.report.view import House
from tests.batches import a_feed, a_panel, a_summary, panels_of
from tests.browser.conftest import Open
from tests.browser.test_payloads import SKELETON
from tests.builders import a_tool
from tests.payloads import PAYLOADS, PLAIN, hostile_house, hostile_takes, hostile_tool
from tests.report.panels import PANEL, takes_of

WIDTHS = (320, 768, 1280)
HOUSE = House(personas=PANEL, site="Field Notes")


def index(panels: list[Panel], house: House = HOUSE, **fields: Any) -> str:  # noqa: ANN401 - of a BatchSummary
    """The page of some panels."""
    quality = FeedQuality(ship_at=house.ship_at, personas=house.personas)
    rows = [index_row(panel, house.personas, quality.add(panel)) for panel in panels]
    summary = a_summary(**{"tools": len(panels), "quality": quality.figures(), **fields})
    head, tail = index_frame(summary, house)
    return head + "".join(rows) + tail


def three() -> list[Panel]:
    """Means of 50, 80 and 20: a split of four, a clear ship and a clear skip, in two categories and in none."""
    return [
        a_panel(a_tool(slug="m", name="middle"), takes_of([80, 60, 40, 20], "m", cost_usd="0.01")),
        a_panel(a_tool(slug="z", name="Zebra", category="Art"), takes_of([80] * 5, "z", cost_usd="0.002")),
        a_panel(a_tool(slug="a", name="apple", category=None), takes_of([20] * 5, "a")),
    ]


def everything() -> str:
    """A page with every part that there is."""
    doubt = {"tool": "m", "other": "z", "why": "same home page"}
    return index(
        three() * 10, outcome="budget_reached", unasked=["later"], doubts=[doubt], in_flight_at_kills=3,
        failures=[{"what": "rate_limited", "count": 2}], feeds=[a_feed(name="https://feeds.example/all.xml")],
    )  # fmt: skip


def names(page: Page) -> list[str]:
    return page.locator("#rows th a").all_inner_texts()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_quiet_fits_and_axe_objects_to_nothing(
    open_page: Open, width: int, scheme: Literal["light", "dark"]
) -> None:
    opened = open_page(everything(), width=width, scheme=scheme)
    assert (opened.said, opened.asked) == ([], [])
    assert opened.page.evaluate("document.documentElement.scrollWidth") == width
    checked = open_page(everything(), width=width, scheme=scheme, axe=True)
    checked.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = Axe().run(checked.page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert checked.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(
    ("column", "first", "second"),
    [
        ("Tool", "apple middle Zebra", "Zebra middle apple"),
        ("Category", "Zebra middle apple", "middle Zebra apple"),
        ("Verdict", "Zebra apple middle", "middle apple Zebra"),
        ("Ship / skip", "Zebra middle apple", "apple middle Zebra"),
        ("Mean", "Zebra middle apple", "apple middle Zebra"),
        ("Range", "middle Zebra apple", "Zebra apple middle"),
        ("No take", "middle Zebra apple", "Zebra apple middle"),
        ("Cost", "middle Zebra apple", "Zebra middle apple"),
        ("Look at", "middle Zebra apple", "Zebra apple middle"),
    ],
)
def test_each_column_sorts_both_ways_and_what_is_not_known_comes_last(
    open_page: Open, column: str, first: str, second: str
) -> None:
    page = open_page(index(three())).page
    button = page.get_by_role("button", name=column, exact=True)
    for order in (first, second):
        button.click()
        assert names(page) == order.split(" ")
    heads = page.locator("#index thead th[aria-sort]")
    assert heads.all_inner_texts() == [column]


def test_a_column_is_sorted_by_the_keyboard_alone(open_page: Open) -> None:
    page = open_page(index(three())).page
    page.get_by_role("button", name="Mean", exact=True).focus()
    page.keyboard.press("Enter")
    assert names(page) == ["Zebra", "middle", "apple"]


def test_rows_are_filtered_by_verdict_category_and_words(open_page: Open) -> None:
    page = open_page(index(three())).page
    page.get_by_label("Verdict").select_option("Ship")
    assert names(page) == ["Zebra"]
    page.get_by_label("Category").select_option("Developer Tools")
    assert (names(page), page.inner_text("#shown")) == ([], "0 of 3 tools")
    page.get_by_label("Verdict").select_option("")
    assert names(page) == ["middle"]
    page.get_by_label("Category").select_option("")
    page.get_by_label("Find").fill("APP")
    assert names(page) == ["apple"]
    page.get_by_label("Find").fill("")
    page.get_by_label("Only with something to look at").check()
    assert names(page) == ["middle"]


def test_many_rows_come_a_slice_at_a_time(open_page: Open) -> None:
    page = open_page(index(panels_of([f"t{number}" for number in range(450)]))).page
    assert (page.locator("#rows tr").count(), page.inner_text("#shown")) == (
        200,
        "450 of 450 tools, the first 200 shown",
    )
    page.get_by_role("button", name="Show 200 more").click()
    assert (page.locator("#rows tr").count(), page.evaluate("document.activeElement.textContent")) == (400, "T200")
    page.get_by_role("button", name="Show the last 50").click()
    assert (page.locator("#rows tr").count(), page.locator("#more").is_hidden()) == (450, True)


def test_each_row_leads_to_its_report(open_page: Open) -> None:
    page = open_page(index(three())).page
    links = page.locator("#rows th a")
    assert [links.nth(at).get_attribute("href") for at in range(3)] == [f"tools/{one}.html" for one in "mza"]


def test_what_to_look_at_leads_to_what_is_behind_the_report(open_page: Open) -> None:
    page = open_page(index(three())).page
    behind = page.locator("#rows td a")
    assert (behind.all_inner_texts(), behind.get_attribute("href")) == (["split, grey band"], "tools/m.editor.html")
    assert page.locator(".looks a").first.get_attribute("href") == "tools/m.editor.html"


def test_whoever_comes_back_from_a_report_finds_the_rows_as_they_were(open_page: Open, tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "z.html").write_text("<title>Zebra</title>", "utf-8")
    page = open_page(index(three())).page
    page.get_by_role("button", name="Tool", exact=True).click()
    page.get_by_role("button", name="Tool", exact=True).click()
    page.get_by_label("Find").fill("e")
    page.get_by_label("Verdict").select_option("Ship")
    page.get_by_role("link", name="Zebra").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tools/z.html")
    page.go_back()
    page.wait_for_function("document.activeElement.textContent === 'Zebra'")
    assert (names(page), page.get_by_label("Find").input_value()) == (["Zebra"], "e")
    page.get_by_label("Verdict").select_option("")
    assert names(page) == ["Zebra", "middle", "apple"]


def test_a_choice_that_an_index_has_no_longer_is_let_go(open_page: Open, tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "z.html").write_text("<title>Zebra</title>", "utf-8")
    page = open_page(index(three())).page
    page.get_by_label("Category").select_option("Art")
    page.get_by_role("link", name="Zebra").click()
    page.wait_for_url("**/tools/z.html")
    (tmp_path / "page.html").write_text(index(three()[::2]), "utf-8")
    page.go_back()
    page.wait_for_selector("#rows tr")
    assert (names(page), page.get_by_label("Category").input_value()) == (["middle", "apple"], "")


def test_an_index_without_a_tool_has_no_table_and_no_figures(open_page: Open) -> None:
    for width in WIDTHS:
        page = open_page(index([], tools=0), width=width).page
        assert page.locator("#index, #filters, #shown, #quality").filter(visible=True).count() == 0
        assert "No tool has a verdict yet." in page.inner_text("main")


def test_takes_that_are_too_few_for_a_flag_are_not_called_good(open_page: Open) -> None:
    page = open_page(index(three())).page
    expected = "14 takes with a score: a flag needs 50, so nothing can be flagged yet."
    assert page.inner_text("section[aria-labelledby=quality] > p") == expected
    assert page.inner_text("#shown") == "3 of 3 tools"
    assert open_page(index(three()[:1])).page.inner_text("#shown") == "1 of 1 tool"
    many = open_page(index(panels_of([f"t{number}" for number in range(20)]))).page
    assert "a flag needs" not in many.inner_text("main")


def test_without_a_script_it_is_a_plain_table_with_every_row(open_page: Open) -> None:
    html = re.sub(
        r"<script>.*?</script>", "", index(panels_of([f"t{number}" for number in range(300)])), flags=re.DOTALL
    )
    page = open_page(html).page
    assert page.locator("#rows tr:visible").count() == 300
    assert page.locator("#filters, #more").evaluate_all("all => all.every(one => one.hidden)")


def test_everything_is_printed(open_page: Open) -> None:
    page = open_page(index(panels_of([f"t{number}" for number in range(450)]))).page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#rows tr").count() == 450
    assert page.evaluate("[...document.querySelectorAll('details')].every(one => one.open)")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#rows tr").count() == 200


def hostile_index(payload: str) -> str:
    """A page with a payload in every text that a feed or a model can put there."""
    panels = [a_panel(hostile_tool(payload, slug), hostile_takes(payload, slug)) for slug in ("alpha", "beta")]
    return index(
        panels, hostile_house(payload), models=[payload], failures=[{"what": payload, "count": 1}],
        feeds=[a_feed(name=payload, format=payload)], doubts=[{"tool": "alpha", "other": "beta", "why": payload}],
    )  # fmt: skip


def test_no_payload_runs_or_loads_or_changes_the_page(open_page: Open) -> None:
    expected = open_page(hostile_index(PLAIN)).page.evaluate(SKELETON)
    for payload in PAYLOADS:
        opened = open_page(hostile_index(payload))
        assert opened.page.evaluate("window.pwned") is None, payload
        assert (opened.said, opened.asked) == ([], []), payload
        assert opened.page.evaluate(SKELETON) == expected, payload
        opened.page.close()
