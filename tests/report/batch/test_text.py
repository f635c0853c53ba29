"""The summary as text: one screen, everything that there is to say and nothing that there is not."""

from __future__ import annotations

from panel.lab.feed_quality import FeedQuality
from panel.report.batch.index import index_frame
from panel.report.batch.text import summary_text
from panel.report.view import House
from tests.batches import a_feed, a_panel, a_summary
from tests.builders import a_tool
from tests.report.panels import PANEL, takes_of

CELLS = {
    "cells": 20, "ok": 12, "abstained": 1, "failed": 2, "unasked": 5, "reused": 4, "asked": 11, "re_asked": 3,
    "of_job": {"asked": 16, "re_asked": 1_004},
}  # fmt: skip
MONEY = {
    "spent_usd": "1.5", "priced_usd": "0.25", "held_usd": "0.1", "takes_usd": "1.8", "saved_usd": "0.5",
    "prompt_tokens": 1000, "cached_tokens": 250, "completion_tokens": 50,
}  # fmt: skip

PANELS = "the takes of whole panels cost $1.80, $0.60 a tool"
LOST = "up to $0.10 more, for calls whose outcome is not known"


def test_a_finished_batch_says_only_what_there_is_to_say() -> None:
    assert summary_text(a_summary()) == (
        "Batch r1: finished\n"
        "  verdicts  2 Ship\n"
        "  tools     2 tools of 2 rows in 1 feed\n"
        "  cells     10: 10 ok\n"
        "  this run  0 reused, 10 asked\n"
        "  spent     these takes cost $0.010, $0.0050 a tool; this job $0.010\n"
        "  caching   none of 100 prompt tokens were cached\n"
    )


def test_a_batch_that_stopped_says_what_is_missing_and_what_it_cost() -> None:
    # 1.8 USD over the 3 of 4 tools that have a verdict is 0.6; 250 of 1,000 tokens is 25%.
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
        "  all runs    16 asked, with 1,004 re-asks, in 2 runs",
        "  failed      2 rate_limited",
        f"  spent       {PANELS}; this job $1.50 in 2 runs; $0.25 of it worked out from listed prices; {LOST}",
        "  caching     250 of 1,000 prompt tokens were cached (25%), $0.50 saved",
        "  in flight   at most 7 calls on the way when earlier runs died",
        "  not asked   1 tool: beta",
        "  may be one  a and b",
    ]


def test_a_feed_that_was_not_read_is_none_of_its_rows() -> None:
    feeds = [a_feed(rows=4, tools=2, repeated=2), a_feed(name="gone", format="", rows=0, tools=0, is_unread=True)]
    told = "2 tools of 4 rows in 1 feed (2 of a tool that was there already); 1 feed not read"
    assert f"  tools     {told}\n" in summary_text(a_summary(feeds=feeds))


def test_doubts_that_may_be_some_of_more_say_so() -> None:
    doubts = [{"tool": "a", "other": "b", "why": "x"}]
    assert "  may be one  a and b, and others\n" in summary_text(a_summary(doubts=doubts, has_more_doubts=True))


def test_it_says_where_to_look_first_and_stays_on_a_screen() -> None:
    quality = FeedQuality(ship_at=60, personas=PANEL)
    for number in range(100):
        slug = f"tool-{number}"
        quality.add(a_panel(a_tool(slug=slug), takes_of([61, 59, 61, 59, 61], slug)))
    text = summary_text(a_summary(quality=quality.figures(), unasked=[f"t{number}" for number in range(30)]))
    assert "  look first  Alpha, " in text
    assert "30 tools: t0, t1, t2, t3, t4, 25 more" in text
    assert len(text.splitlines()) <= 24


def test_nothing_in_it_can_steer_a_terminal() -> None:
    text = summary_text(a_summary(failures=[{"what": "\x1b[2Jgone\nx", "count": 1}]))
    assert "failed    1 [2Jgone x" in text


def test_a_take_to_look_at_is_named_by_tool_and_by_model_where_there_are_several() -> None:
    quality = FeedQuality(ship_at=60, personas=PANEL)
    quality.add(a_panel(a_tool(slug="t-1", name="Fieldnote\x1b"), takes_of([61, 59, 61, 59, 61], "t-1")))
    found = quality.figures()
    look = found.look_first[0].take
    one, several = ([look.model], [look.model, "openrouter:other/one"])
    assert f"look first  Fieldnote, {look.persona}: " in summary_text(a_summary(quality=found, models=one))
    assert f"look first  Fieldnote, {look.persona}, {look.model}: " in summary_text(
        a_summary(quality=found, models=several)
    )
    assert f", {look.model}, sample 1: " in summary_text(a_summary(quality=found, models=several, samples=2))


def test_the_index_names_them_likewise() -> None:
    quality = FeedQuality(ship_at=60, personas=PANEL)
    quality.add(a_panel(a_tool(slug="t-1", name="<b>Fieldnote"), takes_of([61, 59, 61, 59, 61], "t-1")))
    found = quality.figures()
    look = found.look_first[0].take
    head, tail = index_frame(
        a_summary(quality=found, models=[look.model, "openrouter:other/one"]), House(personas=PANEL)
    )
    assert '<a href="tools/t-1.editor.html">&lt;b&gt;Fieldnote</a>, ' in head + tail
    assert f", {look.model}: " in head + tail


def test_a_job_that_asked_nothing_says_what_its_takes_cost_others() -> None:
    money = {**a_summary().money.model_dump(), "spent_usd": "0", "takes_usd": "2.1"}
    # Two tools: 1.05 each.
    assert "  spent     these takes cost $2.10, $1.05 a tool; this job $0.00\n" in summary_text(a_summary(money=money))


def test_calls_that_nothing_was_held_for_are_counted_beside_what_was_held() -> None:
    text = summary_text(a_summary(money=MONEY, in_flight_at_kills=3, unheld_at_kills=2))
    assert f"{LOST}; and up to 2 calls on their way at kills, whose cost is not known\n" in text
    assert "and up to 1 call on its way at kills" in summary_text(a_summary(unheld_at_kills=1))


def test_what_another_run_asked_is_told_apart() -> None:
    cells = {**a_summary().cells.model_dump(), "asked": 0, "elsewhere": 1_350}
    assert "  this run  0 reused, 0 asked, 1,350 by another run\n" in summary_text(a_summary(cells=cells))


def test_takes_that_cost_nothing_are_not_priced_by_the_tool() -> None:
    money = {**a_summary().money.model_dump(), "spent_usd": "0", "takes_usd": "0"}
    assert "  spent     $0.00\n" in summary_text(a_summary(money=money))
