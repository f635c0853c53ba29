"""Feeds are taken in: what is stored, counted and said of them, and what of all that a second time changes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from panel.assembly import Workshop
from panel.domain.batch_plan import Repeated
from panel.domain.source import Rejected, Rule
from panel.domain.tool import Tool
from panel.errors import FetchFault, Mistake
from panel.intake.feeds import Reading
from panel.jobs.batch.taking_in import TakenIn, take_in
from panel.jobs.options import workshop
from tests.builders import NOON, a_tool
from tests.fakes.feeds import Pages
from tests.store.building import run_sql

RELEASES = b"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>Release notes from loom</title><id>tag:github.com,2008:https://github.com/ada/loom/releases</id>
<link type="text/html" rel="alternate" href="https://github.com/ada/loom/releases"/>
<updated>2026-01-02T00:00:00Z</updated>
<entry><id>tag:github.com,2008:Repository/1/v2</id><updated>2026-01-02T00:00:00Z</updated>
<link rel="alternate" href="https://github.com/ada/loom/releases/tag/v2"/><title>v2</title>
<content type="html">Weaves in the second direction too.</content></entry>
<entry><id>tag:github.com,2008:Repository/1/v1</id><updated>2026-01-01T00:00:00Z</updated>
<link rel="alternate" href="https://github.com/ada/loom/releases/tag/v1"/><title>v1</title>
<content type="html">Weaves.</content></entry>
</feed>
"""


def lines(*rows: dict[str, Any] | str) -> bytes:
    """Rows as JSON Lines; a text is a line as it stands."""
    texts = [one if isinstance(one, str) else json.dumps({"description": "It weaves.", **one}) for one in rows]
    return "\n".join(texts).encode() + b"\n"


class Desk:
    """A folder with feeds, and a store beside them."""

    def __init__(self, folder: Path, shop: Workshop) -> None:
        self.folder = folder
        self.shop = shop
        self.rejected: list[Rejected] = []

    def put(self, name: str, content: bytes) -> str:
        """Write a feed; gives its path."""
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)

    async def take(self, *feeds: str, **options: Any) -> TakenIn:  # noqa: ANN401 - any option
        """Take feeds in."""
        self.rejected.clear()
        options = {"reading": Reading(NOON), "reject": self.rejected.append, **options}
        return await take_in(self.shop, feeds, **options)

    async def rows(self, *rows: dict[str, Any] | str, **options: Any) -> TakenIn:  # noqa: ANN401 - any option
        """Take one feed of these rows in."""
        return await self.take(self.put("feed.jsonl", lines(*rows)), **options)

    def sources(self) -> list[Any]:
        """Tool, id and rule of every source."""
        return run_sql(self.shop.store, "SELECT tool, external_id, rule FROM sources ORDER BY id")

    def versions(self) -> list[Any]:
        """Every stored version's row and slug."""
        return run_sql(self.shop.store, "SELECT id, slug FROM tools ORDER BY id")


@pytest.fixture
def desk(bare_folder: Path) -> Iterator[Desk]:
    """A desk without anything on it."""
    with workshop(folder=bare_folder, model=["offline/rubric"]) as shop:
        yield Desk(bare_folder, shop)


def slugs(taken: TakenIn) -> list[str]:
    """The tools, in their order."""
    return [entry.slug for entry in taken.entries]


def counts(taken: TakenIn) -> list[tuple[int, int, int, int]]:
    """Rows, tools, repeated and rejected of each feed."""
    return [(one.summary.rows, one.summary.tools, one.summary.repeated, one.summary.rejected) for one in taken.feeds]


LOOM = {"id": "1", "name": "Loom", "url": "https://loom.dev"}
WARP = {"id": "2", "name": "Warp", "url": "https://warp.dev"}


async def test_every_row_is_stored_as_a_tool_with_its_source(desk: Desk) -> None:
    taken = await desk.rows(LOOM, WARP)

    assert [tuple(entry) for entry in taken.entries] == [("loom", 1), ("warp", 2)]
    assert desk.versions() == [(1, "loom"), (2, "warp")]
    assert desk.sources() == [("loom", "1", "new"), ("warp", "2", "new")]
    assert counts(taken) == [(2, 2, 0, 0)]


