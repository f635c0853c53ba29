"""What a store knows of runs that are under way: which calls were on theirs when a run died."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from panel.domain.finished import Departure
from panel.domain.money import Reserve
from panel.store.processes import this_process
from panel.store.store import Store
from tests.builders import NOON
from tests.store.building import a_run, asked

LATER = NOON + timedelta(seconds=30)
GONE = (this_process() or "").rpartition(".")[0] + ".1"
"""A process that had this one's number, and started with the machine."""


def on_its_way(store: Store, run: str, process: str | None = None) -> None:
    """A run at work at a tool of its own, with two calls on their way."""
    store.start_run(a_run(id=run, process=process))
    store.claim(run, [f"tool-{run}"], now=NOON, until=LATER)
    store.record([], departures=[Departure(run=run, key=key, at=NOON) for key in ("k1", "k2")])


def test_the_calls_of_a_run_whose_process_is_gone_were_in_flight_at_a_kill(store: Store) -> None:
    on_its_way(store, "r1", GONE)
    assert store.in_flight_at_kills(["r1"]) == 2


@pytest.mark.parametrize("process", [None, this_process()], ids=["unknown", "this"])
def test_those_of_a_run_that_lives_are_not(store: Store, process: str | None) -> None:
    on_its_way(store, "r1", process)
    assert store.in_flight_at_kills(["r1"]) == 0


def test_a_run_lives_no_longer_than_its_lease_or_its_claims(store: Store) -> None:
    on_its_way(store, "r1", this_process())
    on_its_way(store, "r2", this_process())
    store.renew("r1", NOON)
    store.release("r2", ["tool-r2"])
    assert store.in_flight_at_kills(["r1", "r2"]) == 4


def test_one_that_money_was_held_for_is_known_apart(store: Store) -> None:
    on_its_way(store, "r1", GONE)
    store.reserve([Reserve(job="j", run="r1", key="k1", tool="tool-r1", held_usd=Decimal(1), at=NOON)])
    assert (store.in_flight_at_kills(["r1"]), store.in_flight_at_kills(["r1"], unheld=True)) == (2, 1)


def test_a_call_that_has_landed_was_not_in_flight(store: Store) -> None:
    on_its_way(store, "r1", GONE)
    store.record([asked(key="k1")])
    assert store.in_flight_at_kills(["r1"]) == 1
