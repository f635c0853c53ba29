"""Runs as text: what a batch was, did and cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from panel.domain.listed import Known, ListedRun, ListedRuns, ShownRun
from panel.domain.run import Ending, ModelFigures, RunDetails, RunFigures, Tally
from panel.report.runs import listed_runs_text, shown_run_text
from tests.builders import NOON
from tests.store.building import a_run

ENDING = Ending(
    outcome="budget_reached", tools=20_000, rejected=3, unread=1, reused=95_000, unasked=40, saved_usd=Decimal("1.5")
)
FIGURES = RunFigures(
    takes=(Tally(what="failed", count=3), Tally(what="ok", count=4_797)),
    attempts=(Tally(what="completed", count=4_900),),
    prompt_tokens=10_000,
    completion_tokens=1_000,
    cost_usd=Decimal("2.5"),
)
DETAILS = RunDetails(
    failures=(Tally(what="rate_limited", count=2), Tally(what="blank", count=1)),
    models=(
        ModelFigures(
            model="openrouter:a/b",
            takes=(Tally(what="failed", count=3), Tally(what="ok", count=4_797)),
            attempts=4_905,
            prompt_tokens=10_000,
            cached_tokens=7_500,
            completion_tokens=1_000,
            cost_usd=Decimal("2.5"),
            latency_ms=1_250,
        ),
    ),
    cached_tokens=7_500,
    re_asked=100,
)


def a_batch(**fields: Any) -> ListedRun:  # noqa: ANN401 - any field of a Run
    """A batch of two feeds that came to the end of its budget."""
    feeds = ("feed.csv", "https://example.org/new.xml")
    run = a_run(**{"job": "batch", "tools": (), "feeds": feeds, "finished_at": NOON, "ending": ENDING, **fields})
    return ListedRun.of(run, FIGURES)


def facts(text: str) -> dict[str, str]:
    """What stands beside each name."""
    lines = [line.split("  ", 2) for line in text.splitlines() if line.startswith("  ")]
    return {name: rest.strip() for _, name, rest in (line for line in lines if len(line) == 3)}


def test_a_batch_is_shown_with_what_it_did_and_cost() -> None:
    text = shown_run_text(ShownRun(run=a_batch(), figures=FIGURES, details=DETAILS))
    told = facts(text)
    assert told["feeds"] == "feed.csv, https://example.org/new.xml"
    assert told["outcome"] == "budget reached"
    assert told["tools"] == "20,000, 40 of them not asked; 3 rows rejected, 1 feed not read"
    assert told["reused"] == "95,000 cells"
    assert told["takes"] == "3 failed, 4,797 ok"
    assert told["failed"] == "2 rate_limited, 1 blank"
    assert told["re-asked"] == "100 answers"
    assert told["tokens"] == "10,000 in (7,500 of them cached, 75%), 1,000 out"
    assert told["saved"] == "$1.5 by cached tokens"
    assert told["cost"] == "$2.5"
    assert "in flight" not in told
    assert text.splitlines()[-1].split("  ")[1:3] == ["openrouter:a/b", "3 failed, 4,797 ok"]
    assert text.splitlines()[-1].endswith("1.2 s")


def test_what_lost_answers_cost_is_told_apart_from_what_takes_did() -> None:
    lost = FIGURES.model_copy(update={"cost_usd": Decimal("2.75")})
    told = facts(shown_run_text(ShownRun(run=a_batch(), figures=lost, details=DETAILS)))
    # 2.75 in all, and 2.5 of the one model's takes.
    assert (told["cost"], told["lost"].split(" for ")[0]) == ("$2.75", "$0.25 of that")
    assert "lost" not in facts(shown_run_text(ShownRun(run=a_batch(), figures=FIGURES, details=DETAILS)))


def test_a_batch_that_was_killed_says_how_many_requests_were_on_their_way() -> None:
    run = a_batch(finished_at=None, ending=None)
    told = facts(shown_run_text(ShownRun(run=run, figures=FIGURES, details=RunDetails(in_flight=64))))
    assert told["in flight"] == "up to 64 requests now, or when it died; what was answered of them is not stored"
    assert "outcome" not in told


def test_a_list_names_the_feeds_of_a_batch() -> None:
    line = listed_runs_text(ListedRuns(runs=(a_batch(),))).splitlines()[1]
    assert "feed.csv, https://example.org/new.xml" in line


def test_not_every_one_of_thousands_of_tools_is_written_out() -> None:
    run = a_batch(tools=tuple(f"t-{number}" for number in range(5_000)), feeds=(), ending=None)
    told = facts(shown_run_text(ShownRun(run=run, figures=FIGURES)))
    assert told["tools"] == "t-0, t-1, t-2, 4,997 more (5,000 in all)"


@pytest.mark.parametrize(
    ("process", "ended", "finished"),
    [
        ("gone", "died", "did not finish (died)"),
        ("there", "still runs", "not yet, it still runs"),
        ("unknown", "died or still runs", "did not finish (died or still runs)"),
    ],
)
def test_a_run_that_has_not_finished_says_what_is_known_of_its_process(
    process: Known, ended: str, finished: str
) -> None:
    run = ListedRun.of(a_run(job="batch", tools=(), feeds=("feed.csv",)), FIGURES, process)
    assert f"  —     {ended}  " in listed_runs_text(ListedRuns(runs=(run,)))
    assert facts(shown_run_text(ShownRun(run=run, figures=FIGURES)))["finished"] == finished


def test_a_batch_that_was_interrupted_before_its_feeds_were_read_says_so() -> None:
    run = a_batch(ending=Ending(outcome="interrupted"))
    told = facts(shown_run_text(ShownRun(run=run, figures=FIGURES)))
    assert (told["outcome"], "tools" in told) == ("interrupted", False)
    assert "  interrupted  feed.csv" in listed_runs_text(ListedRuns(runs=(run,)))


def test_a_batch_that_failed_says_why_in_one_line() -> None:
    run = a_batch(ending=Ending(outcome="failed", why="feed.csv: empty;\nname another"))
    text = shown_run_text(ShownRun(run=run, figures=FIGURES))
    assert (facts(text)["outcome"], facts(text)["why"]) == ("failed", "feed.csv: empty; name another")


def test_a_batch_that_died_while_it_wrote_says_so() -> None:
    told = facts(shown_run_text(ShownRun(run=a_batch(ending=None), figures=FIGURES)))
    assert told["outcome"] == "ended before its files were written"
