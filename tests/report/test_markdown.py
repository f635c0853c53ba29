"""The Markdown page: front matter that generators read alike, and a draft until a page is clean."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from panel.domain.take import Finding
from panel.report.markdown import pair_markdown, tool_markdown
from panel.report.view import House
from tests.builders import a_take, a_tool
from tests.payloads import PAYLOADS, hostile_house, hostile_pair, hostile_view
from tests.report.panels import PANEL, a_pair, a_view, takes_of

HOUSE = House(personas=PANEL)
VIEW = a_view(takes=takes_of([80, 80, 80]))


def head(markdown: str) -> dict[str, Any]:
    """The front matter."""
    read = yaml.safe_load(markdown.split("---\n", 2)[1])
    assert isinstance(read, dict)
    return read


def test_a_tools_front_matter() -> None:
    assert head(tool_markdown(VIEW, HOUSE)) == {
        "title": "Alpha",
        "description": "Ship. All three reviewers with a decision would ship Alpha.",
        "slug": "alpha",
        "date": "2026-01-02T12:00:00+00:00",
        "lastmod": "2026-01-02T12:00:00+00:00",
        "draft": False,
        "params": {
            "panel": {
                "format": "panel/1",
                "kind": "tool",
                "ai_personas": True,
                "flags": ["single_run"],
                "tools": [
                    {
                        "slug": "alpha", "name": "Alpha", "verdict": "ship", "ship": 3, "skip": 0, "ship_pct": 100,
                        "mean": "80.00", "models": ["a/b"],
                    }
                ],
            }
        },
    }  # fmt: skip


def test_every_string_is_in_double_quotes() -> None:
    lines = tool_markdown(VIEW, HOUSE).split("---\n", 2)[1].splitlines()
    values = [line.partition(":")[2].strip() or line.strip() for line in lines if not line.endswith(":")]
    assert [one for one in values if not re.fullmatch(r'(?:- )?".*"|true|false|null|\d+', one)] == []


def test_a_page_is_a_draft_until_no_take_that_counts_has_a_hard_finding() -> None:
    hard = a_take(findings=[Finding(code="experience", severity="hard")])
    held = hard.model_copy(update={"status": "withheld"})
    assert head(tool_markdown(a_view(takes=[hard]), HOUSE))["draft"] is True
    others = [a_take(persona="skeptic"), a_take(persona="founder")]
    assert head(tool_markdown(a_view(takes=[hard, *others]), HOUSE))["draft"] is True
    assert head(tool_markdown(a_view(takes=[held, *others]), HOUSE))["draft"] is False


def test_a_page_on_which_no_take_counts_is_a_draft_by_personas() -> None:
    made = tool_markdown(a_view(), HOUSE)
    assert (head(made)["draft"], head(made)["params"]["panel"]["ai_personas"]) == (True, True)
    assert "> **Draft: no take on Alpha counts yet" in made


def test_a_pair_with_one_empty_side_names_it() -> None:
    pair = a_pair(VIEW, a_view(a_tool(slug="beta", name="Beta")))
    assert "> **Draft: no take on Beta counts yet" in pair_markdown(pair, HOUSE)


def test_a_draft_says_so_in_its_body() -> None:
    hard = a_take(findings=[Finding(code="experience", severity="hard")])
    assert "\n> **Draft: a check found something" in tool_markdown(a_view(takes=[hard]), HOUSE)


def test_a_page_without_takes_has_no_date() -> None:
    assert not {"date", "lastmod"} & set(head(tool_markdown(a_view(), HOUSE)))


def test_a_pair_has_the_slug_of_its_file_and_the_gap_as_text() -> None:
    zed = a_view(a_tool(slug="zed", name="Zed"), takes_of([90, 70, 80], tool="zed"))
    made = head(pair_markdown(a_pair(zed, VIEW), HOUSE))
    assert (made["title"], made["slug"]) == ("Zed vs Alpha", "alpha-vs-zed")
    assert made["params"]["panel"]["paired_gap"] == "0.00"


def test_the_body_has_no_heading_of_the_first_level_and_says_who_speaks_first() -> None:
    body = tool_markdown(VIEW, HOUSE).split("---\n", 2)[2].strip()
    assert body.startswith("*The reviewers are AI personas, not people.")
    assert not re.search(r"^# ", body, re.MULTILINE)


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_payload_changes_no_field_of_the_front_matter(payload: str) -> None:
    plain, house = head(pair_markdown(hostile_pair("x"), hostile_house("x"))), hostile_house(payload)
    made = head(pair_markdown(hostile_pair(payload), house))
    assert (made.keys(), made["params"]["panel"].keys()) == (plain.keys(), plain["params"]["panel"].keys())
    assert (made["draft"], made["slug"], made["date"]) == (True, "alpha-vs-beta", plain["date"])
    assert tool_markdown(hostile_view(payload), house).count("\n---\n") == 1
