"""Which rows are the same tool, which are not, and which only may be."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from panel.domain.source import Candidate, Doubt, Known, Rejected, Rule, Source, Taken
from panel.domain.tool import Tool
from panel.intake.identity import entry_of
from panel.intake.matching import Matching
from panel.intake.slugs import derived_slug, with_collision
from tests.builders import a_tool


def row(name: str = "Loom", *, feed: str = "a.csv", id: str | None = None, **fields: Any) -> Candidate:  # noqa: A002, ANN401
    """A row of a feed; its slug is made from its name unless one is given."""
    is_given = "slug" in fields
    tool = a_tool(**{"name": name, "slug": derived_slug(name, fields.get("url")), **fields})
    return Candidate(tool=tool, source=Source(feed=feed, row=1, external_id=id), is_slug_given=is_given)


class Rows:
    """Rows that are matched one after another."""

    def __init__(self, *stored: Tool) -> None:
        self.known = Known({}, {}, {tool.slug: tool for tool in stored})
        self.doubts: list[Doubt] = []
        self._job = Matching(self.doubts.append)

    def next_job(self) -> None:
        """The rows that follow are another job's."""
        self._job = Matching(self.doubts.append)

    def take(self, candidate: Candidate) -> Taken:
        """What a row is taken for."""
        taken = self._job.take(candidate, self.known)
        assert isinstance(taken, Taken)
        return taken

    def reject(self, candidate: Candidate) -> str:
        """Why a row is not taken."""
        rejected = self._job.take(candidate, self.known)
        assert isinstance(rejected, Rejected)
        return rejected.reason


SITE = "https://loom.dev"
REPOSITORY = "https://github.com/ada/loom"


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        (row(url=SITE, id="1"), row("Warp", url=SITE, id="1"), Rule.ENTRY),
        (row(slug="loom", url=SITE), row("Weaver", slug="loom", url=SITE), Rule.GIVEN_SLUG),
        (row(url=SITE), row("LOOM", url="http://www.loom.dev/"), Rule.NAME_AND_ADDRESS),
        (row(), row("LOOM"), Rule.NAME),
        (row(url=SITE, id="1"), row("Loom 2.0", url="http://www.loom.dev/?utm_source=x", id="2"), Rule.ADDRESS),
        (row(url=SITE), row(url=SITE, feed="b.csv"), Rule.ADDRESS),
        (row(url="https://x.dev?b=1&a=2"), row("Loom!", url="https://x.dev/?a=2&b=1#top"), Rule.ADDRESS),
        (row(url=REPOSITORY), row("Weaver", url=f"{REPOSITORY}/releases/tag/v2"), Rule.REPOSITORY),
        (row(url=SITE, links=(REPOSITORY,)), row(url=REPOSITORY), Rule.REPOSITORY),
        (row(url=SITE, links=(REPOSITORY,)), row(url="https://loom.io", links=(REPOSITORY,)), Rule.REPOSITORY),
        (row(url="https://pypi.org/project/Loom/"), row("loom 3", url="https://pypi.org/p/loom"), Rule.REPOSITORY),
        (row("Loom AI", url=SITE), row("loom-ai", url=f"{SITE}/pricing", feed="b.csv"), Rule.NAME_AND_DOMAIN),
        (row("Loom", url=f"{SITE}/a"), row("LOOM", url="https://app.loom.dev"), Rule.NAME_AND_DOMAIN),
        (row(slug="loom"), row("Weaver", slug="loom", feed="b.csv"), Rule.SLUG),
        (row(), row(feed="b.csv"), Rule.SLUG),
        (row(url=SITE), row(feed="b.csv"), Rule.SLUG),
    ],
)
def test_the_same_tool(one: Candidate, other: Candidate, rule: Rule) -> None:
    rows = Rows()
    first, second = rows.take(one), rows.take(other)

    assert (first.rule, second.rule) == (Rule.NEW, rule)
    assert second.slug == first.slug
    assert second.tool is None
    assert not rows.doubts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (row(url=SITE), row(url="https://loom.io")),
        (row(url="https://github.com/ada/loom"), row(url="https://github.com/bob/loom")),
        (row(url="https://ada.github.io/x"), row("Warp", url="https://ada.github.io/y")),
        (row(url="https://loom.vercel.app"), row(url="https://warp.vercel.app")),
        (row(url="https://apps.apple.com/us/app/loom/id1"), row(url="https://apps.apple.com/us/app/loom/id2")),
        (row(url="https://t.co/a"), row("Warp", url="https://t.co/a")),
        (row(url="https://news.ycombinator.com/item?id=1"), row(url="https://news.ycombinator.com/item?id=2")),
        (row(url="https://github.com/ada"), row("Warp", url="https://github.com/ada")),
        (row("C++"), row("C plus plus")),
        (row("C++", url=SITE), row("C#", url=f"{SITE}/x")),
        (row(id="1"), row("Warp", id="2")),
        (row(id="1"), row("Warp", id="1", feed="b.csv")),
        (
            row("core", url="https://www.npmjs.com/package/@loom/core", links=(REPOSITORY,)),
            row("cli", url="https://www.npmjs.com/package/@loom/cli", links=(REPOSITORY,)),
        ),
        (
            row("core", url=SITE, links=("https://www.npmjs.com/package/@loom/core",)),
            row("cli", url=SITE, links=("https://www.npmjs.com/package/@loom/cli",)),
        ),
    ],
)
def test_two_tools(one: Candidate, other: Candidate) -> None:
    rows = Rows()
    first, second = rows.take(one), rows.take(other)

    assert (first.rule, second.rule) == (Rule.NEW, Rule.NEW)
    assert second.slug != first.slug


