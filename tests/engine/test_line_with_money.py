"""A run under a budget that is stopped: what was never sent holds nothing up, and what was sent stays counted."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from panel.domain.cell import Cell
from panel.domain.seat import Model
from panel.engine.asking import Asker
from panel.engine.line import Line
from panel.engine.progress import Event, Progress, Stopping, WaitingForRoom, unwatched
from panel.engine.purse import Purse
from panel.engine.recorder import Recorder
from panel.engine.stop import Stop
from panel.errors import AnswerFault, Cause
from tests.builders import a_cell, a_model, a_tool
from tests.engine.running import a_line
from tests.fakes.engine import FakeCompleter, FakePrompts, FakeReader, FakeStore, a_check, an_attempt, noon

CENT = Decimal("0.01")
IN_TIME = 20
"""Seconds after which something has hung; nothing waits for them to pass."""


def two_tools(*models: Model) -> list[Cell]:
    """Two samples of one seat on alpha and one on beta, for each model."""
    alpha, beta = a_tool(), a_tool(slug="beta", name="Beta")
    seats = [(alpha, 1), (alpha, 2), (beta, 1)]
    return [a_cell(tool=tool, sample=sample, model=model) for tool, sample in seats for model in models or (a_model(),)]


async def a_run(
    cells: list[Cell],
    completer: FakeCompleter,
    store: FakeStore,
    *,
    cap: str,
    places: int,
    progress: Progress = unwatched,
    stop: Stop | None = None,
    leads: bool = False,
) -> Line:
    """Run some cells, each request of which may cost a cent, under a cap; ``bad`` is an answer to ask again about.

    No cell waits for another that leads it unless a test says so: who holds money and who waits for some is what is
    looked at.
    """
    reader = FakeReader(bad=AnswerFault(Cause.MALFORMED, "a comma is missing"))
    asker = Asker(completer, FakePrompts(), reader, a_check, noon, ship_at=60, seat_timeout=600)
    async with Recorder(store) as recorder:
        purse = Purse(Decimal(cap), job="j", run="r", keep=recorder.reserve, clock=noon)
        line = a_line(
            cells,
            store,
            asker,
            recorder,
            places=places,
            progress=progress,
            stop=stop,
            purse=purse,
            worst=lambda _: CENT,
            leads=leads,
        )
        await line.run()
        return line


async def until(is_so: Callable[[], object]) -> None:
    """Let everything go on until something is so."""
    while not is_so():  # noqa: ASYNC110 - the fakes have no events to wait for
        await asyncio.sleep(0)


async def test_a_stopped_run_does_not_wait_for_money_that_a_tool_of_its_own_holds() -> None:
    gate, stop, store = asyncio.Event(), Stop(grace=600), FakeStore()
    completer = FakeCompleter("70", gate=gate, cost="0.001", worst="0.01")
    seen: list[Event] = []
    # The cap holds alpha, two seats at two requests each, so beta waits for what alpha leaves.
    running = asyncio.create_task(
        a_run(two_tools(), completer, store, cap="0.04", places=1, progress=seen.append, stop=stop)
    )
    await until(lambda: completer.in_flight)
    stop.wish()
    await until(lambda: any(isinstance(event, Stopping) for event in seen))
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(running, IN_TIME)
    assert [(take.tool, take.sample, take.is_ok) for take in store.takes] == [("alpha", 1, True)]
    assert [one.tool for one in store.reserves] == ["alpha", "alpha"]


async def test_what_was_sent_is_kept_however_often_the_run_is_cancelled() -> None:
    store = FakeStore()
    completer = FakeCompleter("70", gate=asyncio.Event(), worst="0.01", turns_to_end=50)
    running = asyncio.create_task(a_run(two_tools(), completer, store, cap="1", places=3))
    await until(lambda: completer.in_flight == 3)
    for _ in range(5):
        running.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(running, IN_TIME)
    assert [take.cause for take in store.takes] == [Cause.STOPPED] * 3
    assert [str(one.cost_usd) for one in store.attempts] == ["0.01"] * 3


async def test_a_tool_that_two_models_are_asked_about_is_held_for_both_before_either_is_asked() -> None:
    store = FakeStore()
    completer = FakeCompleter("70", cost="0.001", worst="0.01")
    cells = two_tools(a_model(id="a/a"), a_model(id="b/b"))
    line = await asyncio.wait_for(a_run(cells, completer, store, cap="0.08", places=4), IN_TIME)
    # alpha holds 4 seats × 2 × 0.01, all of the cap; its four answers leave 0.076, enough for beta's 0.04.
    assert [one.tool for one in store.reserves] == ["alpha"] * 4 + ["beta"] * 2
    assert (line.unasked, line.purse.committed) == ([], Decimal("0.006"))


@pytest.mark.parametrize("places", [1, 2, 3])
async def test_a_run_ends_when_more_seats_wait_for_room_than_may_be_begun_at_once(places: int) -> None:
    store, seen = FakeStore(), list[Event]()
    cells = [a_cell(sample=sample) for sample in range(1, 13)]
    # Nobody knows what an answer cost, so that two use up all that a seat holds, and the cap is what they all hold.
    completer = FakeCompleter("bad", worst="0.01")
    running = a_run(cells, completer, store, cap="0.24", places=places, progress=seen.append)
    line = await asyncio.wait_for(running, IN_TIME)
    assert [take.cause for take in store.takes] == [Cause.BUDGET_REACHED] * 12
    assert (len(completer.asked), line.purse.committed, line.unasked) == (24, Decimal("0.24"), [])
    assert any(isinstance(event, WaitingForRoom) for event in seen)


@pytest.mark.parametrize("places", [1, 2, 4])
async def test_a_seat_waits_for_what_seats_free_that_have_yet_to_begin(places: int) -> None:
    store = FakeStore()

    class Lossy(FakeCompleter):
        """Answers that cannot be used cost what they may, and others a tenth of it."""

        async def complete(self, model, prompt, sampling, call):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as in its base
            self._cost = None if self._replies[0] == "bad" else "0.001"
            return await super().complete(model, prompt, sampling, call)

    # The cap is what five seats hold, and the first two want a third request before the others begin.
    completer = Lossy(*["bad"] * 4, "70", worst="0.01")
    cells = [a_cell(sample=sample) for sample in range(1, 6)]
    line = await asyncio.wait_for(a_run(cells, completer, store, cap="0.10", places=places), IN_TIME)
    assert [take.is_ok for take in store.takes] == [True] * 5
    # Four answers at 0.01 and five at 0.001.
    assert (len(completer.asked), line.purse.committed) == (9, Decimal("0.045"))


async def test_a_stopped_run_does_not_wait_for_seats_that_have_yet_to_begin() -> None:
    gate, stop, store = asyncio.Event(), Stop(grace=600), FakeStore()

    class Third(FakeCompleter):
        """Keeps back what is asked as the third: the first seat's second request."""

        async def complete(self, model, prompt, sampling, call):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as in its base
            self._gate = gate if len(self.asked) == 2 else None
            return await super().complete(model, prompt, sampling, call)

    completer = Third("bad", worst="0.01")
    cells = [a_cell(sample=sample) for sample in range(1, 5)]
    # The cap is what four seats hold; with one place in flight two are begun.
    running = asyncio.create_task(a_run(cells, completer, store, cap="0.08", places=1, stop=stop))
    await until(lambda: len(completer.asked) == 3 and completer.in_flight)
    stop.wish()
    await until(lambda: store.takes)
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(running, IN_TIME)
    # Its third request had no room, nor was one waited for that nobody would free.
    assert {take.sample: take.cause for take in store.takes} == {1: Cause.BUDGET_REACHED, 2: Cause.STOPPED}


