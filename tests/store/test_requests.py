"""What was sent for a cell is on record once, whatever of it was there before its take."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from panel.domain.completion import Attempt
from panel.domain.finished import Departure
from panel.domain.take import Status
from panel.store.store import Store
from tests.builders import NOON
from tests.fakes.engine import an_attempt
from tests.store.building import a_reserve, asked


def sent(second: int, cost: str) -> Attempt:
    """A request at a time of its own."""
    return an_attempt(sent_at=NOON + timedelta(seconds=second), cost_usd=cost)


ONE, TWO, THREE = sent(1, "0.1"), sent(2, "0.2"), sent(3, "0.4")


def departs(store: Store, *before: Attempt) -> None:
    """Another request for cell k1 of run r1 is about to be sent."""
    store.record([], departures=[Departure(run="r1", key="k1", at=NOON, attempts=before)])


def on_record(store: Store) -> list[Attempt]:
    return store.attempts(["k1"]).get("k1", [])


def test_what_was_paid_for_before_a_cell_is_asked_again_is_on_record_before_its_take(store: Store) -> None:
    departs(store)
    assert on_record(store) == []
    departs(store, ONE)
    departs(store, ONE, TWO)
    assert on_record(store) == [ONE, TWO]
    assert store.costs("r1").billed_usd == Decimal("0.3")


def test_its_take_brings_only_what_is_new(store: Store) -> None:
    departs(store, ONE)
    departs(store, ONE, TWO)
    store.record([asked(ONE, TWO, THREE)])
    assert on_record(store) == [ONE, TWO, THREE]


def test_a_cell_that_failed_before_it_was_asked_again_brings_nothing_new(store: Store) -> None:
    departs(store, ONE)
    store.record([asked(ONE, status=Status.FAILED, score=None, decision=None, text=None, reason="stopped: by hand")])
    assert on_record(store) == [ONE]


def test_a_cell_that_is_asked_by_a_run_once_more_brings_all_of_it(store: Store) -> None:
    store.record([asked(ONE)])
    store.record([asked(TWO, THREE)])
    assert on_record(store) == [ONE, TWO, THREE]


def test_what_a_seat_was_billed_already_is_no_part_of_what_it_still_holds(store: Store) -> None:
    store.reserve([a_reserve(), a_reserve(key="k2", held_usd="2")])
    departs(store, ONE, sent(2, "0.2"))
    # One dollar without 0.3, and two of a seat that has cost nothing yet.
    assert store.costs("r1").held_usd == Decimal("2.7")
    assert store.figures()["r1"].held_usd == Decimal("2.7")
    # The budget counts the whole hold: what comes of the seat is not known.
    assert store.committed("j1") == Decimal(3)


def test_a_seat_that_was_billed_more_than_it_held_holds_nothing_more(store: Store) -> None:
    store.reserve([a_reserve(held_usd="0.2")])
    departs(store, ONE, TWO)
    assert store.costs("r1").held_usd == 0


def test_requests_at_one_moment_are_told_apart_by_what_came_of_them(store: Store) -> None:
    lost = an_attempt(sent_at=NOON, outcome="timeout", cost_usd="0.1", cost_basis="held")
    store.record([asked(lost, status=Status.FAILED, score=None, decision=None, text=None, reason="timeout: late")])
    answered = an_attempt(sent_at=NOON, cost_usd="0.2")
    store.record([asked(answered, TWO)])
    assert on_record(store) == [lost, answered, TWO]