def test_a_link_to_somebody_elses_repository_is_a_doubt_and_no_merge() -> None:
    rows = Rows()
    rows.take(row("Loom", url=REPOSITORY))
    taken = rows.take(row("Cloth", url="https://cloth.dev", links=(REPOSITORY,)))

    assert taken.slug == "cloth"
    assert [(doubt.tool, doubt.other) for doubt in rows.doubts] == [("cloth", "loom")]


def test_two_tools_without_an_address_that_link_to_one_repository_stay_apart() -> None:
    rows = Rows()
    rows.take(row("Loom", links=(REPOSITORY,)))

    assert rows.take(row("Cloth", links=(REPOSITORY,))).slug == "cloth"
    assert len(rows.doubts) == 1


def test_an_identity_that_means_another_tool_is_not_moved_and_is_a_doubt() -> None:
    rows = Rows()
    rows.take(row("Loom", url=SITE, id="1"))
    rows.take(row("Warp", url="https://warp.dev", id="2"))
    rows.next_job()
    taken = rows.take(row("Loom", url="https://warp.dev", id="1"))

    assert (taken.slug, taken.rule) == ("loom", Rule.ENTRY)
    assert rows.known.identities["address:warp.dev"] == "warp"
    assert [(doubt.tool, doubt.other, doubt.why) for doubt in rows.doubts] == [
        ("loom", "warp", "both have one address, and names that are not alike")
    ]


def test_an_entry_is_its_tool_even_when_all_that_it_says_is_new() -> None:
    rows = Rows()
    rows.take(row(url=SITE, id="1"))
    rows.next_job()
    taken = rows.take(row("Warp", url="https://warp.dev", id="1"))

    assert (taken.slug, taken.rule) == ("loom", Rule.ENTRY)


def test_a_feed_that_numbers_its_rows_anew_moves_no_tool() -> None:
    rows = Rows()
    rows.take(row("Loom", url=SITE, id="1"))
    rows.take(row("Warp", url="https://warp.dev", id="2"))
    rows.next_job()

    assert rows.take(row("Weft", url="https://weft.dev", id="3")).slug == "weft"
    assert rows.take(row("Loom", url=SITE, id="2")).slug == "loom"
    assert rows.take(row("Warp", url="https://warp.dev", id="3")).slug == "warp"


