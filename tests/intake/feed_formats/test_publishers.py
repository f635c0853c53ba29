"""What some publishers mean by their fields, on rows as they serve them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from panel.domain.source import Candidate, Rejected
from tests.intake.feed_rows import candidates, opened

FEEDS = Path(__file__).parents[2] / "data" / "feeds"


def read(file: str) -> list[dict[str, object]]:
    rows = [row for row in opened((FEEDS / file).read_bytes(), file).rows() if isinstance(row, Candidate)]
    return [
        {
            **row.tool.model_dump(mode="json", exclude_defaults=True, exclude={"slug", "raw", "removed", "cleaning"}),
            "from": (row.source.external_id, row.source.url),
        }
        for row in rows
    ]


def test_a_model_of_openrouter_has_its_price_per_million_tokens() -> None:
    free, paid, wrong = read("open-router.json")

    assert free == {
        "name": "A: B (free)",
        "category": "Models",
        "pricing": "Free",
        "pricing_model": "free",
        "published": "2023-11-14",
        "description": "A model.",
        "url": "https://openrouter.ai/a/b:free",
        "from": ("a/b-2026", None),
    }
    # 0.0000015 and 0.000006 dollars a token, times a million.
    assert (paid["pricing"], paid["pricing_model"]) == ("$1.5 in, $6 out per million tokens", "usage")
    assert "pricing" not in wrong


def test_a_post_of_product_hunt_has_its_tagline_and_no_address_of_its_own() -> None:
    assert read("product-hunt.xml") == [
        {
            "name": "Atlas",
            "tagline": "Notes in plain files",
            "published": "2025-12-01",
            "description": "Notes in plain files",
            "from": ("tag:www.producthunt.com,2005:Post/1", "https://www.producthunt.com/products/atlas"),
        }
    ]


def test_a_post_of_product_hunts_api_has_its_topics_and_the_address_that_is_its_own() -> None:
    counted, own = read("product-hunt.json")

    assert counted == {
        "name": "Atlas",
        "tagline": "Notes in plain files",
        "category": "Productivity, Developer Tools",
        "published": "2025-12-01",
        "description": "Atlas keeps notes & links.",
        "from": ("1", "https://www.producthunt.com/posts/atlas-3?utm_medium=api-v2"),
    }
    assert (own["url"], "category" in own) == ("https://borea.example/", False)


def test_a_slug_of_product_hunt_is_not_taken_for_the_tools() -> None:
    content = (FEEDS / "product-hunt.json").read_bytes()
    assert [row.tool.slug for row in candidates(opened(content, "product-hunt.json"))] == ["atlas", "borea"]


def test_a_slug_that_a_person_gave_beside_a_page_of_product_hunt_is_the_tools() -> None:
    own = {"name": "Atlas", "text": "Notes.", "slug": "my-atlas", "website": "https://atlas.dev"}
    page = {"url": "https://www.producthunt.com/posts/atlas"}
    (row,) = candidates(opened(json.dumps(own | page), "own.jsonl"))
    assert (row.tool.slug, row.tool.url, row.notes) == ("my-atlas", "https://atlas.dev", ())


@pytest.mark.parametrize("end", ["", "x"])
def test_a_title_of_years_without_end_is_read_in_time(end: str) -> None:
    # Looked at from each of its beginnings it would take minutes.
    title = f"Show HN: Atlas{' (2020)' * 100_000}{end}"
    (row,) = opened(json.dumps({"title": title, "text": "Notes."}) + "\n", "years.jsonl").rows()
    assert isinstance(row, Rejected if end else Candidate)


def test_product_hunt_itself_keeps_its_address() -> None:
    (row,) = candidates(opened("name,url,text\nProduct Hunt,https://www.producthunt.com,Launches.\n"))

    assert row.tool.url == "https://www.producthunt.com"


def test_every_release_of_a_repository_is_the_repository() -> None:
    newest, oldest = read("github-releases.xml")

    assert newest == {
        "name": "atlas",
        "description": "Release 2.",
        "url": "https://github.com/acme/atlas",
        "links": ["https://github.com/acme/atlas"],
        "from": ("tag:github.com,2008:Repository/1/v2", "https://github.com/acme/atlas/releases/tag/v2"),
    }
    assert oldest["url"] == newest["url"]


def test_a_show_hn_story_is_cut_once_into_name_and_tagline() -> None:
    atlas, borea = read("hacker-news.json")

    assert (atlas["name"], atlas["tagline"]) == ("Atlas", "notes in files")
    assert atlas["from"] == ("1", "https://news.ycombinator.com/item?id=1")
    assert borea["description"] == "It's a <boat>.\n\nSails."
    assert "url" not in borea
    assert borea["from"] == ("2", "https://news.ycombinator.com/item?id=2")


def test_the_tags_of_a_story_are_no_category() -> None:
    story = '{"title":"%s","objectID":"1","_tags":["story","author_ann"],"story_text":"Notes."}\n'
    rows = candidates(opened(story % "Show HN: Atlas" + story % "Launch HN: Borea (YC S26) [video]", "hits.jsonl"))

    assert [(row.tool.name, row.tool.category) for row in rows] == [
        ("Atlas", None),
        ("Launch HN: Borea (YC S26)", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://news.ycombinator.com/item?id=1">Comments</a>',
        '<p>Article URL: <a href="https://atlas.example">a</a></p>\n<p>Points: 9</p>\n<p># Comments: 0</p>',
        '<p>Comments URL: <a href="https://news.ycombinator.com/item?id=1">c</a></p>\n<p>Points: 9</p>',
    ],
)
@pytest.mark.parametrize(("before", "description"), [("", "notes"), ("<p>Mine.</p>\n<hr>\n", "Mine.")])
def test_what_a_feed_writes_below_a_story_is_not_of_the_tool(text: str, before: str, description: str) -> None:
    item = f"<title>Show HN: Atlas – notes</title><description><![CDATA[{before}{text}]]></description>"
    (row,) = candidates(opened(f"<rss><channel><item>{item}</item></channel></rss>"))

    assert row.tool.description == description


@pytest.mark.parametrize(
    ("title", "name", "tagline"),
    [
        ("Show HN: Atlas – notes", "Atlas", "notes"),
        ("Show HN: Atlas - notes - files", "Atlas", "notes - files"),
        ("Show HN: Atlas — notes", "Atlas", "notes"),
        ("Show HN: Atlas: notes", "Atlas", "notes"),
        ("show hn: Atlas-1", "Atlas-1", None),
        ("Show HN: Atlas – notes (2023) [pdf]", "Atlas", "notes"),
        ("Show HN: Atlas (2023)", "Atlas", None),
        ("Show HN: Atlas (YC W24) – 2023 notes", "Atlas (YC W24)", "2023 notes"),
        ("Atlas (2023)", "Atlas (2023)", None),
        ("Atlas – notes", "Atlas – notes", None),
        ("My Show HN: Atlas – notes", "My Show HN: Atlas – notes", None),
    ],
)
def test_only_titles_that_begin_with_show_hn_are_cut(title: str, name: str, tagline: str | None) -> None:
    (row,) = candidates(opened(f"title,text\n{title},Notes.\n"))

    assert (row.tool.name, row.tool.tagline) == (name, tagline)
