"""The summary as text: one screen, everything that there is to say and nothing that there is not."""

from __future__ import annotations

from panel.lab.feed_quality import FeedQuality
from panel.report.batch.text import summary_text
from tests.batches import a_feed, a_panel, a_summary
from tests.builders import a_tool
from tests.report.panels import PANEL, takes_of

CELLS = {
    "cells": 20, "ok": 12, "abstained": 1, "failed": 2, "unasked": 5, "reused": 4, "asked": 11, "re_asked": 3,
}  # fmt: skip
MONEY = {
    "spent_usd": "1.5", "priced_usd": "0.25", "held_usd": "0.1", "saved_usd": "0.5",
    "prompt_tokens": 1000, "cached_tokens": 250, "completion_tokens": 50,
}  # fmt: skip

LOST = "up to $0.10 more, for calls whose outcome is not known"


def test_a_finished_batch_says_only_what_there_is_to_say() -> None:
    assert summary_text(a_summary()) == (
        "Batch r1: finished\n"
        "  verdicts  2 Ship\n"
        "  tools     2 tools of 2 rows in 1 feed\n"
        "  cells     10: 10 ok\n"
        "  this run  0 reused, 10 asked\n"
        "  spent     $0.010; $0.0050 a tool\n"
        "  caching   none of 100 prompt tokens were cached\n"
    )


def test_a_batch_that_stopped_says_what_is_missing_and_what_it_cost() -> None:
    # 1.5 USD over the 3 of 4 tools that have a verdict; 250 of 1,000 tokens is 25%.
    text = summary_text(
        a_summary(
            outcome="budget_reached",
            runs=["r1", "r2"],
            tools=4,
            unasked=["beta"],
            cells=CELLS,
            money=MONEY,
            failures=[{"what": "rate_limited", "count": 2}],
            in_flight_at_kills=7,
            rejected=1,
            feeds=[a_feed(rows=6, rejected=1, repeated=1)],
            doubts=[{"tool": "a", "other": "b", "why": "x"}],
        )
    )
    assert text.splitlines() == [
        "Batch r1: stopped at the budget; a higher --budget goes on with exactly what is missing",
        "  verdicts    2 Ship",
        "  tools       4 tools of 6 rows in 1 feed (1 rejected, 1 of a tool that was there already)",
        "  cells       20: 12 ok, 1 abstained, 2 failed, 5 not asked",
        "  this run    4 reused, 11 asked, with 3 re-asks (run 2 of this job)",
        "  failed      2 rate_limited",
        f"  spent       $1.50; $0.50 a tool; $0.25 of it worked out from listed prices; {LOST}",
        "  caching     250 of 1,000 prompt tokens were cached (25%), $0.50 saved",
        "  in flight   at most 7 calls on the way when earlier runs died",
        "  not asked   1 tool: beta",
        "  may be one  a and b",
    ]


def test_it_says_where_to_look_first_and_stays_on_a_screen() -> None:
    quality = FeedQuality(ship_at=60, personas=PANEL)
    for number in range(100):
        slug = f"tool-{number}"
        quality.add(a_panel(a_tool(slug=slug), takes_of([61, 59, 61, 59, 61], slug)))
    text = summary_text(a_summary(quality=quality.figures(), unasked=[f"t{number}" for number in range(30)]))
    assert "  look first  tool-" in text
    assert "30 tools: t0, t1, t2, t3, t4, 25 more" in text
    assert len(text.splitlines()) <= 24


def test_nothing_in_it_can_steer_a_terminal() -> None:
    text = summary_text(a_summary(failures=[{"what": "\x1b[2Jgone\nx", "count": 1}]))
    assert "failed    1 [2Jgone x" in text
