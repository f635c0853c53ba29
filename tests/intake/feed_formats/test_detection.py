"""Telling formats apart by what feeds hold."""

from __future__ import annotations

import pytest

from panel.errors import Mistake
from panel.intake.feed_formats.detection import chosen_format, format_of


@pytest.mark.parametrize(
    ("start", "format_"),
    [
        ('{"name":"A"}\n{"name":"B"}\n', "jsonl"),
        ('{"name":"A"}\n', "json"),
        ('{\n  "name": "A"\n}', "json"),
        ('{"tools":[\n{"name":"A"}]}', "json"),
        ("[1]", "json"),
        ("  \n[", "json"),
        ('{"version":"https://jsonfeed.org/version/1","items":[', "json_feed"),
        ('{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1", "items": [', "json_feed"),
        ('{"description":"reads https://jsonfeed.org/version/1"}', "json"),
        ("<?xml version='1.0'?><!-- <html> --><rss>", "rss"),
        ("<rdf:RDF>", "rss"),
        ("<feed>", "atom"),
        ("name,description", "csv"),
        ("name\tdescription", "csv"),
    ],
)
@pytest.mark.parametrize("name", ["feed", "feed.txt", "feed.xml", "feed.csv", "https://x.example/feed.csv?a=b.json"])
def test_what_a_feed_holds_counts_whatever_its_name_says(start: str, format_: str, name: str) -> None:
    assert format_of(start, name, None, None) == format_


@pytest.mark.parametrize(
    ("name", "content_type", "format_"),
    [
        ("feed.jsonl", None, "jsonl"),
        ("FEED.NDJSON", None, "jsonl"),
        ("feed", "application/x-ndjson; charset=utf-8", "jsonl"),
        ("feed.tsv", None, "tsv"),
        ("feed", "text/tab-separated-values", "tsv"),
        ("feed.jsonl", "text/csv", "csv"),
    ],
)
def test_where_that_does_not_tell_it_the_label_counts_and_then_the_name(
    name: str, content_type: str | None, format_: str
) -> None:
    assert format_of("oops", name, content_type, None) == format_


@pytest.mark.parametrize(
    ("start", "why"),
    [
        ("<!DOCTYPE html><html>", "a web page"),
        ("<!DOCTYPE html>", "a web page"),
        ('<!DOCTYPE lolz [<!ENTITY lol "lol">]><lolz>', "defines XML entities"),
        ('<!DOCTYPE lolz [<!ENTITY lol "' + "lol" * 100, "defines XML entities"),
        ("<!doctype HTML PUBLIC><html>", "a web page"),
        ("<div>", "a web page"),
        ("<opml>", "OPML, which lists feeds"),
        ("<urlset>", "a sitemap"),
        ("<svg>", "a picture"),
        ("<foo>", "neither RSS nor Atom"),
        ("<<<", "neither RSS nor Atom"),
        ("\x01\x02\x03", "binary"),
    ],
)
def test_what_is_no_feed_is_named_for_what_it_is(start: str, why: str) -> None:
    with pytest.raises(Mistake, match=why):
        format_of(start, "feed", None, None)


@pytest.mark.parametrize("chosen", ["rss", "atom", "csv"])
def test_the_format_that_is_chosen_counts_where_the_first_element_tells_nothing(chosen: str) -> None:
    assert format_of("<foo>", "feed", None, chosen) == chosen


@pytest.mark.parametrize("chosen", ["rss", "csv"])
def test_a_web_page_is_refused_whatever_is_chosen(chosen: str) -> None:
    with pytest.raises(Mistake, match="a web page"):
        format_of("<!DOCTYPE html><html>", "feed", None, chosen)


def test_formats_may_be_named_by_their_endings() -> None:
    assert [chosen_format(name) for name in (".NDJSON", "json-feed", "xml", "tsv")] == [
        "jsonl",
        "json_feed",
        "rss",
        "tsv",
    ]
