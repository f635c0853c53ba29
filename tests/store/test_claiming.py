"""Who works at what: a tool is one living run's at a time, and calls under way are known until they are finished."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from panel.domain.finished import Departure
from panel.store.claiming import HELD_UP
from panel.store.processes import name_of, this_process
from panel.store.store import Store
from tests.builders import NOON
from tests.fakes.engine import an_attempt
from tests.store.building import a_run, asked, dead_process, run_sql
from tests.store.conftest import open_store

LEASE = timedelta(seconds=30)
LATER = NOON + LEASE


def claimed(store: Store, run: str, *tools: str, now: datetime = NOON) -> frozenset[str]:
    """What a run gets of some tools, for half a minute."""
    return store.claim(run, tools, now=now, until=now + LEASE)


def a_departure(run: str = "r1", key: str = "k1") -> Departure:
    return Departure(run=run, key=key, at=NOON)


def test_the_first_run_that_claims_a_tool_has_it_and_may_claim_it_again(store: Store) -> None:
    assert claimed(store, "r1", "a", "b") == {"a", "b"}
    assert claimed(store, "r2", "b", "c") == {"c"}
    assert claimed(store, "r1", "a", "b", "c") == {"a", "b"}


def test_a_tool_named_twice_is_claimed_once(store: Store) -> None:
    assert claimed(store, "r1", "a", "a") == {"a"}


def test_nothing_is_claimed_of_nothing(store: Store) -> None:
    assert claimed(store, "r1") == frozenset()


def test_what_is_released_is_free_and_the_rest_is_not(store: Store) -> None:
    claimed(store, "r1", "a", "b")
    store.release("r1", ["a"])
    assert claimed(store, "r2", "a", "b") == {"a"}


def test_nobody_releases_or_renews_what_another_has(store: Store) -> None:
    claimed(store, "r1", "a")
    store.release("r2", ["a"])
    store.renew("r2", LATER + LEASE)
    assert claimed(store, "r2", "a") == frozenset()
    assert claimed(store, "r2", "a", now=LATER) == {"a"}


def test_a_lease_ends_at_its_time_and_not_before(store: Store) -> None:
    claimed(store, "r1", "a")
    assert claimed(store, "r2", "a", now=LATER - timedelta(microseconds=1)) == frozenset()
    assert claimed(store, "r2", "a", now=LATER) == {"a"}
    assert claimed(store, "r1", "a", now=LATER) == frozenset()


def test_a_lease_that_is_renewed_stands_longer(store: Store) -> None:
    claimed(store, "r1", "a", "b")
    store.renew("r1", LATER + LEASE)
    assert claimed(store, "r2", "a", "b", now=LATER) == frozenset()


def test_more_tools_than_one_query_names_are_claimed_and_released_together(store: Store) -> None:
    many = [f"t{number}" for number in range(1_201)]
    assert claimed(store, "r1", *many) == set(many)
    assert claimed(store, "r2", *many, "other") == {"other"}
    store.release("r1", many)
    assert claimed(store, "r2", *many) == set(many)


def test_what_a_process_has_that_is_held_up_stays_its_own_for_a_while(store: Store) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        store.start_run(a_run(process=name_of(other.pid)))
        claimed(store, "r1", "a")
        assert claimed(store, "r2", "a", now=LATER) == frozenset()
        assert claimed(store, "r2", "a", now=LATER + HELD_UP) == {"a"}


@pytest.mark.parametrize(("is_alive", "comes_free"), [(True, False), (False, True)])
def test_what_a_dead_process_had_is_free_at_once_and_what_a_living_one_has_is_not(
    store: Store,
    is_alive: bool,  # noqa: FBT001 - a table's column
    comes_free: bool,  # noqa: FBT001 - a table's column
) -> None:
    dead = dead_process()
    store.start_run(a_run(process=this_process() if is_alive else dead))
    claimed(store, "r1", "a")
    assert bool(claimed(store, "r2", "a")) is comes_free


def test_a_run_of_which_no_process_is_known_is_waited_for(store: Store) -> None:
    store.start_run(a_run())
    claimed(store, "r1", "a")
    claimed(store, "unknown", "b")
    assert claimed(store, "r2", "a", "b") == frozenset()


def test_a_damaged_run_is_waited_for(store: Store) -> None:
    store.start_run(a_run(process=dead_process()))
    claimed(store, "r1", "a")
    run_sql(store, "update runs set run = '{'")
    assert claimed(store, "r2", "a") == frozenset()


def test_a_run_that_is_finished_has_nothing_claimed_and_nothing_on_its_way(store: Store) -> None:
    store.start_run(a_run())
    claimed(store, "r1", "a")
    claimed(store, "r3", "b")
    store.record([], departures=[a_departure(), a_departure("r3")])
    store.finish_run("r1", NOON)
    assert claimed(store, "r2", "a", "b") == {"a"}
    store.release("r3", ["b"])
    assert [store.in_flight_at_kills([run]) for run in ("r1", "r3")] == [0, 1]


def test_a_call_is_on_its_way_from_its_departure_until_its_take_is_stored(store: Store) -> None:
    store.record([], departures=[a_departure(key=key) for key in ("k1", "k2", "k3")])
    store.record([asked(an_attempt(), key="k1")], departures=[a_departure(key="k4"), a_departure(key="k2")])
    assert store.in_flight_at_kills(["r1"]) == 3
    store.record([asked(key=key) for key in ("k2", "k3", "k4")])
    assert store.in_flight_at_kills(["r1"]) == 0


def test_a_call_that_did_not_leave_is_not_on_its_way(store: Store) -> None:
    store.record([], departures=[a_departure(key=key) for key in ("k1", "k2")])
    store.take_back([a_departure(), a_departure("r2", "k2"), a_departure(key="k3")])
    assert store.in_flight_at_kills(["r1"]) == 1


def test_a_take_of_another_run_leaves_what_is_on_its_way(store: Store) -> None:
    store.record([], departures=[a_departure()])
    store.record([asked(run="r2")])
    assert (store.in_flight_at_kills(["r1"]), store.in_flight_at_kills(["r1", "r2"])) == (1, 1)
    assert store.in_flight_at_kills([]) == 0


def test_two_stores_on_one_file_never_both_get_a_tool(path: Path) -> None:
    tools = [f"t{number}" for number in range(60)]
    open_store(path).close()

    def claim_all(run: str) -> list[str]:
        with open_store(path) as store:
            return [tool for start in range(0, 60, 3) for tool in claimed(store, run, *tools[start : start + 3])]

    with ThreadPoolExecutor(4) as pool:
        shares = [*pool.map(claim_all, ["r1", "r2", "r3", "r4"])]
    assert sorted(tool for share in shares for tool in share) == sorted(tools)


CLAIMING = """
import sys
from datetime import timedelta
from tests.builders import NOON
from tests.store.conftest import open_store

path, run = sys.argv[1:]
with open_store(path) as store:
    print("ready", flush=True)
    input()
    for number in range(200):
        print(*store.claim(run, [f"t{number}"], now=NOON, until=NOON + timedelta(seconds=30)))
"""


def test_two_processes_on_one_file_never_both_get_a_tool(path: Path) -> None:
    open_store(path).close()
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIMING, str(path), run], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for run in ("r1", "r2")
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()
    shares = [child.communicate(timeout=60)[0].split() for child in children]
    assert [child.returncode for child in children] == [0, 0]
    assert sorted(shares[0] + shares[1]) == sorted(f"t{number}" for number in range(200))
