"""The quality of a feed in words: each figure with what it rests on."""

from __future__ import annotations

import pytest

from panel.domain.quality import Share
from panel.domain.take import Decision
from panel.lab.feed_quality import FeedQuality
from panel.report.batch.quality_tables import quality_lines, quality_tables, share
from tests.batches import a_panel
from tests.builders import a_tool
from tests.report.panels import PANEL, takes_of


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Share(count=47, n=100, share=0.47, low=0.375, high=0.567), "47% (38% to 57%) of 100"),
        (Share(count=1, n=1000, share=0.001, low=0.0002, high=0.0056), "1% (1% to 1%) of 1,000"),
        (Share(count=0, n=1000, share=0, low=0, high=0.0038), "0% (0% to 1%) of 1,000"),
        (Share(count=999, n=1000, share=0.999, low=0.9944, high=1), "99% (99% to 100%) of 1,000"),
        (Share(count=20, n=30, share=0.667, low=0.49, high=0.81, is_indicative=True),
         "67% (49% to 81%) of 30, indicative"),
        (Share(count=3, n=5, undefined="fewer than 20"), "3 of 5 (fewer than 20)"),
    ],
)  # fmt: skip
def test_a_share_names_its_interval_and_what_it_is_of(given: Share, said: str) -> None:
    assert share(given) == said


def test_reviewers_that_always_say_the_same_are_in_the_tables() -> None:
    quality = FeedQuality(ship_at=60, personas=PANEL)
    for number in range(60):
        slug = f"t{number}"
        quality.add(a_panel(a_tool(slug=slug), takes_of([30 + number] * 5, slug)))
    figures = quality.figures()
    tables = {table.title: table for table in quality_tables(figures, PANEL)}
    assert [row.label for row in tables["By reviewer"].rows][:3] == ["All", "Builder", "Skeptic"]
    assert len(tables["Reviewers that move as one"].rows) == 5 * 4 / 2
    assert tables["Reviewers that move as one"].rows[0].values[1].startswith("1.00")
    for table in tables.values():
        assert {len(row.values) + 1 for row in table.rows} == {len(table.heads)}
    # Scores from 30 to 89: those of 60 and more ship, 30 of 60 tools, five takes each.
    assert quality_lines(figures)[0] == "Ship rate: 50% (44% to 56%) of 300."


def test_a_feed_without_takes_has_lines_and_no_empty_table() -> None:
    figures = FeedQuality(ship_at=60, personas=PANEL).figures()
    assert quality_lines(figures)
    assert all(table.rows for table in quality_tables(figures, PANEL))


def test_what_stands_against_its_score_is_told_apart_by_where_it_lies() -> None:
    quality = FeedQuality(ship_at=60, personas=PANEL)
    # Two that skip from within three points of 60, and one that skips far above it.
    takes = [take.model_copy(update={"decision": Decision.SKIP}) for take in takes_of([61, 62, 90])]
    quality.add(a_panel(takes=takes))
    assert "Against their score there: 2; outside it: 1." in quality_lines(quality.figures())


def test_reviewers_that_move_most_alike_come_first() -> None:
    quality = FeedQuality(ship_at=60, personas=PANEL)
    for number in range(60):
        slug = f"t{number}"
        # The first two go apart; the third goes with the second.
        scores = [30 + number, 89 - number, 89 - number]
        quality.add(a_panel(a_tool(slug=slug), takes_of(scores, slug)))
    tables = {table.title: table for table in quality_tables(quality.figures(), PANEL)}
    assert tables["Reviewers that move as one"].rows[0].label == "Skeptic and Futurist"
