"""One run in detail: by model, by cause, what was on its way when it died, and how it ended."""

from __future__ import annotations

from decimal import Decimal

import pytest

from panel.domain.finished import Departure
from panel.domain.money import Found
from panel.domain.run import Ending, ModelFigures, RunDetails, Tally
from panel.errors import StoreUnusable
from panel.store.store import Store
from tests.builders import NOON, a_take
from tests.fakes.engine import an_attempt
from tests.store.building import a_run, asked, imported, run_sql

USAGE = {"prompt_tokens": 100, "cached_tokens": 60, "completion_tokens": 7}
NO_SCORE = {"score": None, "decision": None, "text": None}


def test_a_run_that_asked_nothing_has_nothing_to_tell(store: Store) -> None:
    store.start_run(a_run())
    assert store.details("r1") == RunDetails()


def test_takes_are_told_by_model_with_what_they_cost(store: Store) -> None:
    store.record(
        [
            asked(an_attempt(usage=USAGE, cost_usd="0.10"), key="k1", latency_ms=1_000, attempts=1),
            asked(an_attempt(usage=USAGE, cost_usd="0.25"), key="k2", latency_ms=4_000, attempts=3),
            asked(an_attempt(usage=USAGE), key="k3", attempts=1, status="abstained", reason="off_lens", **NO_SCORE),
            asked(key="k4", model="c/d", attempts=2),
        ]
    )
    # The third take says nothing of its time: the mean of one and four seconds is 2.5 s.
    assert store.details("r1").models == (
        ModelFigures(
            model="openrouter:a/b",
            takes=(Tally(what="abstained", count=1), Tally(what="ok", count=2)),
            attempts=5,
            prompt_tokens=300,
            cached_tokens=180,
            completion_tokens=21,
            cost_usd=Decimal("0.35"),
            latency_ms=2_500,
        ),
        ModelFigures(
            model="openrouter:c/d",
            takes=(Tally(what="ok", count=1),),
            attempts=2,
            prompt_tokens=0,
            cached_tokens=0,
            completion_tokens=0,
        ),
    )


def test_a_lost_call_counts_for_its_model_once_its_endpoint_told_what_it_was(store: Store) -> None:
    lost = an_attempt(outcome="unreadable", cost_usd="0.30", cost_basis="held", generation_id="gen-1")
    store.record([asked(lost, an_attempt(usage=USAGE, cost_usd="0.10"), key="k1", cost_usd="0.10")])
    (before,) = store.details("r1").models
    assert (before.cost_usd, before.prompt_tokens) == (Decimal("0.10"), 100)
    (call,) = store.lost_calls("r1")
    cost = Decimal("0.05")
    store.settle_lost([Found(call=call, cost_usd=cost, prompt_tokens=90, cached_tokens=50, completion_tokens=5)])
    (after,) = store.details("r1").models
    # The lost call and the one of USAGE; the run's own figures say the same.
    assert (after.prompt_tokens, after.cached_tokens, after.completion_tokens) == (90 + 100, 50 + 60, 5 + 7)
    assert (after.cost_usd, store.spent("r1")) == (Decimal("0.15"), Decimal("0.15"))


def test_failures_are_told_by_cause_the_most_frequent_first(store: Store) -> None:
    reasons = ["blank: nothing", "rate_limited: slow down: now", "rate_limited: slow"]
    store.record(
        [asked(key=f"k{number}", status="failed", reason=reason, **NO_SCORE) for number, reason in enumerate(reasons)]
    )
    assert store.details("r1").failures == (Tally(what="rate_limited", count=2), Tally(what="blank", count=1))


def test_answers_beyond_the_first_of_a_seat_were_asked_again(store: Store) -> None:
    late = an_attempt(outcome="timed_out")
    store.record(
        [
            asked(an_attempt(usage=USAGE), late, an_attempt(usage=USAGE), an_attempt(), key="k1"),
            asked(an_attempt(), key="k2"),
            asked(late, key="k3"),
        ]
    )
    details = store.details("r1")
    # Three answers for the first seat and one for the second, so two beyond the first; 60 cached tokens twice.
    assert (details.re_asked, details.cached_tokens) == (2, 120)


def test_a_seat_that_was_given_up_before_an_answer_was_not_asked(store: Store) -> None:
    late = an_attempt(outcome="timed_out")
    failed = {"status": "failed", **NO_SCORE}
    store.record(
        [
            asked(late, key="k1", reason="stopped: the run was stopped", **failed),
            asked(late, key="k2", reason="budget_reached", **failed),
            asked(an_attempt(), late, key="k3", reason="stopped: the run was stopped", **failed),
            asked(late, key="k4", reason="stopped_server: out", **failed),
            asked(an_attempt(), key="k5"),
        ]
    )
    # The first two; the third had an answer, if none that could be used.
    assert (store.details("r1").given_up, store.details("r1").asked) == (2, 5 - 2)


def test_what_was_on_its_way_is_counted_for_its_own_run(store: Store) -> None:
    for run, key in (("r1", "k1"), ("r1", "k2"), ("r2", "k1")):
        run_sql(store, f"insert into flights (run, key, sent_at) values ('{run}', '{key}', '')")  # noqa: S608 - a test's own words
    assert (store.details("r1").in_flight, store.details("r2").in_flight) == (2, 1)


def test_tokens_of_a_seat_that_was_killed_before_its_take_count_for_the_run_and_for_no_model(store: Store) -> None:
    paid = an_attempt(usage={"prompt_tokens": 50, "cached_tokens": 20, "completion_tokens": 7})
    store.record([], departures=[Departure(run="r1", key="k1", at=NOON, attempts=(paid,))])
    details = store.details("r1")
    assert (details.prompt_tokens, details.cached_tokens, details.completion_tokens) == (50, 20, 7)
    assert details.models == ()


def test_other_runs_and_imports_are_left_out(store: Store) -> None:
    store.record([asked(run="r2")])
    imported(store, a_take(run="r1", key="k9"))
    assert store.details("r1") == RunDetails()


def test_a_run_keeps_how_it_ended(store: Store) -> None:
    ending = Ending(outcome="budget_reached", tools=20, rejected=1, reused=5, unasked=3, saved_usd=Decimal("0.5"))
    store.start_run(a_run(job="batch", feeds=("feed.csv",), tools=()))
    store.start_run(a_run(id="r2"))
    store.put_ending("r1", ending)
    store.finish_run("r1", NOON)
    store.finish_run("r2", NOON)
    assert {run.id: (run.ending, run.finished_at) for run in store.runs()} == {"r1": (ending, NOON), "r2": (None, NOON)}
    assert {run.id: run.feeds for run in store.runs()} == {"r1": ("feed.csv",), "r2": ()}


def test_what_is_not_stored_has_no_ending(store: Store) -> None:
    store.put_ending("r9", Ending(outcome="finished", tools=0, rejected=0, reused=0))
    assert store.runs() == []


@pytest.mark.parametrize(
    "damage",
    [
        "update attempts set cost_usd = '?'",
        """update takes set take = json_set(take, '$.attempts', 'x')""",
        """update takes set take = '{'""",
    ],
)
def test_a_take_that_cannot_be_counted_is_a_damaged_store(store: Store, damage: str) -> None:
    store.record([asked(an_attempt(cost_usd="1"), attempts=1)])
    run_sql(store, damage)
    with pytest.raises(StoreUnusable):
        store.details("r1")
