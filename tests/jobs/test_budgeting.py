"""Budgeting: a budget wants prices, and a key that may spend less than the run is estimated at is announced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from panel.assembly import Workshop, open_workshop
from panel.errors import Mistake
from panel.jobs.budgeting import Load, require_prices, warn_of_limits
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, knows_key, status
from tests.builders import a_cell, a_model
from tests.wire.calls import CANARY

CELLS = [a_cell(sample=1), a_cell(sample=2)]


@contextmanager
def a_workshop(folder: Path, said: list[str], **flags: object) -> Iterator[Workshop]:
    """A workshop that would ask a/b on OpenRouter."""
    environment = {"OPENROUTER_API_KEY": CANARY}
    with open_workshop(
        flags={"model": ("a/b",), **flags}, environment=environment, folder=folder, announce=said.append
    ) as shop:
        yield shop


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without settings around it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


async def warned(folder: Path, server: SimulatedEndpoint) -> list[str]:
    """What is announced before two cells at a dime each are asked."""
    said: list[str] = []
    with a_workshop(folder, said, base_url=server.base_url) as shop:
        await warn_of_limits(shop, Load(CELLS), lambda _: Decimal("0.1"))
    return said


def test_a_budget_without_a_price_is_refused_with_the_fix(folder: Path) -> None:
    priced = {a_model(): Decimal("0.1")}
    cells = [*CELLS, a_cell(model=a_model(id="x/y:free"))]
    with a_workshop(folder, [], budget="5") as shop, pytest.raises(Mistake) as refused:
        require_prices(shop, cells, lambda cell: priced.get(cell.model))
    said = str(refused.value)
    assert said.startswith("--budget cannot be kept: no price is known for openrouter:x/y:free; name a model with a ")
    assert '[models."x/y:free"]' in said


def test_without_a_budget_no_price_is_needed(folder: Path) -> None:
    with a_workshop(folder, []) as shop:
        require_prices(shop, CELLS, lambda _: None)


def test_what_costs_nothing_has_a_price(folder: Path) -> None:
    with a_workshop(folder, [], budget="5") as shop:
        require_prices(shop, CELLS, lambda _: Decimal(0))


async def test_a_key_with_less_left_than_the_estimate_is_announced(folder: Path) -> None:
    async with SimulatedEndpoint(key=knows_key(limit=10, limit_remaining=0.15)) as server:
        (sentence,) = await warned(folder, server)
    # Two cells at 0.10.
    assert sentence == (
        "openrouter: $0.15 is left of the key's limit, less than the $0.20 that this run is estimated at; "
        "raise the limit where the key was made, or ask for less at a time"
    )
    assert server.requests == []


@pytest.mark.parametrize("key", [knows_key(limit=10, limit_remaining=0.2), knows_key(), status(500), status(401)])
async def test_a_key_that_may_spend_enough_or_does_not_tell_is_passed_over(folder: Path, key: Reply) -> None:
    async with SimulatedEndpoint(key=key) as server:
        assert await warned(folder, server) == []


async def test_a_run_without_a_known_price_asks_nothing_of_the_key(folder: Path) -> None:
    async with SimulatedEndpoint() as server:
        with a_workshop(folder, [], base_url=server.base_url) as shop:
            await warn_of_limits(shop, Load(CELLS), lambda _: None)
    assert server.inquiries == []