async def test_the_same_tool_twice_in_a_feed_is_one_tool_with_two_sources(desk: Desk) -> None:
    taken = await desk.rows(LOOM, LOOM | {"id": "9", "name": "Loom 2", "url": "http://www.loom.dev/?ref=x"})

    assert slugs(taken) == ["loom"]
    assert desk.sources() == [("loom", "1", "new"), ("loom", "9", "address")]
    assert counts(taken) == [(2, 1, 1, 0)]
    assert taken.feeds[0].repeated == (Repeated(row=2, name="Loom 2", tool="loom", rule=Rule.ADDRESS),)
    assert [tool.name for tool in desk.shop.store.tools()] == ["Loom"]


async def test_differently_named_tools_at_one_address_are_all_taken_in_and_are_doubts(desk: Desk) -> None:
    names = ("Atlas", "Bellows", "Cinder", "Drift")
    rows = [{"name": name, "url": "https://acme.example/tools"} for name in names]
    taken = await desk.rows(*rows)

    assert slugs(taken) == ["atlas", "bellows", "cinder", "drift"]
    assert counts(taken) == [(4, 4, 0, 0)]
    assert [(doubt.tool, doubt.other) for doubt in taken.doubts] == [
        (slug, "atlas") for slug in ("bellows", "cinder", "drift")
    ]
    assert await desk.rows(*rows) == taken


async def test_the_same_tool_in_two_feeds_is_one_tool_with_two_sources(desk: Desk) -> None:
    one, other = desk.put("a.jsonl", lines(LOOM)), desk.put("b.jsonl", lines(WARP, LOOM | {"description": "Other."}))
    taken = await desk.take(one, other)

    assert slugs(taken) == ["loom", "warp"]
    assert counts(taken) == [(1, 1, 0, 0), (2, 1, 1, 0)]
    assert desk.sources() == [("loom", "1", "new"), ("warp", "2", "new"), ("loom", "1", "address")]
    assert len(desk.versions()) == 2


async def test_a_feed_taken_in_again_changes_nothing(desk: Desk) -> None:
    first = await desk.rows(LOOM, WARP)
    again = await desk.rows(LOOM, WARP)

    assert again == first
    assert len(desk.versions()) == 2
    assert desk.sources() == [("loom", "1", "new"), ("warp", "2", "new")]


async def test_a_changed_dossier_is_a_new_version_under_the_same_slug(desk: Desk) -> None:
    await desk.rows(LOOM, WARP)
    taken = await desk.rows(LOOM | {"description": "It weaves faster."}, WARP)

    assert [tuple(entry) for entry in taken.entries] == [("loom", 3), ("warp", 2)]


@pytest.mark.parametrize(
    "change", [{"id": "77"}, {"name": "Weaver"}, {"url": "https://weaver.dev"}, {"name": "Weaver", "url": None}]
)
async def test_a_tool_whose_id_title_or_address_changes_is_still_itself(desk: Desk, change: dict[str, Any]) -> None:
    await desk.rows(LOOM)

    assert slugs(await desk.rows(LOOM | change)) == ["loom"]


WEFT = {"name": "Weft", "url": "https://weft.dev"}
KNOT = {"name": "Knot", "url": "https://knot.dev"}