def test_an_id_that_all_rows_have_makes_none_of_them_one() -> None:
    rows = Rows()
    slugs = [rows.take(row(name, id="0")).slug for name in ("Loom", "Warp", "Weft")]

    assert slugs == ["loom", "warp", "weft"]


def test_an_entry_that_a_person_moved_stays_where_it_was_moved() -> None:
    rows = Rows()
    rows.take(row("Loom", url=SITE, id="1"))
    rows.take(row("Loom Cloud", url=SITE, id="2"))
    rows.known.entries["a.csv", "2"] = "loom-cloud"
    for _ in range(2):
        rows.next_job()
        assert rows.take(row("Loom", url=SITE, id="1")).slug == "loom"
        assert rows.take(row("Loom Cloud", url=SITE, id="2")).slug == "loom-cloud"


def test_a_stored_slug_stays_whatever_the_name_becomes() -> None:
    rows = Rows()
    rows.take(row("Loom", url=SITE, id="1"))
    rows.next_job()
    tool = rows.take(row("Weaver", url=SITE, id="1")).tool

    assert tool is not None
    assert (tool.slug, tool.name) == ("loom", "Weaver")


def test_a_tool_under_another_slug_has_a_version_of_its_own() -> None:
    rows = Rows(a_tool(slug="loom", name="Loom", url="https://loom.io"))
    candidate = row("Loom", url=SITE)
    assert candidate.tool.version
    tool = rows.take(candidate).tool

    assert tool is not None
    assert tool.slug.startswith("loom-")
    assert tool.version != candidate.tool.version


def test_a_derived_slug_gives_way_in_the_same_way_every_time() -> None:
    rows = Rows()
    rows.take(row(url=SITE))
    first = rows.take(row(url="https://t.co/x"))
    rows.next_job()
    again = rows.take(row(url="https://t.co/x"))

    assert again.slug == first.slug != "loom"
    assert again.tool is not None


def test_a_row_without_an_address_makes_no_tool_of_two_that_have_one() -> None:
    loom, other = row(url=SITE, feed="b.csv"), row(url="https://loom.io", feed="c.csv")
    rows = Rows()
    slugs = [rows.take(one).slug for one in (row(), loom, other, loom)]
    rows.next_job()

    assert slugs[0] == slugs[1] == slugs[3] == "loom"
    assert slugs[2] != "loom"
    assert [rows.take(one).slug for one in (row(), loom, other, loom)] == slugs


def test_a_tool_that_is_given_no_address_any_more_is_not_taken_for_its_namesake_elsewhere() -> None:
    rows = Rows()
    rows.take(row(url=SITE))
    rows.next_job()

    assert rows.take(row()).slug == "loom"
    assert rows.take(row(url="https://loom.io")).slug != "loom"
    assert rows.take(row(url=SITE)).slug == "loom"


@pytest.mark.parametrize("url", [SITE, "https://news.ycombinator.com/item?id=1"])
def test_a_tool_without_an_address_is_the_one_that_has_its_name_and_one_address(url: str) -> None:
    rows = Rows()

    assert [rows.take(one).slug for one in (row(), row(url=url, feed="b.csv"), row(url=url, feed="c.csv"))] == [
        "loom"
    ] * 3


def test_tools_of_one_name_without_an_address_are_told_apart_by_the_ids_of_their_feed() -> None:
    ids = ("1", "2", "3")
    rows = Rows()
    slugs = [rows.take(row(id=one, description=f"Loom number {one}.")).slug for one in ids]

    assert len({*slugs}) == len(ids)
    assert [doubt.other for doubt in rows.doubts] == ["loom", "loom"]
    rows.next_job()
    assert [rows.take(row(id=one, description=f"Loom number {one}.")).slug for one in ids] == slugs
    rows.next_job()
    assert [rows.take(row(id=f"x{one}", description=f"Loom number {one}.")).slug for one in ids[:2]] == slugs[:2]


