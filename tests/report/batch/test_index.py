"""The frame of a batch's index page."""

from __future__ import annotations

from panel.report.batch.index import ROWS, index_frame
from panel.report.view import House
from tests.batches import a_feed, a_summary
from tests.report.panels import PANEL


def test_the_title_counts_the_tools_that_have_a_row() -> None:
    head, tail = index_frame(a_summary(tools=12, unasked=["later", "latest"]), House(personas=PANEL))
    assert "<title>Batch of 10 tools" in head
    assert ROWS not in head + tail
    head, _ = index_frame(a_summary(tools=2, unasked=["later"]), House(personas=PANEL))
    assert "<title>Batch of one tool" in head


def test_doubts_that_may_be_some_of_more_say_so() -> None:
    doubts = [{"tool": "a", "other": "b", "why": "x"}]
    house = House(personas=PANEL)
    head, tail = index_frame(a_summary(doubts=doubts, has_more_doubts=True), house)
    assert "May be one tool: 1 pair, and others<" in head + tail
    head, tail = index_frame(a_summary(doubts=doubts), house)
    assert "May be one tool: 1 pair<" in head + tail


def test_a_feed_that_was_not_read_is_told_apart() -> None:
    feeds = [a_feed(), a_feed(name="gone.xml", format="", rows=0, tools=0, is_unread=True)]
    page = "".join(index_frame(a_summary(feeds=feeds), House(personas=PANEL)))
    assert "Feeds: 2, 1 not read<" in page
    assert "<li>gone.xml: not read; rejected.jsonl says why</li>" in page
    assert "2 tools of 2 rows in 1 feed; 1 feed not read" in page
    assert "not read" not in "".join(index_frame(a_summary(), House(personas=PANEL)))
