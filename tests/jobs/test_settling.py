"""Settling what was lost, over a socket: a call's cost takes the place of its hold once its endpoint tells it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from panel.domain.money import Found
from panel.jobs.settling import WAITS, settle_lost
from panel.store.store import Store
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, raw, status
from panel.wire.catalogue import Catalogue
from panel.wire.endpoints import Dialect
from tests.fakes.clock import FakeClock
from tests.fakes.engine import an_attempt
from tests.store.building import a_reserve, asked
from tests.store.conftest import open_store
from tests.wire.calls import CANARY, an_endpoint

NOT_YET = status(404, "Generation not found")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store in which cell k1 of run r1 lost a call for which 30 cents are held, and spent 20 on another."""
    lost = an_attempt(outcome="unreadable", cost_usd="0.3", cost_basis="held", generation_id="gen-1")
    with open_store(tmp_path / "panel.db") as opened:
        opened.reserve([a_reserve()])
        opened.record([asked(lost, an_attempt(cost_usd="0.2", cost_basis="billed"), charge="0.5")])
        yield opened


def knows(cost: object) -> Reply:
    return raw(json.dumps({"data": {"id": "gen-1", "total_cost": cost, "native_tokens_prompt": 7}}).encode())


async def settled(
    store: Store, *replies: Reply, dialect: Dialect = Dialect.OPENROUTER, key: str | None = CANARY
) -> tuple[tuple[Found, ...], int, list[float]]:
    """What was found on an endpoint that sends these replies, in how many requests and after which waits."""
    clock = FakeClock()
    async with SimulatedEndpoint(*replies) as server:
        endpoints = {"openrouter": an_endpoint(server.base_url, dialect=dialect, key=key)}
        lost = store.lost_calls("r1")
        found = await settle_lost(store, Catalogue(clock=clock), endpoints, lost, sleep=clock.sleep)
    return found, len(server.requests), clock.slept


async def test_a_lost_call_is_settled_at_what_it_cost(store: Store) -> None:
    found, requests, slept = await settled(store, knows(0.05))
    assert ([str(one.cost_usd) for one in found], requests, slept) == (["0.05"], 1, [])
    # 0.2 for the other call, 0.05 instead of 0.3 for this one.
    assert (store.spent("r1"), store.held("r1"), store.committed("j1")) == (
        Decimal("0.25"),
        Decimal(0),
        Decimal("0.25"),
    )


async def test_a_call_that_is_not_known_at_once_is_asked_about_again_ever_later(store: Store) -> None:
    found, requests, slept = await settled(store, NOT_YET, status(503), knows(0))
    assert ([str(one.cost_usd) for one in found], requests, slept) == (["0"], 3, list(WAITS[:2]))
    assert store.committed("j1") == Decimal("0.2")


async def test_a_call_that_is_never_known_stays_held(store: Store) -> None:
    found, requests, slept = await settled(store, NOT_YET)
    assert (found, requests, slept) == ((), len(WAITS) + 1, list(WAITS))
    assert sum(WAITS) < 10
    assert (store.held("r1"), store.committed("j1")) == (Decimal("0.3"), Decimal("0.5"))


async def test_a_refused_key_is_not_tried_again(store: Store) -> None:
    found, requests, _ = await settled(store, status(401, "no"))
    assert (found, requests) == ((), 1)


async def test_a_cost_that_cannot_be_one_leaves_the_hold(store: Store) -> None:
    found, _, _ = await settled(store, knows(-5))
    assert found == ()
    assert store.committed("j1") == Decimal("0.5")


@pytest.mark.parametrize(("dialect", "key"), [(Dialect.OPENAI, CANARY), (Dialect.OPENROUTER, None)])
async def test_only_openrouter_is_asked_and_only_with_a_key(store: Store, dialect: Dialect, key: str | None) -> None:
    found, requests, _ = await settled(store, knows(0.05), dialect=dialect, key=key)
    assert (found, requests) == ((), 0)


async def test_a_run_that_lost_nothing_asks_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path / "other.db") as store:
        _, requests, _ = await settled(store, knows(0.05))
    assert requests == 0
