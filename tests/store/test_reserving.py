"""Reserves: what is not settled counts as spent, and a charge is stored with the take that it pays for."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from panel.domain.completion import Attempt
from panel.domain.finished import Departure
from panel.domain.money import Found, LostCall
from panel.errors import StoreUnusable
from panel.store.claiming import HELD_UP
from panel.store.processes import name_of, this_process
from panel.store.store import Store
from tests.builders import NOON, a_take
from tests.fakes.engine import an_attempt
from tests.store.building import a_reserve, a_run, an_older_store, asked, dead_process, imported, run_sql
from tests.store.conftest import open_store

LEASE = timedelta(seconds=30)


def a_lost_attempt(**fields: object) -> Attempt:
    """A request that was cut off, for which 30 cents are held."""
    return an_attempt(
        **{"outcome": "unreadable", "cost_usd": "0.3", "cost_basis": "held", "generation_id": "gen-1", **fields}
    )


def test_what_is_not_settled_is_committed_whole(store: Store) -> None:
    store.reserve([a_reserve(), a_reserve(key="k2"), a_reserve(key="k3", job="another")])
    store.record([asked(charge="0.25")])
    # k1 was settled at 0.25, and k2 holds its dollar still.
    assert store.committed("j1") == Decimal("1.25")
    assert store.committed("nothing") == 0


def test_a_jobs_later_run_has_reserves_of_its_own_for_the_same_cell(store: Store) -> None:
    store.reserve([a_reserve()])
    store.reserve([a_reserve(run="r2")])
    store.record([asked(charge="0.25", run="r2")])
    assert store.committed("j1") == Decimal("1.25")


def test_a_seat_that_holds_more_holds_the_new_sum(store: Store) -> None:
    store.reserve([a_reserve()])
    store.reserve([a_reserve(held_usd="1.5")])
    assert store.committed("j1") == Decimal("1.5")


def test_a_take_without_a_charge_leaves_what_is_held(store: Store) -> None:
    store.reserve([a_reserve()])
    store.record([asked()])
    assert store.committed("j1") == 1


def test_a_charge_without_a_reserve_is_no_matter(store: Store) -> None:
    store.record([asked(charge="0.25")])
    assert store.committed("j1") == 0


def test_seats_that_were_never_asked_come_free_and_no_others(store: Store) -> None:
    store.reserve([a_reserve(key=key) for key in ("settled", "sent", "unasked")])
    store.reserve([a_reserve(key="unasked", run="r2")])
    store.record([asked(key="settled", charge="0.25"), asked(an_attempt(), key="sent")])
    store.free_unasked("r1")
    # 0.25 settled, 1 held for the seat whose request has no charge, and 1 in the other run.
    assert store.committed("j1") == Decimal("2.25")


def test_a_seat_whose_call_was_on_its_way_keeps_what_it_holds_also_when_its_run_is_finished(store: Store) -> None:
    store.start_run(a_run())
    store.reserve([a_reserve(key=key) for key in ("settled", "in_flight", "unasked")])
    store.record([], departures=[Departure(run="r1", key=key, at=NOON) for key in ("settled", "in_flight", "no_money")])
    store.record([asked(key="settled", charge="0.25")])
    store.free_unasked("r1")
    store.finish_run("r1", NOON)
    store.free_unsent("j1")
    # 0.25 settled, and the dollar of the call whose end is not known.
    assert (store.committed("j1"), store.details("r1").in_flight) == (Decimal("1.25"), 1)


def test_a_dead_runs_seats_that_no_call_left_for_come_free_for_the_job_and_no_others(store: Store) -> None:
    store.start_run(a_run(process=dead_process()))
    store.reserve([a_reserve(key=key) for key in ("settled", "sent", "in_flight", "unsent")])
    store.reserve([a_reserve(key="unsent", job="another", run="r2")])
    store.reserve([a_reserve(key="other", job="another", run="r1")])
    store.record([asked(key="settled", charge="0.25"), asked(an_attempt(), key="sent")])
    store.record([], departures=[Departure(run="r1", key="in_flight", at=NOON)])
    store.free_unsent("j1")
    # 0.25 settled, and a dollar each for the seat whose request has no charge and the one whose call was on its way.
    assert store.committed("j1") == Decimal("2.25")
    assert store.committed("another") == 2


@pytest.mark.parametrize("is_finished", [True, False])
def test_a_living_run_keeps_what_it_holds_until_it_is_finished(store: Store, is_finished: bool) -> None:  # noqa: FBT001 - a table's column
    store.start_run(a_run(process=this_process()))
    store.claim("r1", ["alpha"], now=NOON, until=NOON + LEASE)
    store.reserve([a_reserve()])
    if is_finished:
        store.finish_run("r1", NOON)
    store.free_unsent("j1")
    assert store.committed("j1") == (0 if is_finished else 1)


@pytest.mark.parametrize("process", [None, "another-boot.4026531836/77.123"])
@pytest.mark.parametrize(("left", "committed"), [(LEASE, 1), (timedelta(0), 0), (None, 0)])
def test_a_run_whose_process_cannot_be_looked_at_keeps_what_it_holds_as_long_as_a_claim_of_it_stands(
    store: Store, process: str | None, left: timedelta | None, committed: int
) -> None:
    store.start_run(a_run(process=process))
    if left is not None:
        store.claim("r1", ["alpha"], now=NOON, until=NOON + left)
        store.claim("r1", ["beta"], now=NOON, until=NOON - LEASE)
    store.reserve([a_reserve()])
    store.free_unsent("j1")
    assert store.committed("j1") == committed


@pytest.mark.parametrize(("behind", "committed"), [(LEASE, 1), (HELD_UP, 0)])
def test_a_run_whose_process_is_there_keeps_what_it_holds_as_long_as_it_may_be_held_up(
    store: Store, behind: timedelta, committed: int
) -> None:
    parent = name_of(os.getppid())
    if parent is None:
        pytest.skip("processes have no names here")
    store.start_run(a_run(process=parent))
    store.claim("r1", ["alpha"], now=NOON, until=NOON - behind)
    store.reserve([a_reserve()])
    store.free_unsent("j1")
    assert store.committed("j1") == committed


def test_a_run_that_is_not_stored_keeps_what_it_holds_as_long_as_a_claim_of_it_stands(store: Store) -> None:
    store.claim("unknown", ["alpha"], now=NOON, until=NOON + LEASE)
    store.reserve([a_reserve(run="unknown"), a_reserve(run="older")])
    store.free_unsent("j1")
    assert store.committed("j1") == 1


def test_what_runs_without_a_budget_spent_or_may_have_spent_is_committed_too(store: Store) -> None:
    store.reserve([a_reserve()])
    store.record([asked(an_attempt(cost_usd="0.2"), charge="0.25")])
    store.record([asked(an_attempt(cost_usd="0.1"), a_lost_attempt(), run="r2"), asked(an_attempt(), run="r3")])
    # 0.25 settled under a budget, and without one 0.1 spent and 0.3 of a call of unknown outcome.
    assert store.committed("j1", ["r1", "r2"]) == Decimal("0.65")
    assert store.committed("j1", ["r1"]) == Decimal("0.25")


def test_a_sum_keeps_every_digit(store: Store) -> None:
    store.reserve([a_reserve(held_usd="0.000000000000001"), a_reserve(key="k2", held_usd="1E+3")])
    assert store.committed("j1") == Decimal("1000.000000000000001")


@pytest.mark.parametrize(
    "damage",
    [
        "update reserves set held_usd = '?'",
        "update reserves set held_usd = 'NaN'",
        "update reserves set settled_usd = x'ff'",
    ],
)
def test_a_damaged_sum_is_the_stores_fault(store: Store, damage: str) -> None:
    store.reserve([a_reserve()])
    run_sql(store, damage)
    with pytest.raises(StoreUnusable, match="a cost in it cannot be read"):
        store.committed("j1")


def test_lost_calls_with_an_id_are_found_with_their_endpoint(store: Store) -> None:
    store.record(
        [
            asked(a_lost_attempt(), an_attempt(generation_id="gen-2", cost_usd="0.1"), endpoint="mine"),
            asked(a_lost_attempt(generation_id=None), key="k2"),
            asked(a_lost_attempt(), key="k3", run="r2"),
        ]
    )
    imported(store, a_take(key="k1", run="r1", endpoint="theirs"))
    assert store.lost_calls("r1") == [
        LostCall(attempt=1, run="r1", key="k1", endpoint="mine", generation_id="gen-1", held_usd=Decimal("0.3"))
    ]


def test_the_lost_calls_of_a_jobs_runs_are_found_together(store: Store) -> None:
    for run, job in (("r1", "j1"), ("r2", "j1"), ("r3", "another")):
        store.reserve([a_reserve(run=run, job=job), a_reserve(run=run, job=job, key="k2")])
        store.record([asked(a_lost_attempt(generation_id=f"gen-{run}"), run=run, endpoint="mine")])
    found = [(call.run, call.generation_id, call.endpoint) for call in store.lost_calls_for("j1")]
    assert found == [("r1", "gen-r1", "mine"), ("r2", "gen-r2", "mine")]
    assert store.lost_calls_for("nothing") == []


def test_the_lost_calls_of_a_jobs_runs_that_held_no_money_are_found_with_them(store: Store) -> None:
    store.reserve([a_reserve()])
    for run in ("r1", "r2", "r3"):
        store.record([asked(a_lost_attempt(generation_id=f"gen-{run}"), run=run, endpoint="mine")])
    assert [call.run for call in store.lost_calls_for("j1", ["r1", "r2"])] == ["r1", "r2"]


def test_what_a_lost_call_cost_takes_the_place_of_what_was_held(store: Store) -> None:
    store.reserve([a_reserve()])
    store.record([asked(a_lost_attempt(), an_attempt(cost_usd="0.2"), charge="0.5")])
    (call,) = store.lost_calls("r1")
    found = Found(call=call, cost_usd=Decimal("0.05"), prompt_tokens=10, cached_tokens=8, completion_tokens=20)
    for _ in range(2):
        store.settle_lost([found])
        assert store.lost_calls("r1") == []
        # 0.2 that was known, and 0.05 instead of 0.3; telling it twice changes nothing.
        assert (store.spent("r1"), store.held("r1"), store.committed("j1")) == (
            Decimal("0.25"),
            Decimal(0),
            Decimal("0.25"),
        )
    lost, _ = store.attempts(["k1"])["k1"]
    assert (lost.cost_basis, lost.usage.prompt_tokens, lost.usage.completion_tokens) == ("billed", 10, 20)
    assert (lost.usage.cached_tokens, store.details("r1").cached_tokens) == (8, 8)


def test_a_seat_that_is_not_settled_keeps_its_hold_when_a_call_is_found(store: Store) -> None:
    store.reserve([a_reserve()])
    store.record([asked(a_lost_attempt())])
    store.settle_lost([Found(call=store.lost_calls("r1")[0], cost_usd=Decimal("0.05"))])
    assert store.committed("j1") == 1


def test_costs_of_an_older_store_were_billed(tmp_path: Path) -> None:
    path = an_older_store(tmp_path / "panel.db", "0002")
    with closing(sqlite3.connect(path)) as connection:
        columns = "key, run, sent_at, outcome, detail, cost_usd, latency_ms"
        for cost in ("'0.1'", "null"):
            row = f"'k1', 'r1', '2026-01-02T12:00:00.000000Z', 'completed', '', {cost}, 1"
            connection.execute(f"insert into attempts ({columns}) values ({row})")  # noqa: S608 - no foreign text
        connection.commit()
    with open_store(path) as store:
        assert [one.cost_basis for one in store.attempts(["k1"])["k1"]] == ["billed", None]
        assert (store.spent("r1"), store.committed("r1")) == (Decimal("0.1"), Decimal(0))
        store.reserve([a_reserve()])
    assert (tmp_path / "panel.db.backup-0002").is_file()
