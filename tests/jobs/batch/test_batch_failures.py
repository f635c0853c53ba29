"""A batch in which seats fail: the others go on, too many end it, and what is asked again later is what may be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from panel.domain.batch_summary import BatchSummary
from panel.domain.run import Ending, Tally
from panel.engine.progress import Event, Planned, Settled
from panel.engine.stop import Stop
from panel.errors import Mistake
from panel.testing.openrouter.asked import Asked
from panel.testing.openrouter.kinds import Kind
from panel.testing.replies import Reply, says, status
from tests.jobs.batch.night import Night, a_night, names
from tests.jobs.money import SEATS

BROKEN = says("nothing that can be read")
"""An answer that is asked for again three times, and then given up."""


def broken_for(slug: str, *personas: str, times: int = 4) -> Callable[[Asked], Reply | None]:
    """What becomes of every request: broken the first times that these seats are asked about a tool."""
    left = dict.fromkeys(personas, times)

    def fate(asked: Asked) -> Reply | None:
        prompt = "".join(piece.text for piece in asked.pieces)
        persona = next((one for one in left if f"({one})" in prompt and slug.title() in prompt), "")
        if not left.get(persona):
            return None
        left[persona] -= 1
        return BROKEN

    return fate


def stopping_after(count: int, stop: Stop) -> list[Event]:
    """What is seen, and a stop when so many seats are settled."""

    class Watch(list[Event]):
        def append(self, event: Event) -> None:
            super().append(event)
            if len([one for one in self if isinstance(one, Settled)]) == count:
                stop.wish()

    return Watch()


async def test_a_failed_seat_is_a_take_and_its_tool_is_whole(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2, script=broken_for("tool-a1", "skeptic")) as night:
        outcome = await night.run()
    cells = outcome.summary.cells
    assert (outcome.exit_code, outcome.summary.outcome) == (1, "finished")
    # One seat is asked four times and fails, the others answer.
    assert (cells.failed, cells.ok, cells.re_asked) == (1, 2 * SEATS - 1, 3)
    assert [(tally.what, tally.count) for tally in outcome.summary.failures] == [("no_object", 1)]
    assert [line["tool"] for line in night.lines("verdicts.jsonl")] == names(2)


async def test_a_failure_that_would_come_again_is_asked_again_only_when_it_is_wished(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2, script=broken_for("tool-a1", "skeptic")) as night:
        await night.run()
        assert await night.sent_by() == 0
        assert await night.sent_by(retry_failed=True) == 1
        assert (night.summary["cells"]["failed"], night.summary["cells"]["ok"]) == (0, 2 * SEATS)


async def test_a_runs_own_failures_are_told_apart_from_those_that_stand_of_earlier_runs(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2, script=broken_for("tool-a1", "skeptic")) as night:
        first, second = await night.run(), await night.run()
    assert first.failures == first.summary.failures == second.summary.failures == (Tally(what="no_object", count=1),)
    assert second.failures == ()


async def test_too_many_failed_seats_end_the_run_and_the_same_command_goes_on(bare_folder: Path) -> None:
    async with a_night(bare_folder, 4, script=broken_for("tool-a0", "skeptic", "founder")) as night:
        stop = Stop()
        outcome = await night.run(concurrency=1, max_failures=2, stop=stop)
        assert stop.why == "2 cells failed (--max-failures 2)"
        summary = outcome.summary
        assert (outcome.exit_code, summary.outcome, summary.cells.failed) == (1, "too_many_failures", 2)
        assert summary.unasked
        sent = night.server.bill.requests
        assert sent < 8 + 4 * SEATS - 2
        assert await night.sent_by(concurrency=1, max_failures=2) == summary.cells.unasked
        again = night.summary
        assert (again["outcome"], again["job"]) == ("finished", summary.job)
        # Two seats were asked four times each, by the first run; the two runs together have a take of every cell.
        assert (summary.cells.of_job.re_asked, again["cells"]["re_asked"]) == (6, 0)
        assert again["cells"]["of_job"] == {"asked": 4 * SEATS, "re_asked": 6}
        assert again["cells"]["asked"] == 4 * SEATS - summary.cells.of_job.asked


async def test_a_seat_that_failed_in_an_earlier_run_does_not_count_as_one_that_fails(bare_folder: Path) -> None:
    async with a_night(bare_folder, 1, script=broken_for("tool-a0", "skeptic")) as night:
        first = await night.run(persona=["skeptic"], out=str(bare_folder / "first"))
        assert first.summary.cells.failed == 1
        summary = (await night.run(max_failures=1)).summary
    assert (summary.outcome, summary.cells.failed, summary.cells.reused) == ("finished", 1, 1)


async def test_who_interrupts_a_run_that_is_ending_for_its_failures_interrupts_it(bare_folder: Path) -> None:
    stop = Stop(grace=10)

    def impatient(event: Event) -> None:
        if stop.wishes and isinstance(event, Settled):
            stop.wish()

    async with a_night(bare_folder, 4, script=broken_for("tool-a0", "skeptic")) as night:
        with pytest.raises(asyncio.CancelledError):
            await night.run(concurrency=1, max_failures=1, stop=stop, progress=impatient)
        assert not (night.out / "summary.json").exists()


async def test_without_an_answer_from_anybody_the_exit_code_says_so(bare_folder: Path) -> None:
    async with a_night(bare_folder, 1, faults={Kind.OVERLOADED: 1}) as night:
        (bare_folder / "panel.toml").write_text("seat_timeout = 1\nmax_wait = 1\n", "utf-8")
        outcome = await night.run()
    assert (outcome.exit_code, outcome.completions, outcome.summary.cells.ok) == (3, 0, 0)


async def test_seats_that_are_given_up_as_too_many_fail_are_not_asked(bare_folder: Path) -> None:
    async with a_night(bare_folder, 3, faults={Kind.OVERLOADED: 1}) as night:
        (bare_folder / "panel.toml").write_text("seat_timeout = 1\nmax_wait = 1\n", "utf-8")
        cells = (await night.run(max_failures=2)).summary.cells
    assert cells.cells == 3 * SEATS
    assert (cells.unasked, cells.asked, cells.elsewhere) == (3 * SEATS - cells.failed, cells.failed, 0)


async def test_seats_that_fail_again_fail_for_the_latest_cause_and_were_asked_by_no_other_run(
    bare_folder: Path,
) -> None:
    code = [404]
    async with a_night(bare_folder, 2, script=lambda _: status(code[0], "no")) as night:
        await night.run()
        code[0] = 401
        summary = (await night.run()).summary
    assert [(tally.what, tally.count) for tally in summary.failures] == [("key_rejected", 2 * SEATS)]
    assert (summary.cells.reused, summary.cells.asked, summary.cells.elsewhere) == (0, 2 * SEATS, 0)


async def test_seats_that_failed_before_and_are_not_reached_again_were_asked_by_no_other_run(bare_folder: Path) -> None:
    async with a_night(bare_folder, 3, script=lambda _: status(400, "no")) as night:
        await night.run()
        cells = (await night.run(concurrency=1, max_failures=2)).summary.cells
    assert (cells.reused, cells.elsewhere) == (0, 0)


async def test_a_job_of_which_seats_were_given_up_and_then_failed_is_not_at_its_budget(bare_folder: Path) -> None:
    code = [503]
    async with a_night(bare_folder, 3, script=lambda _: status(code[0], "no")) as night:
        (bare_folder / "panel.toml").write_text("seat_timeout = 1\nmax_wait = 1\n", "utf-8")
        assert (await night.run(max_failures=2)).summary.cells.unasked
        code[0] = 401
        outcome = await night.run()
    assert (outcome.exit_code, outcome.summary.outcome, outcome.summary.unasked) == (3, "finished", ())


async def test_a_stop_leaves_what_is_stored_and_the_same_command_goes_on(bare_folder: Path) -> None:
    stop = Stop(grace=10)
    async with a_night(bare_folder, 4) as night:
        with pytest.raises(asyncio.CancelledError):
            await night.run(concurrency=1, stop=stop, progress=stopping_after(7, stop).append)
        asked = night.server.bill.requests
        assert 7 <= asked < 4 * SEATS
        assert not (night.out / "summary.json").exists()
        with night.store() as store:
            assert [run.ending for run in store.runs()] == [Ending(outcome="stopped", tools=4)]
        with pytest.raises(Mistake, match="no price is known") as refused:
            await night.run(model=["some/other"], out=str(bare_folder / "another"), budget=5)
        with night.store() as store:
            endings = sorted((run.ending for run in store.runs() if run.ending), key=lambda one: one.outcome)
            assert endings[0] == Ending(outcome="failed", tools=4, why=str(refused.value))
        assert await night.sent_by() == 4 * SEATS - asked
        assert night.server.bill.surplus() == 0
        with night.store() as store:
            first = next(run for run in store.runs() if run.id == night.summary["job"])
        assert BatchSummary.model_validate(night.summary).started_at == first.started_at
    assert (night.summary["outcome"], len(night.summary["runs"])) == ("finished", 2)


async def test_a_run_that_is_stopped_before_it_asks_tells_what_it_found(bare_folder: Path) -> None:
    stop = Stop(grace=10)

    def at_once(event: Event) -> None:
        if isinstance(event, Planned):
            stop.wish()

    async with a_night(bare_folder, 2) as night:
        await night.run()
        night.put_feed(names(3))
        with pytest.raises(asyncio.CancelledError):
            await night.run(stop=stop, progress=at_once)
        with night.store() as store:
            endings = [run.ending for run in store.runs() if run.ending and run.ending.outcome == "stopped"]
    assert endings == [Ending(outcome="stopped", tools=3, reused=2 * SEATS)]


async def totals(night: Night) -> None:
    """Hold what the summary says against the server's books and the store's."""
    summary = night.summary
    bill = await night.server.settled()
    money, cells = summary["money"], summary["cells"]
    assert Decimal(money["spent_usd"]) == bill.dollars == night.costs(*summary["runs"]).spent_usd
    assert (money["prompt_tokens"], money["cached_tokens"], money["completion_tokens"]) == (
        bill.prompt_tokens,
        bill.cached_tokens,
        bill.completion_tokens,
    )
    takes = night.lines("takes.jsonl")
    assert len(takes) == cells["cells"] - cells["unasked"]
    assert sum(take["status"] == "ok" for take in takes) == cells["ok"]
    assert len(night.lines("verdicts.jsonl")) == sum(tally["count"] for tally in summary["verdicts"])


async def test_totals_are_right_after_any_number_of_resumes(bare_folder: Path) -> None:
    async with a_night(bare_folder, 6, seed=4, faults={Kind.TRUNCATED: 0.1, Kind.OVERLOADED: 0.1}) as night:
        for count in (3, 8, 8):
            stop = Stop(grace=10)
            with pytest.raises(asyncio.CancelledError):
                await night.run(concurrency=2, stop=stop, progress=stopping_after(count, stop).append)
        await night.run()
        assert len(night.summary["runs"]) == 4
        await totals(night)
        assert night.summary["cells"]["cells"] == 6 * SEATS


async def test_what_a_cache_saved_is_what_its_tokens_would_have_cost_beyond_the_bill(bare_folder: Path) -> None:
    async with a_night(bare_folder, 6) as night:
        await night.run(concurrency=1)
        bill = night.server.bill
    assert bill.cached_tokens > 0
    # Listed at 3 and 15 dollars for a million tokens.
    full = bill.prompt_tokens * Decimal("0.000003") + bill.completion_tokens * Decimal("0.000015")
    assert Decimal(night.summary["money"]["saved_usd"]) == full - bill.dollars