@pytest.mark.parametrize("seed", range(60))
async def test_every_run_ends_within_its_cap_whatever_its_seats_lose(seed: int) -> None:
    draw, store = random.Random(seed), FakeStore()  # noqa: S311 - a schedule, no secret

    class Drawn(FakeCompleter):
        """Draws what each request comes to: a usable answer or none, its cost known or not."""

        async def complete(self, model, prompt, sampling, call):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as in its base
            self._replies = [draw.choice(["bad", "bad", "70"])]
            self._cost = draw.choice([None, "0.001", "0.01"])
            return await super().complete(model, prompt, sampling, call)

    tools = [a_tool(slug=f"tool-{number}", name=f"Tool {number}") for number in range(draw.randint(1, 6))]
    models = [a_model(id=f"m/{number}") for number in range(draw.randint(1, 3))]
    cells = [
        a_cell(tool=tool, model=model, sample=sample)
        for tool in tools
        for model in models
        for sample in range(1, draw.randint(2, 6))
    ]
    cap = CENT * draw.randint(4, 80)
    running = a_run(cells, Drawn("", worst="0.01"), store, cap=str(cap), places=draw.randint(1, 3))
    line = await asyncio.wait_for(running, IN_TIME)
    assert line.purse.committed <= cap
    assert {take.tool for take in store.takes} | set(line.unasked) == {tool.slug for tool in tools}