def numbered(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows whose ids are their places."""
    return [{**row, "id": str(place)} for place, row in enumerate(rows, 1)]


@pytest.mark.parametrize("is_named_alone", [False, True])
async def test_a_new_row_on_top_of_a_numbered_list_takes_no_tool_over(desk: Desk, is_named_alone: bool) -> None:  # noqa: FBT001 - a table's column
    loom, warp, weft = ({"name": row["name"]} if is_named_alone else row for row in (LOOM, WARP, WEFT))
    await desk.rows(*numbered(loom, warp))

    for _ in range(2):
        taken = await desk.rows(*numbered(weft, loom, warp))

        assert slugs(taken) == ["weft", "loom", "warp"]
        assert counts(taken) == [(3, 3, 0, 0)]
        assert [slug for _, slug in desk.versions()] == ["loom", "warp", "weft"]


async def test_another_list_under_the_numbers_of_the_first_takes_no_tool_over(desk: Desk) -> None:
    await desk.rows(*numbered(LOOM, WARP))

    assert slugs(await desk.rows(*numbered(WEFT, KNOT))) == ["weft", "knot"]
    assert slugs(await desk.rows(*numbered(KNOT, WARP, LOOM, WEFT))) == ["knot", "warp", "loom", "weft"]


@pytest.mark.parametrize("limit", [1, 2])
async def test_a_limit_does_not_make_another_list_the_tools_of_the_first(desk: Desk, limit: int) -> None:
    await desk.rows(*numbered(LOOM, WARP))
    other = desk.put("rows.jsonl", lines(*numbered(WEFT, KNOT)))

    assert slugs(await desk.take(other, limit=limit)) == ["weft", "knot"][:limit]


async def test_a_tool_with_a_new_name_and_address_is_still_itself_in_a_feed_whose_ids_stay(desk: Desk) -> None:
    await desk.rows(LOOM, WARP)

    assert slugs(await desk.rows({**WEFT, "id": LOOM["id"]}, WARP)) == ["loom", "warp"]


async def test_the_releases_of_a_repository_are_one_tool(desk: Desk) -> None:
    taken = await desk.take(desk.put("releases.atom", RELEASES))

    assert slugs(taken) == ["loom"]
    assert counts(taken) == [(2, 1, 1, 0)]
    assert [rule for *_, rule in desk.sources()] == ["new", "repository"]


async def test_a_tool_that_was_reviewed_before_is_known_by_its_address(desk: Desk) -> None:
    desk.shop.store.put_tool(a_tool(slug="weaver", name="Loom", url="https://www.loom.dev/"))

    assert slugs(await desk.rows(LOOM)) == ["weaver"]


async def test_two_tools_of_one_name_have_slugs_of_their_own_and_are_a_doubt(desk: Desk) -> None:
    rows = LOOM, LOOM | {"id": "2", "url": "https://loom.io"}
    taken = await desk.rows(*rows)
    again = await desk.rows(*rows)

    loom, other = slugs(taken)
    assert loom == "loom" != other
    assert [(doubt.tool, doubt.other) for doubt in taken.doubts] == [(loom, other)]
    assert again == taken


async def test_two_tools_that_are_doubted_for_two_reasons_are_one_doubt(desk: Desk) -> None:
    # The second gives the first one's slug as an alias, and their names are alike too.
    taken = await desk.rows(
        {"slug": "alpha", "name": "Loomweaver", "url": "https://alpha.dev/"},
        {"slug": "beta", "name": "Loomweavers", "url": "https://beta.io/", "aliases": ["alpha"]},
    )
    assert [(doubt.tool, doubt.other) for doubt in taken.doubts] == [("beta", "alpha")]
    assert not taken.has_more_doubts


async def test_of_very_many_doubts_the_first_thousand_are_reported_and_that_there_are_more_is_said(desk: Desk) -> None:
    # All have one name, at an address of their own.
    rows = [{"slug": f"s{number}", "name": "Loom", "url": f"https://d{number}.example/"} for number in range(1_010)]
    taken = await desk.rows(*rows)
    assert (len(taken.doubts), taken.has_more_doubts) == (1_000, True)


async def test_a_feed_that_cannot_be_read_is_rejected_and_is_no_row(desk: Desk) -> None:
    good = desk.put("good.jsonl", lines({"name": "Loom"}))
    taken = await desk.take(good, desk.put("packed.gz", b"\x1f\x8b" + b"0" * 50))
    assert [row.row for row in desk.rejected] == [0]
    assert counts(taken) == [(1, 1, 0, 0), (0, 0, 0, 0)]
    assert taken.missing == tuple(desk.rejected)


async def test_a_doubt_about_a_stored_tool_is_reported_once(desk: Desk) -> None:
    desk.shop.store.put_tool(a_tool(slug="notekeeper", name="Notekeeper", url="https://notekeeper.dev"))
    taken = await desk.rows(LOOM, {"name": "Note-keepers", "url": "https://note-keepers.io"})

    assert [(doubt.tool, doubt.other) for doubt in taken.doubts] == [("note-keepers", "notekeeper")]


async def test_what_cannot_be_read_is_rejected_in_its_order_and_stops_nothing(desk: Desk) -> None:
    taken = await desk.rows("{nonsense", LOOM, {"name": ""}, WARP)

    assert slugs(taken) == ["loom", "warp"]
    assert [row.row for row in desk.rejected] == [1, 3]
    assert taken.rejected == 2
    assert taken.feeds[0].rejected == tuple(desk.rejected)


async def test_a_given_slug_of_another_tool_rejects_the_row_alone(desk: Desk) -> None:
    desk.shop.store.put_tool(a_tool(slug="loom", name="Loom", url="https://loom.io"))
    taken = await desk.rows({"slug": "loom", "name": "Loom", "url": "https://loom.dev"}, WARP)

    assert slugs(taken) == ["warp"]
    assert ["give this one a slug of its own" in row.reason for row in desk.rejected] == [True]


async def test_the_limit_counts_tools_and_ends_the_reading(desk: Desk) -> None:
    one, other = desk.put("a.jsonl", lines(LOOM, LOOM, WARP, {"name": "Weft"})), desk.put("b.jsonl", lines(LOOM))
    taken = await desk.take(one, other, limit=2)

    assert slugs(taken) == ["loom", "warp"]
    assert counts(taken) == [(3, 2, 1, 0), (0, 0, 0, 0)]
    assert [note.what for note in taken.feeds[1].summary.notes] == ["not read: the limit was reached before it"]


async def test_a_dry_run_says_the_same_and_stores_nothing(desk: Desk) -> None:
    planned: list[Tool] = []
    rows = LOOM, LOOM | {"id": "9"}, WARP, LOOM | {"id": "3", "url": "https://loom.io"}, "nonsense"
    dry = await desk.rows(*rows, keeps=False, planned=planned.append)
    assert not desk.shop.has_store
    real = await desk.rows(*rows)

    assert slugs(dry) == slugs(real) == [tool.slug for tool in planned]
    assert (dry.feeds, dry.doubts, dry.rejected) == (real.feeds, real.doubts, real.rejected)


async def test_a_dry_run_knows_what_is_stored(desk: Desk) -> None:
    desk.shop.store.put_tool(a_tool(slug="weaver", name="Loom", url="https://loom.dev"))
    taken = await desk.rows(LOOM, WARP | {"name": "Weavers"}, keeps=False)

    assert slugs(taken) == ["weaver", "weavers"]
    assert desk.sources() == []
    assert len(desk.versions()) == 1


async def test_more_rows_than_one_transaction_holds_are_taken_in(desk: Desk) -> None:
    taken = await desk.rows(*({"name": f"Tool {at}"} for at in range(1_201)))

    assert len(taken.entries) == 1_201
    assert [entry.row for entry in taken.entries] == list(range(1, 1_202))


async def test_a_feed_named_twice_is_read_once(desk: Desk) -> None:
    path = desk.put("feed.jsonl", lines(LOOM))
    pages = Pages(a=lines(WARP))
    url = "https://a.example/feed"
    taken = await desk.take(path, str(desk.folder / "." / "feed.jsonl"), url, f"{url}#top", fetcher=pages)

    assert counts(taken) == [(1, 1, 0, 0), (1, 1, 0, 0)]
    assert pages.asked == [url]


async def test_standard_input_is_a_feed(desk: Desk) -> None:
    taken = await desk.take("-", standard_input=io.BytesIO(lines(LOOM)))

    assert slugs(taken) == ["loom"]
    assert taken.feeds[0].summary.name == "-"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gone.csv", "no such file"),
        (".", "a folder"),
        ("", "empty"),
        ("ftp://a.example/feed", "only http and https are fetched"),
        ("\0", "cannot be read"),
    ],
)
async def test_a_name_that_leads_to_no_feed_is_said_before_anything_is_read(desk: Desk, name: str, words: str) -> None:
    pages = Pages(a=lines(LOOM))
    with pytest.raises(Mistake, match=words):
        await desk.take("https://a.example/feed", name, fetcher=pages)

    assert pages.asked == []
    assert not desk.shop.has_store


async def test_a_feed_that_is_down_is_rejected_and_the_others_go_on(desk: Desk) -> None:
    taken = await desk.take("https://b.example/feed", "https://a.example/feed", fetcher=Pages(a=lines(LOOM)))

    assert slugs(taken) == ["loom"]
    assert counts(taken) == [(0, 0, 0, 0), (1, 1, 0, 0)]
    assert (taken.rejected, [feed.summary.is_unread for feed in taken.feeds]) == (0, [True, False])
    assert [(row.feed, row.row, row.reason) for row in desk.rejected] == [("https://b.example/feed", 0, "not there")]
    assert taken.missing == tuple(desk.rejected)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("https://b.example/feed answered with status 404", "answered with status 404"),
        ("https://b.example/feed: nobody answers", "nobody answers"),
        ("https://b.example/feed-2 answered with status 404", "https://b.example/feed-2 answered with status 404"),
    ],
)
async def test_why_a_feed_could_not_be_read_does_not_name_it_again(desk: Desk, said: str, reason: str) -> None:
    pages = Pages(a=lines(LOOM))
    pages.faults["https://b.example/feed"] = said
    await desk.take("https://b.example/feed", "https://a.example/feed", fetcher=pages)

    assert [row.reason for row in desk.rejected] == [reason]


async def test_a_copy_that_is_read_in_place_of_a_feed_is_told_of(bare_folder: Path) -> None:
    pages, told = Pages(a=lines(LOOM)), list[str]()
    with workshop(folder=bare_folder, model=["offline/rubric"], announce=told.append) as shop:
        for pages.as_served in ({}, {"kept_until": NOON + timedelta(minutes=50)}):
            await Desk(bare_folder, shop).take("https://a.example/feed", fetcher=pages, keeps=False)

    (said,) = told
    assert said.startswith("https://a.example/feed: the copy of 2026-01-02 12:00 UTC is read; ")
    assert said.endswith("not asked again before 2026-01-02 12:50 UTC")


async def test_where_a_feed_is_for_good_now_is_counted_with_it(desk: Desk) -> None:
    pages = Pages(a=lines(LOOM))
    pages.as_served = {"moved_to": "https://b.example/feed"}
    taken = await desk.take("https://a.example/feed", fetcher=pages)

    assert taken.feeds[0].summary.moved_to == "https://b.example/feed"


async def test_feeds_that_are_all_down_are_a_fault(desk: Desk) -> None:
    with pytest.raises(FetchFault):
        await desk.take("https://b.example/feed", fetcher=Pages())


async def test_no_secret_of_an_address_is_kept(desk: Desk) -> None:
    pages = Pages()
    url = "https://user:pass1234@a.example/feed?api_key=s3cret1234"
    pages.pages[url] = lines(LOOM)
    taken = await desk.take(url, fetcher=pages)

    assert "s3cret" not in taken.feeds[0].summary.name + repr(run_sql(desk.shop.store, "SELECT * FROM sources"))
    assert "pass1234" not in taken.feeds[0].summary.name


async def test_two_processes_make_one_tool_of_one_row(desk: Desk) -> None:
    path = desk.put("feed.jsonl", lines(LOOM, WARP))
    with workshop(folder=desk.folder, model=["offline/rubric"]) as other:
        names: Sequence[TakenIn] = [
            await take_in(shop, [path], reading=Reading(NOON), reject=desk.rejected.append)
            for shop in (desk.shop, other)
        ]

    assert names[0].entries == names[1].entries
    assert len(desk.versions()) == 2
