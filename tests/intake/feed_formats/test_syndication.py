"""RSS and Atom: what of an entry is read as what, and what is looked for before the library sees it."""

from __future__ import annotations

import pytest

from panel.errors import Mistake
from panel.intake.feed_formats.syndication import refuse_definitions, root_of
from tests.intake.feed_rows import candidates, opened, outcome, reasons

HEAD = '<feed xmlns="http://www.w3.org/2005/Atom">'
ENTRY = "<entry><title>Atlas</title><summary>Notes.</summary></entry>"


def test_a_summary_beside_a_content_is_the_tagline_and_alone_the_description() -> None:
    both = f"{HEAD}<entry><title>A</title><summary>Short.</summary><content>Long.</content></entry></feed>"

    assert [(row.tool.tagline, row.tool.description) for row in candidates(opened(both))] == [("Short.", "Long.")]
    assert [row.tool.tagline for row in candidates(opened(f"{HEAD}{ENTRY}</feed>"))] == [None]


def test_a_link_without_a_host_is_on_the_feed_s_own() -> None:
    entry = '<entry><title>A</title><link href="/tools/a"/><summary>Notes.</summary></entry>'
    (row,) = candidates(opened(f"{HEAD}{entry}</feed>", "https://feed.example/new.xml"))

    assert row.tool.url == "https://feed.example/tools/a"


def test_scripts_in_an_entry_are_left_to_cleaning_which_records_them() -> None:
    entry = "<entry><title>A</title><content type='html'>&lt;p&gt;Notes.&lt;script&gt;buy this now&lt;/script&gt;"
    (row,) = candidates(opened(f"{HEAD}{entry}</content></entry></feed>"))

    assert row.tool.description == "Notes."
    assert [removal.text for removal in row.tool.removed] == ["buy this now"]


def test_a_feed_of_too_many_entries_is_read_as_far_as_the_limit() -> None:
    feed = opened(f"{HEAD}{ENTRY * 20_001}</feed>")
    rows = outcome(feed)

    assert rows[-2:] == ["Atlas", "20001 refused"]
    assert len(rows) == 20_001


def test_a_feed_that_is_too_big_is_refused_before_it_is_read() -> None:
    with pytest.raises(Mistake, match="over 10 MB of XML"):
        opened(f"{HEAD}{' ' * 11_000_000}</feed>")
    with pytest.raises(Mistake, match="over 600,000 XML tags"):
        opened(f"{HEAD}{'<a/>' * 600_001}</feed>")
    with pytest.raises(Mistake, match="or 1,500,000 entities"):
        opened(f"{HEAD}{'&a;' * 1_500_001}</feed>")


@pytest.mark.parametrize("cut", range(len(ENTRY) + 1, 2 * len(ENTRY)))
def test_an_entry_that_is_cut_anywhere_is_refused_and_those_before_it_are_read(cut: int) -> None:
    content = f"{HEAD}{ENTRY * 2}"[: len(HEAD) + cut]

    # Before the second entry's own tag is whole there is nothing to tell it by, so the row is the same.
    assert outcome(opened(content)) == ["Atlas", "2 refused"]
    assert reasons(opened(content)) == ["the feed is cut off here"]


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("<rss>", "rss"),
        ("<?xml version='1.0'?>\n<!-- <feed> -->\n<RSS version='2'>", "rss"),
        ("<a:Feed>", "feed"),
        ("<!DOCTYPE rss PUBLIC 'x' 'y'><rss>", "rss"),
        ('<!DOCTYPE lolz [\n<!ENTITY lol "<b>lol</b>">\n]>\n<rss>', "rss"),
        ("<!doctype HTML>", ""),
        ("<!doctype HTML><html>", "html"),
        ("text", ""),
        ("<!-- open", ""),
        ("<?xml", ""),
    ],
)
def test_the_first_element_is_found_behind_what_may_stand_before_it(text: str, root: str) -> None:
    assert root_of(text) == root


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE rss [<!ENTITY a "b">]><rss>',
        "<!doctype rss [ <!entity a 'b'> ]><rss>",
        "<!DOCTYPE rss SYSTEM 'x' [ ]><rss>",
        '<?x ?><!-- <rss> --><!DOCTYPE\nrss\n[<!ENTITY a "b">]>',
        '<rss><!ENTITY a "b"></rss>',
    ],
)
def test_whatever_defines_entities_is_refused(text: str) -> None:
    with pytest.raises(Mistake, match="defines XML entities"):
        refuse_definitions(text)


@pytest.mark.parametrize(
    "text",
    [
        "<rss><![CDATA[<!ENTITY a 'b'>]]></rss>",
        "<rss><!-- <!ENTITY a 'b'> --></rss>",
        "<rss>&lt;!ENTITY a 'b'></rss>",
        "<!DOCTYPE rss PUBLIC 'x' 'y'><rss>[1]</rss>",
    ],
)
def test_what_only_speaks_of_entities_is_not(text: str) -> None:
    refuse_definitions(text)