async def test_a_seat_gets_a_third_request_out_of_what_a_cheap_one_leaves() -> None:
    store = FakeStore()
    # The cap is what three seats hold. One has its take at once, one the second time, and one the third.
    completer = FakeCompleter("bad", "bad", "70", "bad", "70", worst="0.01")
    line = await asyncio.wait_for(
        a_run([a_cell(sample=sample) for sample in (1, 2, 3)], completer, store, cap="0.06", places=3), IN_TIME
    )
    assert [take.is_ok for take in store.takes] == [True] * 3
    # 1 + 2 + 3 answers, each of which is held at its worst.
    assert (len(completer.asked), line.purse.committed) == (6, Decimal("0.06"))


@pytest.mark.parametrize(("answer", "cause"), [("70", ""), ("bad", Cause.BUDGET_REACHED)])
async def test_a_stopped_run_waits_neither_for_a_seat_that_waits_for_room_nor_for_what_it_holds(
    answer: str, cause: str
) -> None:
    gate, stop, store = asyncio.Event(), Stop(grace=600), FakeStore()
    seen: list[Event] = []

    class TwoTools(FakeCompleter):
        """Answers about Alpha at once, and about Beta when the gate opens."""

        async def complete(self, model, prompt, sampling, call):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as in its base
            chosen = late if prompt.dossier == "Beta" else self
            return await FakeCompleter.complete(chosen, model, prompt, sampling, call)

    # Beta's first request takes more than it holds, all that the cap has, and Alpha's third waits for that.
    late = FakeCompleter(answer, gate=gate, worst="0.03")
    cells = [a_cell(), a_cell(tool=a_tool(slug="beta", name="Beta"))]
    running = asyncio.create_task(
        a_run(cells, TwoTools("bad", worst="0.01"), store, cap="0.05", places=2, progress=seen.append, stop=stop)
    )
    await until(lambda: any(isinstance(event, WaitingForRoom) for event in seen) and late.in_flight)
    stop.wish()
    await until(lambda: any(take.tool == "alpha" for take in store.takes))
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(running, IN_TIME)
    assert {take.tool: take.cause for take in store.takes} == {"alpha": Cause.STOPPED, "beta": cause}


async def test_a_leader_that_waits_for_money_lets_those_go_that_may_free_it() -> None:
    class Unlucky(FakeCompleter):
        """Loses the first two requests of Beta's first seat, which may have been billed, and answers all others."""

        async def complete(self, model, prompt, sampling, call):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as in its base
            lost = 2 if prompt.dossier == "Beta" and not any(asked[1].dossier == "Beta" for asked in self.asked) else 0
            for _ in range(lost):
                await call.allow(CENT, lambda: None)
                await call.turn.take()
                self.asked.append((model, prompt, sampling))
                call.record(an_attempt(outcome="timed_out", cost_usd=CENT, cost_basis="held"))
                call.turn.give_back()
            return await super().complete(model, prompt, sampling, call)

    beta, gamma = a_tool(slug="beta", name="Beta"), a_tool(slug="gamma", name="Gamma")
    cells = [a_cell(tool=tool, sample=sample) for tool in (beta, gamma) for sample in (1, 2, 3)]
    store, completer = FakeStore(), Unlucky("70", cost="0.001", worst="0.01")
    # The cap is what Beta's three seats hold, and half a cent: Gamma waits, and so does Beta's first seat for a third
    # request, until one of the others has its take.
    await asyncio.wait_for(a_run(cells, completer, store, cap="0.065", places=4, leads=True), IN_TIME)
    assert sum(take.is_ok for take in store.takes if take.tool == "beta") == 3
