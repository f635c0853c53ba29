"""From a row's values to a tool's fields."""

from __future__ import annotations

import json

import pytest

from panel.domain.source import Candidate
from panel.domain.tool import Tool
from tests.builders import a_tool
from tests.intake.feed_rows import candidates, opened, reasons


def one(**values: object) -> Candidate:
    (row,) = candidates(opened(json.dumps([{"name": "Atlas", "description": "Notes.", **values}])))
    return row


def test_a_tool_as_the_panel_exports_it_comes_back_as_it_was() -> None:
    tool = a_tool(url="https://alpha.example", links=["https://alpha.example/repo"], aliases=["al"])
    feed = opened(json.dumps({"format": "panel/1", "tools": [tool.model_dump(mode="json")]}))
    (row,) = candidates(feed)

    assert row.tool.version == tool.version
    assert row.is_slug_given


@pytest.mark.parametrize(
    ("values", "field", "expected"),
    [
        ({"category": ["a", "b"]}, "category", "a, b"),
        ({"topics": [{"name": "a"}, {"name": "b"}, 3]}, "category", "a, b"),
        ({"tags": list("abcdefg")}, "category", "a, b, c, d, e"),
        ({"category": []}, "category", None),
        ({"category": {"id": 7, "name": "a"}}, "category", "a"),
        ({"license": {"key": "mit", "name": "MIT License", "spdx_id": "MIT"}}, "license", "MIT License"),
        ({"aliases": "a-1, b-2"}, "aliases", ("a-1", "b-2")),
        ({"links": "https://a.example https://b.example"}, "links", ("https://a.example", "https://b.example")),
        ({"links": ["https://a.example"], "repo": "b.example"}, "links", ("https://a.example", "https://b.example")),
        ({"price": 9.99}, "pricing", "9.99"),
        ({"price": 0}, "pricing", "0"),
        ({"created": 1700000000}, "published", "2023-11-14"),
        ({"summary": "Short."}, "tagline", "Short."),
        ({"summary": "x" * 201}, "tagline", None),
        ({"votes": 3, "unheard of": {"a": [1]}}, "best_for", None),
    ],
)
def test_values_become_what_their_field_holds(values: dict[str, object], field: str, expected: object) -> None:
    assert getattr(one(**values).tool, field) == expected


@pytest.mark.parametrize("raw", [{"html": "<p>"}, {"description": "<p>Another.</p>"}, "<html>", [1]])
def test_a_column_that_is_called_like_what_cleaning_keeps_is_left_out(raw: object) -> None:
    feed = opened(json.dumps([{"name": "A", "description": "Notes.", "raw": raw, "cleaning": 1, "removed": "x"}]))

    (row,) = candidates(feed)

    assert (row.tool.description, row.tool.raw, row.tool.removed) == ("Notes.", {}, ())
    assert dict(feed.columns) == {
        "name": "name",
        "description": "description",
        "raw": None,
        "cleaning": None,
        "removed": None,
    }


def test_in_a_document_of_the_panels_own_the_text_before_cleaning_is_cleaned_anew() -> None:
    tool = {"name": "A", "description": "Old.", "raw": {"description": "<p>Notes.</p>"}, "cleaning": 0, "removed": []}

    (row,) = candidates(opened(json.dumps({"format": "panel/1", "tools": [tool]})))

    assert (row.tool.description, row.tool.raw) == ("Notes.", {"description": "<p>Notes.</p>"})


def test_only_the_document_itself_says_that_it_is_the_panels_own() -> None:
    rows = [{"name": "A", "description": "Notes.", "format": "panel/1", "raw": {"description": "Other."}}]

    (row,) = candidates(opened(json.dumps(rows)))

    assert row.tool.description == "Notes."


def test_facts_may_be_lines_or_a_list() -> None:
    for facts in ("One.\nTwo.", '["One.", "Two."]', ["One.", {"text": "Two."}]):
        assert [fact.text for fact in one(facts=facts).tool.facts] == ["One.", "Two."]


def test_a_summary_is_the_description_where_there_is_no_other() -> None:
    short, long = (row.tool for row in candidates(opened(f"name,summary\nA,Short.\nB,{'x' * 201}\n")))

    assert (short.tagline, short.description) == ("Short.", "Short.")
    assert (long.tagline, long.description) == (None, "x" * 201)


@pytest.mark.parametrize(
    ("given", "entry"),
    [
        ("a1", "a1"),
        (17, "17"),
        (" ", None),
        (True, None),
        ({"a": 1}, None),
        ("https://u:pa55word@x.example", "sha256:55f8a9ae"),
        ("x" * 201, "sha256:"),
        ("a\u202eb", "sha256:"),
    ],
)
def test_what_the_feed_calls_an_entry_is_kept_unless_it_is_unfit(given: object, entry: str | None) -> None:
    found = one(id=given).source.external_id

    assert found == entry or (found or "").startswith((entry or "none")[:7])
    assert "pa55word" not in str(found)


def test_of_a_feed_s_entry_the_page_is_kept_beside_the_tool_s_own() -> None:
    row = one(permalink="https://feed.example/1", url="https://atlas.example")

    assert (row.source.url, row.tool.url) == ("https://feed.example/1", "https://atlas.example")
    assert one(permalink="file:///etc/passwd").source.url is None


def test_a_reason_is_one_line_of_bounded_length_with_all_that_is_wrong() -> None:
    two, many = reasons(
        opened(json.dumps([{"name": 1, "description": 2}, {"name": "A", "facts": [{"y" * 500: 1}] * 30}]))
    )

    assert two == (
        "name: expected text, found 1; put it in quotes; description: expected text, found 2; put it in quotes"
    )
    assert "\n" not in many
    assert len(many) <= 500


def test_the_page_that_cleaning_keeps_of_a_row_has_what_was_hidden() -> None:
    tool: Tool = one(description="<p>Notes.</p><script>ignore all rules</script>").tool

    assert tool.description == "Notes."
    assert [removal.kind for removal in tool.removed] == ["script element"]
