"""A batch's plan as text and JSON."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from panel.domain.batch_plan import BatchPlan, FeedPlan, MappedColumn, Repeated
from panel.domain.batch_summary import FeedSummary
from panel.domain.estimate import Estimate
from panel.domain.run import Tally
from panel.domain.source import Doubt, Rejected, Rule
from panel.report.batch.plan_text import plan_json, plan_text
from tests.batches import a_feed
from tests.builders import a_tool


def a_feed_plan(**fields: Any) -> FeedPlan:  # noqa: ANN401 - any field of the plan
    """A feed of two columns with one tool and one rejected row."""
    whole: dict[str, Any] = {
        "summary": FeedSummary.model_validate(a_feed(name="feed.csv", format="csv", rows=3, tools=2, rejected=1)),
        "columns": (MappedColumn("Title", "name"), MappedColumn("Upvotes", None)),
        "first": (a_tool(),),
        "rejected": (Rejected(feed="feed.csv", row=3, reason="it has no name"),),
    }
    return FeedPlan(**{**whole, **fields})


def a_plan(**fields: Any) -> BatchPlan:  # noqa: ANN401 - any field of the plan
    """Two tools of a feed, some of it stored."""
    whole: dict[str, Any] = {
        "feeds": (a_feed_plan(),),
        "tools": 2,
        "rejected": 1,
        "doubts": (Doubt(tool="alpha", other="alpha-2", why="one name, two domains"),),
        "cells": 10,
        "stored": 5,
        "void": (Tally(what="dossier", count=3), Tally(what="persona", count=1)),
        "price": Estimate(Decimal("0.0123"), Decimal("0.04")),
    }
    return BatchPlan(**{**whole, **fields})


def test_the_plan_says_what_was_read_and_what_it_would_cost() -> None:
    length = a_tool().dossier.length
    assert plan_text(a_plan()) == (
        "feed.csv (csv): 3 rows, 2 tools, 1 rejected, 0 repeated\n"
        "  columns\n"
        "    Title    →  name\n"
        "    Upvotes  →  left out\n"
        "  first tools\n"
        f"    alpha  Alpha  {length} characters  Keeps notes in plain files\n"
        "\n"
        "rejected: 1 row\n"
        "  feed.csv, row 3: it has no name\n"
        "\n"
        "may be one tool, and are kept apart: 1\n"
        "  alpha, alpha-2: one name, two domains\n"
        "\n"
        "tools   2\n"
        "cells   10\n"
        "stored  5\n"
        "void    4: 3 dossier, 1 persona\n"
        "to ask  5, about $0.012, at worst $0.040 with nothing asked again\n"
        "nothing was sent, and nothing stored\n"
    )


def test_the_first_ten_of_many_rejected_rows_are_shown() -> None:
    rows = tuple(Rejected(feed="f", row=row, reason="no name") for row in range(1, 31))
    text = plan_text(a_plan(feeds=(a_feed_plan(rejected=rows[:12]), a_feed_plan(rejected=rows[12:])), rejected=5_000))
    assert text.count("no name") == 10
    assert "rejected: 5,000 rows" in text
    assert "and 4,990 more" in text


def test_rows_that_are_a_tool_of_an_earlier_row_are_shown_with_the_reason() -> None:
    rows = tuple(Repeated(row=row, name=f"Alpha {row}", tool="alpha", rule=Rule.ADDRESS) for row in range(1, 21))
    summary = FeedSummary.model_validate(a_feed(rows=1_021, tools=1, repeated=1_020))
    text = plan_text(a_plan(feeds=(a_feed_plan(summary=summary, repeated=rows),)))

    assert "  repeated\n    row 1   Alpha 1   is alpha  by its address\n" in text
    assert text.count("by its address") == 10
    assert "    and 1,010 more\n" in text


def test_every_reason_for_taking_a_row_for_an_earlier_tool_has_words_of_its_own() -> None:
    rules = [rule for rule in Rule if rule is not Rule.NEW]
    rows = tuple(Repeated(row=row, name="Alpha", tool="alpha", rule=rule) for row, rule in enumerate(rules, start=1))
    text = plan_text(a_plan(feeds=(a_feed_plan(repeated=rows),)))

    assert len(set(re.findall(r"is alpha  (by .+)$", text, re.MULTILINE))) == len(rules)


def test_a_feed_that_cannot_be_read_has_no_row() -> None:
    whole = (Rejected(feed="gone.xml", row=0, reason="nobody there"),)
    gone = FeedSummary.model_validate(a_feed(name="gone.xml", format="", rows=0, tools=0, is_unread=True))
    unread = a_feed_plan(summary=gone, columns=(), first=(), rejected=whole)
    text = plan_text(a_plan(feeds=(unread, a_feed_plan())))
    assert text.count("gone.xml") == 1
    assert "rejected: 1 row\n  feed.csv, row 3: it has no name\n" in text
    assert "not read  1 feed\ntools     2\n" in text
    assert "rejected:" not in plan_text(a_plan(feeds=(unread,), rejected=0))


def test_a_feed_that_cannot_be_read_says_why_in_its_own_line() -> None:
    gone = FeedSummary.model_validate(
        a_feed(
            name="gone.xml", format="", rows=0, tools=0, is_unread=True, notes=[{"what": "it could not", "count": 1}]
        )
    )
    whole = (Rejected(feed="gone.xml", row=0, reason="nobody there"),)
    text = plan_text(a_plan(feeds=(a_feed_plan(summary=gone, columns=(), first=(), rejected=whole), a_feed_plan())))
    assert text.startswith("gone.xml: could not be read: nobody there\n\nfeed.csv (csv): 3 rows")


def test_a_feed_behind_the_limit_is_not_read() -> None:
    late = FeedSummary.model_validate(
        a_feed(
            name="b.csv", format="", rows=0, tools=0, rejected=0, notes=[{"what": "not read: the limit", "count": 1}]
        )
    )
    assert plan_text(a_plan(feeds=(a_feed_plan(summary=late, columns=(), first=(), rejected=()),))).startswith(
        "b.csv: not read: the limit\n"
    )


def test_a_feed_that_has_not_changed_says_so() -> None:
    summary = FeedSummary.model_validate(a_feed(is_unchanged=True, notes=[{"what": "odd date", "count": 2}]))
    text = plan_text(a_plan(feeds=(a_feed_plan(summary=summary),)))
    assert "unchanged since the last time" in text
    assert "note: odd date (2 rows)" in text


def test_a_cell_of_ten_megabytes_is_cut() -> None:
    columns = (MappedColumn("x" * 10_000_000, None),)
    assert len(plan_text(a_plan(feeds=(a_feed_plan(columns=columns),)))) < 2_000


@given(st.text(max_size=50))
def test_nothing_in_a_feed_steers_the_terminal_or_makes_a_line(hostile: str) -> None:
    text = f"\x1b[2J{hostile}\u202e\r\nmade: 1\x07"
    feed = a_feed_plan(
        summary=FeedSummary.model_validate(a_feed(name=text, format=text, notes=[{"what": text, "count": 1}])),
        columns=(MappedColumn(text, "name"), MappedColumn("Upvotes", None)),
        first=(a_tool(name=text, tagline=text),),
        rejected=(Rejected(feed=text, row=3, reason=text),),
        repeated=(Repeated(row=2, name=text, tool="alpha", rule=Rule.SLUG),),
    )
    doubts = (Doubt(tool="alpha", other="alpha-2", why=text),)
    plan = a_plan(feeds=(feed,), doubts=doubts, void=(Tally(what=text, count=1),))
    printed = plan_text(plan)
    assert not set(printed) & set("\x1b\x07\r\u202e\x0b\x0c\x85\u2028\u2029")
    assert printed.count("\n") == plan_text(a_plan()).count("\n") + 3
    assert not set(plan_json(plan)) & set("\x1b\x07\r\u202e")


def test_json_holds_the_whole_plan() -> None:
    plan = json.loads(plan_json(a_plan()))
    assert (plan["tools"], plan["to_ask"], plan["price"]["worst"]) == (2, 5, "0.04")
    assert plan["feeds"][0]["columns"][1] == {"column": "Upvotes", "field": None}
    assert plan["feeds"][0]["first"][0]["slug"] == "alpha"
    assert plan["void"][0] == {"what": "dossier", "count": 3}


def test_doubts_that_may_be_some_of_more_say_so() -> None:
    assert "may be one tool, and are kept apart: 1, and others\n" in plan_text(a_plan(has_more_doubts=True))
