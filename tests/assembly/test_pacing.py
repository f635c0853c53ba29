"""Pacing: who leaves when by what is set. Time passes at once, so every second is exact."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from panel.assembly import Workshop
from panel.domain.seat import Model
from panel.domain.waiting import Waiting
from panel.errors import Cause, Reach, WireFault
from panel.settings import load
from panel.wire.turnstile import Turn, Turnstile
from tests.fakes.clock import FakeClock
from tests.fakes.loop import run

AB = Model(endpoint="openrouter", id="a/b")
CD = Model(endpoint="openrouter", id="c/d")
LOCAL = Model(endpoint="ollama", id="llama3.2")
TOLD: list[Waiting] = []


@pytest.fixture(autouse=True)
def _nothing_told() -> None:
    TOLD.clear()


def a_turnstile(folder: Path, text: str = "", *models: Model, key: str | None = None, **flags: object) -> Turnstile:
    """The turnstile by a panel.toml and by flags, for models that may have settings of their own."""
    path = folder / "panel.toml"
    path.write_text(text, "utf-8")
    environment = {"OPENROUTER_API_KEY": key} if key else {}
    loaded = load(flags=flags, environment=environment, project=path, user=None)
    shop = Workshop(loaded=loaded, environment=environment, root=folder, announce=lambda _: None, clock=FakeClock())
    return shop.turnstile({model: shop.terms(model, None) for model in models}, TOLD.append)


def leave(turnstile: Turnstile, *models: Model, within: float = 10) -> list[float]:
    """The seconds at which calls leave that keep their places, of those who leave within so many seconds."""

    async def main() -> list[float]:
        left: list[float] = []
        loop = asyncio.get_running_loop()
        turns = [turnstile.turn(model, order, lambda: left.append(loop.time())) for order, model in enumerate(models)]
        waiting = [asyncio.create_task(turn.take()) for turn in turns]
        await asyncio.sleep(within)
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)
        return left

    return run(main())


def test_as_many_leave_as_are_asked_for_at_once(tmp_path: Path) -> None:
    assert len(leave(a_turnstile(tmp_path), *[AB] * 50)) == 32
    assert len(leave(a_turnstile(tmp_path, concurrency=40), *[AB] * 50)) == 40


def test_a_rate_holds_for_each_endpoint_by_itself_and_all_its_models_together(tmp_path: Path) -> None:
    turnstile = a_turnstile(tmp_path, rate=1)
    # One a second, less the 0.05 s that may be caught up; the call to the other endpoint has a second of its own.
    assert leave(turnstile, AB, CD, AB, LOCAL) == pytest.approx([0, 0, 0.95, 1.95])


def test_an_endpoints_own_rate_and_concurrency_hold_for_it_alone(tmp_path: Path) -> None:
    turnstile = a_turnstile(tmp_path, "[endpoints.openrouter]\nrate = 0.5\nconcurrency = 2\n")
    assert leave(turnstile, AB, CD, AB, within=20) == pytest.approx([0, 1.95])
    turnstile = a_turnstile(tmp_path, "[endpoints.openrouter]\nconcurrency = 2\n", concurrency=3)
    # Two of the five there, and of three places one is left for elsewhere.
    assert len(leave(turnstile, *[AB] * 5, *[LOCAL] * 5)) == 3


@pytest.mark.parametrize(("flag", "own", "second"), [(2, 1, 0.95), (1, 2, 0.95)])
def test_of_two_rates_the_slower_is_kept(tmp_path: Path, flag: float, own: float, second: float) -> None:
    turnstile = a_turnstile(tmp_path, f"[endpoints.openrouter]\nrate = {own}\n", rate=flag)
    assert leave(turnstile, AB, AB) == pytest.approx([0, second])


def test_a_models_own_rate_and_concurrency_hold_for_it_alone(tmp_path: Path) -> None:
    text = '[models."a/b"]\nrate = 1\nconcurrency = 2\n'
    assert leave(a_turnstile(tmp_path, text, AB, CD), AB, AB, AB, CD) == pytest.approx([0, 0, 0.95])


def test_a_model_is_never_faster_than_its_endpoint(tmp_path: Path) -> None:
    text = '[models."a/b"]\nrate = 10\n'
    assert leave(a_turnstile(tmp_path, text, AB, rate=1), AB, AB) == pytest.approx([0, 0.95])


def test_a_server_on_ones_own_machine_gets_few_at_once_unless_somebody_says_how_many(tmp_path: Path) -> None:
    assert len(leave(a_turnstile(tmp_path), *[LOCAL] * 20)) == 4
    assert len(leave(a_turnstile(tmp_path, "[endpoints.ollama]\nconcurrency = 9\n"), *[LOCAL] * 20)) == 9
    assert len(leave(a_turnstile(tmp_path, concurrency=12), *[LOCAL] * 20)) == 12
    assert len(leave(a_turnstile(tmp_path, "concurrency = 12\n"), *[LOCAL] * 20)) == 12


@pytest.mark.parametrize(("model", "leaves"), [(LOCAL, 2), (AB, 5)])
def test_only_an_own_servers_late_answers_make_fewer_calls_at_once(tmp_path: Path, model: Model, leaves: int) -> None:
    turnstile = a_turnstile(tmp_path, concurrency=5)

    async def main() -> int:
        first = [turnstile.turn(model, order) for order in range(4)]
        for turn in first:
            await turn.take()
        first[0].heard(WireFault(Cause.TIMED_OUT, "late", is_retryable=True))
        for turn in first:
            turn.give_back()
        return await taken_of(turnstile, model)

    # Seven tenths of four, rounded down.
    assert run(main()) == leaves


async def taken_of(turnstile: Turnstile, model: Model) -> int:
    """How many of many calls leave at once."""
    turns: list[Turn] = [turnstile.turn(model, order) for order in range(10)]
    waiting = [asyncio.create_task(turn.take()) for turn in turns]
    await asyncio.sleep(1)
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
    return sum(turn.is_taken for turn in turns)


@pytest.mark.parametrize(
    ("longest", "wait", "is_sent_away"), [(0, 50, False), (0, 70, True), (100, 90, False), (100, 110, True)]
)
def test_nobody_stands_in_line_for_longer_than_a_seat_may_take_or_wait(
    tmp_path: Path,
    longest: float,
    wait: float,
    is_sent_away: bool,  # noqa: FBT001 - the expectation
) -> None:
    turnstile = a_turnstile(tmp_path, seat_timeout=60, attempt_timeout=60, max_wait=longest)

    async def main() -> bool:
        first, second = turnstile.turn(AB, 0), turnstile.turn(AB, 1)
        await first.take()
        first.heard(WireFault(Cause.RATE_LIMITED, "later", is_retryable=True, retry_after=wait, reach=Reach.MODEL))
        try:
            await second.take()
        except WireFault:
            return True
        return False

    assert run(main()) is is_sent_away


def test_what_is_waited_for_is_told_without_keys(tmp_path: Path) -> None:
    key = "sk-or-v1-canary0123456789abcdef"
    turnstile = a_turnstile(tmp_path, key=key)

    async def main() -> None:
        turn = turnstile.turn(Model(endpoint="openrouter", id=f"a/{key}"), 0)
        await turn.take()
        turn.heard(WireFault(Cause.RATE_LIMITED, "later", is_retryable=True, retry_after=30, reach=Reach.MODEL))

    run(main())
    (told,) = TOLD
    assert told.whom.startswith("openrouter:a/")
    assert key not in told.whom
