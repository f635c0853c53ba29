"""Runs as they are stored: when they ended, what a batch came to, and what their requests cost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from panel.domain.money import Costs
from panel.domain.run import Ending
from panel.store.store import Store
from tests.builders import NOON
from tests.fakes.engine import an_attempt
from tests.store.building import a_reserve, a_run, asked

LATER = NOON + timedelta(minutes=5)
ENDING = Ending(outcome="finished", tools=2, rejected=1, reused=3, unasked=0, saved_usd=Decimal("0.5"))


def test_a_run_is_as_it_was_entered_until_it_ends(store: Store) -> None:
    entered = a_run(feeds=("feed.csv",), process="boot/1.2", templates="t", contract="c")
    store.start_run(entered)
    assert store.run("r1") == entered
    store.finish_run("r1", LATER)
    assert store.run("r1") == entered.model_copy(update={"finished_at": LATER})


def test_a_run_that_nobody_entered_is_not_there(store: Store) -> None:
    assert store.run("r1") is None
    store.finish_run("r1", LATER)
    assert store.runs() == []


def test_runs_come_the_newest_first(store: Store) -> None:
    for name, at in (("r1", NOON), ("r3", LATER), ("r2", LATER)):
        store.start_run(a_run(id=name, started_at=at))
    assert [run.id for run in store.runs()] == ["r3", "r2", "r1"]


def test_what_a_batch_came_to_is_told_with_its_run(store: Store) -> None:
    store.start_run(a_run(job="batch", tools=()))
    store.finish_run("r1", LATER)
    store.put_ending("r1", ENDING)
    found = store.run("r1")
    assert found is not None
    assert (found.ending, found.finished_at) == (ENDING, LATER)


def test_completions_count_every_answer_usable_or_not(store: Store) -> None:
    store.record([asked(an_attempt(), an_attempt(), an_attempt(outcome="rate_limited")), asked(an_attempt(), run="r2")])
    assert [store.completions(run) for run in ("r1", "r2", "r3")] == [2, 1, 0]


def test_costs_of_a_run_are_what_is_known_what_is_priced_and_what_is_held(store: Store) -> None:
    attempts = (
        an_attempt(cost_usd="0.1", cost_basis="billed"),
        an_attempt(cost_usd="0.02", cost_basis="priced"),
        an_attempt(outcome="unreachable", cost_usd="0.3", cost_basis="held"),
        an_attempt(outcome="rate_limited"),
    )
    store.reserve([a_reserve(), a_reserve(key="k2", held_usd="2")])
    store.record([asked(*attempts, charge="0.42")])
    # What the second seat holds is not settled.
    assert store.costs("r1") == Costs(billed_usd=Decimal("0.1"), priced_usd=Decimal("0.02"), held_usd=Decimal("2.3"))
    assert (store.spent("r1"), store.held("r1")) == (Decimal("0.12"), Decimal("2.3"))
    assert store.costs("r2") == Costs()
