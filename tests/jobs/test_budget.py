"""Budgets over a socket: whole tools first, and never a bill above the cap, whatever becomes of single calls."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import panel  # noqa: ICN001 - this panel is ours
from panel.engine.progress import Event, TryingAgain
from panel.engine.stop import Stop
from panel.testing.answers import an_answer
from panel.testing.openrouter.asked import Asked
from panel.testing.openrouter.conditions import Conditions, Fate
from panel.testing.openrouter.kinds import Kind
from panel.testing.openrouter.server import SimulatedOpenRouter
from panel.testing.replies import says
from tests.jobs.money import MODEL, SEATS, Job, write_tools


@asynccontextmanager
async def a_job(folder: Path, **conditions: Any) -> AsyncIterator[Job]:  # noqa: ANN401 - any condition
    """Reviews against a simulated OpenRouter of these conditions."""
    async with SimulatedOpenRouter(Conditions(**conditions)) as server:
        yield Job(folder, server)


def with_usage(usage: Mapping[str, object]) -> Callable[[Asked], Fate]:
    """Answers with this usage beside them, and without an id by which their cost could be asked for."""
    reply = says(an_answer(score=70), usage=usage)
    nameless = {name: value for name, value in json.loads(reply.body).items() if name != "id"}
    return lambda _: replace(reply, body=json.dumps(nameless).encode())


async def stopped_with_every_first_call_lost(job: Job, budget: Decimal | None) -> None:
    """A run that is stopped before it tries again what was cut off; none of that is settled."""
    lost, stop = list[Event](), Stop(grace=0)

    def progress(event: Event) -> None:
        if isinstance(event, TryingAgain):
            lost.append(event)
        if len(lost) == SEATS:
            stop.wish()

    with pytest.raises(asyncio.CancelledError):
        await job.go_on("tool-a.md", budget=budget, progress=progress, stop=stop)


async def test_at_the_cap_every_tool_that_was_begun_has_all_its_seats_and_the_others_none(folder: Path) -> None:
    async with a_job(folder) as job:
        # The cap is one tool's hold, so what the first costs leaves no room for the second.
        outcome = await job.review("tool-a.md", "tool-b.md", "tool-c.md", budget=await job.hold("tool-a.md"))
    assert (outcome.exit_code, outcome.asked.unasked) == (4, ("tool-b", "tool-c"))
    assert [(take.tool, take.is_ok) for take in outcome.asked.takes] == [("tool-a", True)] * SEATS
    assert [page.name for page in outcome.pages] == ["tool-a"]
    assert {path.name.partition(".")[0] for path in outcome.written} == {"tool-a"}
    assert outcome.asked.cost_usd == job.server.bill.dollars
    assert "tool-b needs" in outcome.asked.why_unasked


async def test_the_same_command_again_asks_only_what_is_missing(folder: Path) -> None:
    tools = ("tool-a.md", "tool-b.md")
    async with a_job(folder) as job:
        hold = await job.hold("tool-a.md")
        await job.review(*tools, budget=hold)
        again = await job.review(*tools, budget=hold)
        assert (again.exit_code, again.asked.reused, again.asked.asked) == (0, SEATS, SEATS)
        assert [page.name for page in again.pages] == ["tool-a", "tool-b"]
        assert job.server.bill.completions == 2 * SEATS
        assert job.server.bill.surplus() == 0


async def test_a_cap_below_the_first_tools_hold_sends_nothing_and_writes_nothing(folder: Path) -> None:
    async with a_job(folder) as job:
        outcome = await job.review("tool-a.md", budget=await job.hold("tool-a.md") - Decimal("0.000001"))
        assert (outcome.exit_code, outcome.written, outcome.pages) == (4, (), ())
        assert job.server.bill.requests == 0
        with job.store() as store:
            assert store.committed(outcome.run) == 0


async def test_a_model_without_a_price_is_refused_before_anything_is_sent(folder: Path) -> None:
    async with a_job(folder, takes_unlisted=True) as job:
        with pytest.raises(panel.Mistake, match=r"no price is known for openrouter:some/other; name a model with a "):
            await job.review("tool-a.md", model="some/other", budget="5")
        assert job.server.bill.requests == 0


async def test_under_a_budget_nobody_serves_who_is_dearer_than_what_it_is_reckoned_by(folder: Path) -> None:
    async with a_job(folder, keeps_bodies=True) as job:
        first = await job.review("tool-a.md", budget="5")
        bound = [json.loads(body)["provider"].get("max_price") for body in job.server.bodies]
        again = await job.review("tool-a.md")
        await job.review("tool-b.md")
    # 0.000003 and 0.000015 for one token.
    assert bound == [{"prompt": 3, "completion": 15}] * SEATS
    # What binds is no part of what a take is known by.
    assert (first.asked.asked, again.asked.reused) == (SEATS, SEATS)
    assert ["max_price" in json.loads(body)["provider"] for body in job.server.bodies[SEATS:]] == [False] * SEATS


async def test_a_model_that_became_dearer_since_it_was_listed_costs_nothing_and_the_fix_is_said(folder: Path) -> None:
    async with a_job(folder) as job:
        await job.hold("tool-a.md")
        (kept,) = (folder / "cache").rglob("models/*.json")
        kept.write_text(kept.read_text("utf-8").replace("0.000015", "0.000014"), "utf-8")
        outcome = await job.review("tool-a.md", budget="5")
    assert (outcome.exit_code, outcome.asked.cost_usd, job.server.bill.completions) == (3, Decimal(0), 0)
    reason = str(outcome.asked.takes[0].reason)
    assert "no provider serves this model within the price" in reason
    assert "`panel models list` asks for new prices" in reason


async def test_what_calls_may_cost_that_were_lost_covers_what_they_were_billed(folder: Path) -> None:
    names = write_tools(folder, 12)
    faults = {Kind.DROPPED_BILLED: 0.1, Kind.DROPPED: 0.05, Kind.CUT: 0.1, Kind.TRUNCATED: 0.1, Kind.OVERLOADED: 0.1}
    async with a_job(folder, faults=faults, seed=3) as job:
        hold = await job.hold("tool-a.md")
        outcome = await job.review(*names, budget=5 * hold)
        bill = await job.server.settled()
    spent, held = outcome.asked.cost_usd, outcome.asked.held_usd
    assert bill.kinds[Kind.DROPPED_BILLED]
    assert bill.kinds[Kind.CUT]
    assert spent <= bill.dollars <= spent + held <= 5 * hold


async def test_calls_that_timed_out_stay_held_since_they_were_billed_all_the_same(folder: Path) -> None:
    (folder / "panel.toml").write_text("attempt_timeout = 0.2\n", encoding="utf-8")
    async with a_job(folder, latency=1.5) as job:
        worst = await job.hold("tool-a.md", persona="builder") / 2
        outcome = await job.review("tool-a.md", persona=["builder"], budget="5")
        bill = await job.server.settled()
    # A call that is late three times is given up.
    assert (outcome.exit_code, outcome.asked.cost_usd, outcome.asked.held_usd) == (3, Decimal(0), 3 * worst)
    assert (bill.completions, bill.unusable) == (3, 3)
    assert bill.dollars <= 3 * worst


async def test_a_call_that_timed_out_after_it_was_named_is_settled_at_what_it_cost(folder: Path) -> None:
    (folder / "panel.toml").write_text("attempt_timeout = 1\n", encoding="utf-8")
    async with a_job(folder, script=[Kind.DRIBBLED], beat_every=0.05) as job:
        outcome = await job.review("tool-a.md", persona=["builder"], budget="5")
        bill = await job.server.settled()
    assert (outcome.exit_code, bill.completions, bill.unusable) == (0, 2, 1)
    assert (outcome.asked.cost_usd, outcome.asked.held_usd) == (bill.dollars, Decimal(0))


@pytest.mark.parametrize(
    "usage",
    [
        {},
        {"cost": None},
        {"cost": -1},
        {"cost": float("nan")},
        {"cost": float("inf")},
        {"prompt_tokens": 0, "completion_tokens": 0},
        {"prompt_tokens": 1_000, "completion_tokens": 0},
        {"prompt_tokens": 0, "completion_tokens": 100},
    ],
)
async def test_an_answer_that_states_no_cost_and_no_tokens_that_can_be_true_counts_as_the_most_it_may_cost(
    folder: Path, usage: Mapping[str, object]
) -> None:
    async with a_job(folder, script=with_usage(usage)) as job:
        hold = await job.hold("tool-a.md")
        outcome = await job.review("tool-a.md", "tool-b.md", budget=hold)
        with job.store() as store:
            assert store.committed(outcome.run) == hold / 2
    assert (outcome.exit_code, outcome.asked.unasked) == (4, ("tool-b",))
    assert (outcome.asked.cost_usd, outcome.asked.held_usd) == (Decimal(0), hold / 2)


async def test_an_answer_that_states_a_cost_of_nothing_cost_nothing(folder: Path) -> None:
    usage = {"cost": 0, "prompt_tokens": 0, "completion_tokens": 0}
    async with a_job(folder, script=with_usage(usage)) as job:
        outcome = await job.review("tool-a.md", budget=await job.hold("tool-a.md"))
    assert (outcome.exit_code, outcome.asked.cost_usd, outcome.asked.held_usd) == (0, Decimal(0), Decimal(0))


async def test_an_answer_that_counts_its_tokens_alone_is_priced_from_the_list_and_marked(folder: Path) -> None:
    usage = {"prompt_tokens": 1_000, "completion_tokens": 100}
    async with a_job(folder, script=with_usage(usage)) as job:
        outcome = await job.review("tool-a.md", budget=await job.hold("tool-a.md"))
    # 5 × (1,000 × 0.000003 + 100 × 0.000015).
    assert (outcome.exit_code, outcome.asked.held_usd) == (0, Decimal(0))
    assert outcome.asked.cost_usd == outcome.asked.priced_usd == Decimal("0.0225")


@pytest.mark.parametrize(("requests", "code", "completions"), [(2, 4, 2), (3, 0, 3)])
async def test_a_request_beyond_the_hold_is_made_only_where_the_cap_has_room(
    folder: Path, requests: int, code: int, completions: int
) -> None:
    async with a_job(folder, script=[Kind.DROPPED_BILLED, Kind.DROPPED_BILLED]) as job:
        worst = await job.hold("tool-a.md", persona="builder") / 2
        outcome = await job.review("tool-a.md", persona=["builder"], budget=requests * worst)
    (take,) = outcome.asked.takes
    assert (outcome.exit_code, take.is_ok, take.attempts) == (code, code == 0, completions)
    assert job.server.bill.completions == completions
    assert outcome.asked.held_usd == 2 * worst
    assert take.is_ok or str(take.reason).startswith("budget_reached: the budget of $")


async def test_a_seat_that_the_budget_ended_is_asked_again_by_a_later_run(folder: Path) -> None:
    async with a_job(folder, script=[Kind.DROPPED_BILLED, Kind.DROPPED_BILLED]) as job:
        worst = await job.hold("tool-a.md", persona="builder") / 2
        await job.review("tool-a.md", persona=["builder"], budget=2 * worst)
        again = await job.review("tool-a.md", persona=["builder"], budget=2 * worst)
    assert (again.exit_code, again.asked.asked) == (0, 1)


async def test_lost_calls_that_were_named_are_settled_at_what_they_cost(folder: Path) -> None:
    async with a_job(folder, script=[Kind.CUT, Kind.CUT]) as job:
        outcome = await job.review("tool-a.md", budget=await job.hold("tool-a.md"))
        with job.store() as store:
            assert store.committed(outcome.run) == job.server.bill.dollars
    assert (outcome.exit_code, outcome.asked.held_usd) == (0, Decimal(0))
    assert outcome.asked.cost_usd == job.server.bill.dollars
    assert job.server.bill.completions == SEATS + 2


async def test_a_key_with_less_left_than_the_plan_is_announced_and_asked_with(folder: Path) -> None:
    said: list[str] = []
    async with a_job(folder, key_limit=Decimal("0.001"), script=with_usage({"cost": 0})) as job:
        outcome = await job.review("tool-a.md", budget="5", announce=said.append)
    assert outcome.exit_code == 0
    assert [one for one in said if "is left of the key's limit, less than the $" in one]


async def test_a_comparison_that_the_budget_ends_shows_the_tool_it_asked_and_later_both(folder: Path) -> None:
    async with a_job(folder) as job:
        given: dict[str, Any] = {"model": [MODEL], "base_url": job.server.base_url, "folder": folder}
        hold = await job.hold("tool-a.md")
        first = await panel.compare(folder / "tool-a.md", folder / "tool-b.md", budget=hold, **given)
        assert (first.exit_code, first.comparison, [page.name for page in first.pages]) == (4, None, ["tool-a"])
        second = await panel.compare(folder / "tool-a.md", folder / "tool-b.md", budget=hold, **given)
        assert (second.exit_code, job.server.bill.completions) == (0, 2 * SEATS)
        assert second.comparison is not None


async def test_a_tool_is_held_for_all_models_at_once(folder: Path) -> None:
    models = [MODEL, "simulated/small"]
    async with a_job(folder) as job:
        hold = await job.hold("tool-a.md", model=models)
        assert (await job.review("tool-a.md", model=models, budget=hold - Decimal("0.000001"))).asked.asked == 0
        outcome = await job.review("tool-a.md", "tool-b.md", model=models, budget=hold)
    assert (outcome.exit_code, outcome.asked.unasked) == (4, ("tool-b",))
    assert sorted({(take.model, take.tool) for take in outcome.asked.takes}) == [(one, "tool-a") for one in models]
    assert len(outcome.asked.takes) == 2 * SEATS


async def test_a_tool_is_held_for_all_samples_at_once(folder: Path) -> None:
    async with a_job(folder) as job:
        hold = 2 * await job.hold("tool-a.md")
        assert (await job.review("tool-a.md", samples=2, budget=hold - Decimal("0.000001"))).asked.asked == 0
        outcome = await job.review("tool-a.md", "tool-b.md", samples=2, budget=hold)
    assert (outcome.exit_code, outcome.asked.unasked) == (4, ("tool-b",))
    assert len(outcome.asked.takes) == 2 * SEATS


async def test_what_a_job_spent_in_an_earlier_run_counts_in_the_next(folder: Path) -> None:
    async with a_job(folder) as job:
        hold = await job.hold("tool-a.md")
        unasked = [(await job.go_on("tool-a.md", "tool-b.md", budget=hold)).unasked for _ in range(2)]
        assert job.server.bill.completions == SEATS
    assert unasked == [("tool-b",), ("tool-b",)]


async def test_calls_that_a_stopped_run_lost_are_settled_before_the_next_run_of_the_job_counts_its_money(
    folder: Path,
) -> None:
    async with a_job(folder, script=[Kind.CUT] * SEATS) as job:
        hold = await job.hold("tool-a.md")
        await stopped_with_every_first_call_lost(job, hold)
        with job.store() as store:
            # A request of unknown outcome for each seat, at half of what the seats held.
            assert store.committed("j") == hold / 2
        # There is no room for the tool but for what the lost calls turn out to have cost less.
        bill = job.server.bill.dollars
        asked = await job.go_on("tool-a.md", budget=hold + bill)
        with job.store() as store:
            assert store.committed("j") == job.server.bill.dollars
    assert (asked.unasked, asked.asked, asked.cost_usd) == ((), SEATS, job.server.bill.dollars - bill)


async def test_calls_that_nobody_knows_of_stay_held_and_the_job_goes_on(folder: Path) -> None:
    async with a_job(folder, script=[Kind.CUT] * SEATS, unfound_generations=1_000) as job:
        hold = await job.hold("tool-a.md")
        await stopped_with_every_first_call_lost(job, hold)
        bill = job.server.bill.dollars
        short = await job.go_on("tool-a.md", budget=hold + bill)
        enough = await job.go_on("tool-a.md", budget=hold + hold / 2)
    assert (short.unasked, enough.unasked, enough.asked) == (("tool-a",), (), SEATS)


async def test_without_a_budget_nobody_is_asked_about_earlier_runs(folder: Path) -> None:
    async with a_job(folder, script=[Kind.CUT] * SEATS) as job:
        await stopped_with_every_first_call_lost(job, None)
        for budget in (None, Decimal(5)):
            await job.go_on("tool-a.md", "tool-b.md", budget=budget)
        with job.store() as store:
            *_, stopped = store.runs()
            # They are no part of what the budget of the last run counts.
            assert len(store.lost_calls(stopped.id)) == SEATS
