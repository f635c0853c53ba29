"""Feeds as they are named, before any is read."""

from __future__ import annotations

from pathlib import Path

from panel.jobs.batch.named_feeds import named_feeds


def test_a_file_that_is_named_twice_is_one_feed_however_it_is_spelled(tmp_path: Path) -> None:
    feed, link = tmp_path / "feed.csv", tmp_path / "link.csv"
    feed.write_text("name\n")
    link.symlink_to(feed)
    spelled = [str(feed), f"{tmp_path}/./feed.csv", str(link)]
    assert [one.given for one in named_feeds(spelled)] == [str(feed)]


def test_an_address_is_one_feed_whatever_its_fragment_and_a_query_makes_another() -> None:
    address = "https://feeds.example/all.xml"
    assert len(named_feeds([address, f"{address}#top", f"{address}?page=2"])) == 2