def test_the_same_words_under_two_ids_are_one_tool() -> None:
    rows = Rows()

    assert [rows.take(row(id=one)).slug for one in ("1", "2")] == ["loom", "loom"]


def test_a_given_slug_of_a_tool_at_another_address_is_rejected() -> None:
    rows = Rows(a_tool(slug="loom", name="Loom", url="https://loom.io"))

    assert rows.reject(row(slug="loom", url=SITE)) == (
        "slug: loom is another tool's, which has another address; give this one a slug of its own"
    )


def test_a_given_slug_leads_to_the_tool_however_it_is_stored() -> None:
    rows = Rows()
    rows.take(row("Loom", url=SITE))
    rows.next_job()
    tool = rows.take(row("Loom", url=SITE, slug="weaver")).tool

    assert tool is not None
    assert (tool.slug, tool.aliases) == ("loom", ("weaver",))


def test_a_tool_that_moves_stays_itself_by_the_slug_its_feed_gives() -> None:
    rows = Rows()
    rows.take(row(slug="loom", url=SITE))
    rows.next_job()

    assert rows.take(row(slug="loom", url="https://loom.io")).rule is Rule.GIVEN_SLUG


def test_aliases_that_an_editor_gave_stay() -> None:
    rows = Rows(a_tool(slug="loom", name="Loom", url=SITE, aliases=("old-loom",)))
    tool = rows.take(row(url=SITE, aliases=("weaver",))).tool

    assert tool is not None
    assert tool.aliases == ("old-loom", "weaver")


def test_an_alias_that_means_another_tool_is_left_out_and_a_doubt() -> None:
    rows = Rows(a_tool(slug="warp", name="Warp"))
    tool = rows.take(row(aliases=("warp",))).tool

    assert tool is not None
    assert tool.aliases == ()
    assert [(doubt.tool, doubt.other) for doubt in rows.doubts] == [("loom", "warp")]


def test_many_releases_are_one_tool_and_the_first_row_says_what_it_is() -> None:
    rows = Rows()
    taken = [
        rows.take(row("loom", url=f"{REPOSITORY}/releases/tag/v{at}", id=f"tag:{at}", tagline=f"Release {at}"))
        for at in range(3, 0, -1)
    ]

    assert {one.slug for one in taken} == {"loom"}
    assert [one.tool is not None for one in taken] == [True, False, False]
    assert taken[0].tool is not None
    assert taken[0].tool.tagline == "Release 3"


PAGE = "https://acme.example/tools"
ON_A_PAGE = ("Atlas", "Bellows", "Cinder", "Drift")


def test_tools_of_other_names_at_one_address_stay_apart_and_are_doubts() -> None:
    rows = Rows()
    taken = [rows.take(row(name, url=PAGE)) for name in ON_A_PAGE]

    assert [(one.slug, one.rule) for one in taken] == [(name.lower(), Rule.NEW) for name in ON_A_PAGE]
    assert [(doubt.tool, doubt.other, doubt.why) for doubt in rows.doubts] == [
        (slug, "atlas", "both have one address, and names that are not alike")
        for slug in ("bellows", "cinder", "drift")
    ]


@pytest.mark.parametrize("ids", [True, False])
@pytest.mark.parametrize("url", [PAGE, "https://notion.so/acme/tools", "https://t.co/acme"])
def test_tools_at_one_address_are_the_same_in_every_run_order_and_feed(url: str, ids: bool) -> None:  # noqa: FBT001
    rows = Rows()
    for feed, names in (("a.csv", ON_A_PAGE), ("a.csv", ON_A_PAGE), ("b.csv", ON_A_PAGE[::-1]), ("b.csv", ON_A_PAGE)):
        rows.next_job()
        for name in names:
            taken = rows.take(row(name, url=url, feed=feed, id=f"id-{name}" if ids else None))
            assert taken.slug == name.lower()
            assert taken.tool is not None


