"""What reading one feed came to."""

from __future__ import annotations

import io

import pytest

from panel.domain.run import Tally
from panel.intake.feeds import Reading, open_feed
from panel.jobs.batch.feed_tally import FeedTally
from panel.jobs.batch.named_feeds import OpenStream
from tests.builders import NOON

FEED = b'{"name":"Alpha","description":"Keeps notes."}\n'


def test_of_very_many_kinds_of_notes_the_first_forty_are_counted() -> None:
    tally = FeedTally("feed.jsonl")
    for _ in range(2):
        for kind in range(60):
            tally.note(f"odd {kind}")
    notes = tally.plan().summary.notes
    assert (len(notes), notes[0], notes[-1]) == (40, Tally(what="odd 0", count=2), Tally(what="odd 39", count=2))


@pytest.mark.parametrize(
    ("has_end", "is_cut", "is_known"),
    [(True, True, True), (True, False, True), (False, False, True), (False, True, False)],
)
def test_the_rest_of_a_stream_without_an_end_is_not_waited_for_to_know_its_hash(
    *, has_end: bool, is_cut: bool, is_known: bool
) -> None:
    content = io.BytesIO(FEED)
    feed = open_feed("-", content, reading=Reading(fetched_at=NOON))
    assert len([*feed.rows()]) == 1
    plan = FeedTally("-").plan(feed, OpenStream(content, NOON, has_end=has_end), is_cut=is_cut)
    assert bool(plan.summary.sha256) is is_known
