"""A run is finished, and nothing held for what was never sent, however asking ends: all but a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from panel.domain.run import Run
from panel.engine.progress import Event, Progress, unwatched
from panel.errors import Mistake, StoreUnusable
from panel.jobs.asking import ask, begin_run
from panel.jobs.inputs import named_tools
from panel.jobs.options import workshop
from panel.store.store import Store
from panel.testing.answers import an_answer
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import a_listed_model, lists, raw, says, slow
from tests.fakes.engine import noon
from tests.jobs.money import MODEL, write_tools
from tests.store.building import run_sql

FOR_EVER = 600
LISTED = lists(a_listed_model(MODEL))
LOST = raw(b'{"id":"gen-1","choices":null}')
"""An answer that cannot be read, and was named: it may have been billed."""


@pytest.fixture
def folder(bare_folder: Path) -> Path:
    """A folder of one tool without settings around it, and a key in the environment."""
    write_tools(bare_folder, 1)
    return bare_folder


async def asked(folder: Path, base_url: str, progress: Progress = unwatched, **options: Any) -> None:  # noqa: ANN401 - any option
    """Ask one seat about the tool, under a budget."""
    given = {"model": [MODEL], "persona": ["builder"], "budget": "5", **options}
    with workshop(base_url=base_url, folder=folder, **given) as shop:
        tools = shop.store.put_tools(named_tools(shop, [folder / "tool-a.md"]))
        run = begin_run(shop, "review", tools, is_asking=True)
        await ask(shop, run, tools, progress)


def an_open_store(folder: Path) -> Store:
    """The folder's store."""
    return Store.open(str(folder / "runs" / "panel.db"), announce=lambda _: None, clock=noon)


def left(folder: Path) -> tuple[Run, Decimal]:
    """The run that was made, and what its job has committed."""
    with an_open_store(folder) as store:
        (run,) = store.runs()
        return run, store.committed(run.id)


async def stopped_once(is_so: Callable[[], object], folder: Path, base_url: str) -> None:
    """Ask, and stop it as soon as something is so."""
    asking = asyncio.create_task(asked(folder, base_url))
    while not is_so():
        assert not asking.done(), "it ended before"
        await asyncio.sleep(0.005)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_a_run_that_is_stopped_while_the_models_are_being_listed_is_finished(folder: Path) -> None:
    async with SimulatedEndpoint(models=slow(LISTED, FOR_EVER)) as server:
        await stopped_once(lambda: server.inquiries, folder, server.base_url)
    run, committed = left(folder)
    assert (run.finished_at is not None, committed, len(server.requests)) == (True, Decimal(0), 0)


async def test_a_run_that_is_stopped_while_a_lost_call_is_asked_about_is_finished(folder: Path) -> None:
    generation = "/v1/generation"
    pages = {generation: slow(raw(b"{}"), FOR_EVER)}
    async with SimulatedEndpoint(LOST, says(an_answer(score=70), cost=0.5), pages=pages, models=LISTED) as server:
        await stopped_once(lambda: any(one.path == generation for one in server.inquiries), folder, server.base_url)
    run, committed = left(folder)
    # The lost call stays held beside the one that cost 0.5.
    assert (run.finished_at is not None, committed > Decimal("0.5")) == (True, True)


async def test_a_run_that_is_stopped_and_cannot_store_what_it_sent_is_not_finished_and_keeps_what_that_may_cost(
    folder: Path,
) -> None:
    async with SimulatedEndpoint(slow(says(an_answer(score=70)), FOR_EVER), models=LISTED) as server:
        asking = asyncio.create_task(asked(folder, server.base_url))
        while not server.requests:
            assert not asking.done(), "it ended before"
            await asyncio.sleep(0.005)
        with an_open_store(folder) as store:
            run_sql(store, "create trigger full before insert on takes begin select raise(abort, 'full'); end")
        asking.cancel()
        with pytest.raises(StoreUnusable):
            await asking
    run, committed = left(folder)
    with an_open_store(folder) as store:
        assert (run.finished_at, committed > 0, store.details(run.id).in_flight) == (None, True, 1)


async def test_a_run_that_a_setting_of_the_network_ends_is_finished_and_holds_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:9")
    (folder / "panel.toml").write_text(
        f'[models."{MODEL}"]\nprompt_price = 3\ncompletion_price = 15\n', encoding="utf-8"
    )
    with pytest.raises(Mistake, match="socks5"):
        await asked(folder, "https://openrouter.example/api/v1")
    run, committed = left(folder)
    assert (run.finished_at is not None, committed) == (True, Decimal(0))


async def test_a_run_without_a_known_price_is_finished(folder: Path) -> None:
    async with SimulatedEndpoint() as server:
        with pytest.raises(Mistake, match="no price is known"):
            await asked(folder, server.base_url, model=["some/other"])
    assert left(folder)[0].finished_at is not None


@pytest.mark.parametrize("failure", [StoreUnusable("the disk is full"), KeyError("a crash")])
async def test_a_run_that_crashed_or_whose_store_failed_is_not_finished(folder: Path, failure: Exception) -> None:
    def fail(_: Event) -> None:
        raise failure

    async with SimulatedEndpoint(models=LISTED) as server:
        with pytest.raises(type(failure)):
            await asked(folder, server.base_url, fail)
    assert left(folder)[0].finished_at is None