@pytest.mark.parametrize("names", [*permutations(("Acme", "Acme Photo", "Acme Draw"))])
def test_tools_at_one_address_are_not_made_one_by_a_name_that_all_of_theirs_hold(names: tuple[str, ...]) -> None:
    rows = Rows()
    slugs = {name: rows.take(row(name, url=PAGE)).slug for name in names}
    rows.next_job()

    assert slugs["Acme Photo"] != slugs["Acme Draw"]
    assert slugs["Acme"] in (slugs["Acme Photo"], slugs["Acme Draw"])
    assert {name: rows.take(row(name, url=PAGE)).slug for name in names} == slugs
    rows.next_job()
    assert {name: rows.take(row(name, url=PAGE, feed="b.csv")).slug for name in reversed(names)} == slugs


def test_tools_at_one_address_whose_names_make_one_slug_stay_apart() -> None:
    rows = Rows()
    names = ("\u98de\u4e66", "\u9489\u9489", "\u5fae\u4fe1")
    slugs = [rows.take(row(name, url=PAGE)).slug for name in names]
    rows.next_job()

    assert len({*slugs}) == len(names)
    assert [rows.take(row(name, url=PAGE, feed="b.csv")).slug for name in names] == slugs


def test_a_feed_that_numbers_its_rows_anew_moves_no_tool_at_one_address() -> None:
    rows = Rows()
    for at, name in enumerate(("Atlas", "Bellows", "Cinder")):
        rows.take(row(name, url=PAGE, id=str(at)))
    rows.next_job()

    assert rows.take(row("Bellows", url=PAGE, id="0")).slug == "bellows"
    assert rows.take(row("Cinder", url=PAGE, id="1")).slug == "cinder"
    assert rows.take(row("Atlas", url=PAGE, id="2")).slug == "atlas"


def test_a_name_that_a_tool_had_before_is_still_its_own() -> None:
    rows = Rows()
    rows.take(row("Loom", url=SITE, id="1"))
    rows.next_job()
    rows.take(row("Weaver", url=SITE, id="1"))
    rows.next_job()

    for name in ("Loom", "Weaver"):
        assert rows.take(row(name, url=SITE, feed="b.csv")).slug == "loom"


def test_a_person_makes_one_tool_of_two_names_by_an_alias() -> None:
    rows = Rows()
    rows.take(row("Loom", url=SITE))

    assert rows.take(row("Weaver", url=SITE, aliases=("loom",))).slug == "loom"


def test_two_tools_of_one_name_with_no_address_and_slugs_of_their_own_are_a_doubt() -> None:
    rows = Rows()
    rows.take(row(slug="alpha"))
    rows.take(row(slug="beta"))
    assert rows.doubts == [Doubt(tool="beta", other="alpha", why="both have one name")]


def test_a_row_whose_every_slug_is_another_tools_is_rejected_and_not_merged() -> None:
    taken = with_collision("loom", "Loom")
    rows = Rows(
        a_tool(slug="loom", name="Warp", url="https://warp.dev"),
        a_tool(slug=taken, name="Weft", url="https://weft.dev"),
    )
    assert rows.reject(row()).startswith("slug: loom is another tool's")


@pytest.mark.parametrize(
    ("fields", "by"),
    [({"id": "1"}, "id"), ({"slug": "weaver"}, "slug"), ({"url": SITE}, "name and address"), ({}, "name")],
)
def test_an_entry_that_is_another_tools_is_a_doubt_by_what_the_feed_gives(fields: dict[str, str], by: str) -> None:
    rows, weaver = Rows(), row("Weaver", **fields)
    rows.take(row("Cloth", url="https://cloth.dev", id="9"))
    rows.known.entries["a.csv", entry_of(weaver).key] = "cloth"

    assert rows.take(weaver).slug == "weaver"
    assert [doubt.why for doubt in rows.doubts] == [f"its feed knows another tool by the same {by}"]
