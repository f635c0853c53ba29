"""A batch over a socket: nothing is paid for twice, and what was begun and what is missing is always known."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import panel  # noqa: ICN001 - this panel is ours
from panel.engine.progress import Event, Planned
from panel.engine.stop import Stop
from panel.errors import Mistake
from panel.library.shelves import shelf
from tests.jobs.batch.night import a_night, names
from tests.jobs.batch.test_batch_failures import stopping_after
from tests.jobs.money import SEATS


async def test_every_tool_of_a_feed_is_asked_about_and_written_in_its_order(bare_folder: Path) -> None:
    async with a_night(bare_folder, 4) as night:
        outcome = await night.run()
        assert night.server.bill.requests == 4 * SEATS
    assert (outcome.exit_code, outcome.summary.outcome, outcome.summary.tools) == (0, "finished", 4)
    assert [line["tool"] for line in night.lines("verdicts.jsonl")] == names(4)
    assert len(night.lines("takes.jsonl")) == 4 * SEATS
    assert outcome.summary.model_dump(mode="json") == night.summary


async def test_the_same_batch_again_sends_nothing_and_writes_the_same(bare_folder: Path) -> None:
    async with a_night(bare_folder, 4) as night:
        await night.run()
        written = [(night.out / name).read_bytes() for name in ("takes.jsonl", "verdicts.jsonl")]
        assert await night.sent_by() == 0
        assert [(night.out / name).read_bytes() for name in ("takes.jsonl", "verdicts.jsonl")] == written
    cells = night.summary["cells"]
    assert (cells["cells"], cells["reused"], cells["asked"]) == (4 * SEATS, 4 * SEATS, 0)


async def test_a_run_with_nothing_to_ask_does_not_forget_what_the_finished_job_cost(bare_folder: Path) -> None:
    async with a_night(bare_folder, 4) as night:
        await night.run()
        first = night.summary
        assert await night.sent_by() == 0
        again = night.summary
        assert (again["job"], again["money"], again["runs"][:1]) == (first["job"], first["money"], first["runs"])
        assert (len(again["runs"]), again["cells"]["of_job"]["asked"]) == (2, 4 * SEATS)
        night.put_feed([*names(4), *names(1, first=4)])
        assert await night.sent_by() == SEATS
        # There is more to ask, which is a job of its own.
        assert (len(night.summary["runs"]), night.summary["cells"]["of_job"]["asked"]) == (1, SEATS)


async def test_a_feed_that_grew_is_asked_about_what_is_new_in_it(bare_folder: Path) -> None:
    async with a_night(bare_folder, 4) as night:
        await night.run()
        night.put_feed([*names(4), *names(10, first=4)])
        assert await night.sent_by() == 10 * SEATS


async def test_a_changed_dossier_is_asked_about_anew_and_no_other(bare_folder: Path) -> None:
    said: list[str] = []
    async with a_night(bare_folder, 4) as night:
        await night.run()
        night.put_feed(names(4), tool_a2="It weaves cloth of linen and of wool, and says how long each of them lasts.")
        assert await night.sent_by(announce=said.append) == SEATS
    assert f"{SEATS} stored takes no longer stand, by what has changed: {SEATS} dossier" in said


async def test_an_edited_persona_alone_is_asked_again(bare_folder: Path) -> None:
    said: list[str] = []
    async with a_night(bare_folder, 10) as night:
        await night.run()
        edit_builder(bare_folder)
        assert await night.sent_by(announce=said.append) == 10
    assert "10 stored takes no longer stand, by what has changed: 10 persona" in said


def edit_builder(folder: Path) -> None:
    """Copy the bundled builder into the project, and change its motto."""
    (folder / "personas").mkdir()
    text = (shelf("personas") / "builder.yaml").read_text("utf-8")
    changed = text.replace("motto:", "motto: Ship it. #", 1)
    assert changed != text
    (folder / "personas" / "builder.yaml").write_text(changed, "utf-8")


async def test_two_models_are_asked_and_a_third_that_comes_is_asked_alone(bare_folder: Path) -> None:
    two, three = ["simulated/model", "simulated/small"], ["simulated/model", "simulated/small", "simulated/tiered"]
    async with a_night(bare_folder, 3) as night:
        assert await night.sent_by(model=two) == 3 * 2 * SEATS
        assert await night.sent_by(model=three, out=str(bare_folder / "another")) == 3 * SEATS


async def test_a_limit_takes_the_first_tools_and_a_later_run_the_others(bare_folder: Path) -> None:
    async with a_night(bare_folder, 5) as night:
        assert await night.sent_by(limit=2) == 2 * SEATS
        assert [line["tool"] for line in night.lines("verdicts.jsonl")] == names(2)
        assert await night.sent_by() == 3 * SEATS
        assert [line["tool"] for line in night.lines("verdicts.jsonl")] == names(5)


async def test_fresh_asks_for_everything_again(bare_folder: Path) -> None:
    async with a_night(bare_folder, 3) as night:
        await night.run()
        assert await night.sent_by(fresh=True) == 3 * SEATS
        assert night.summary["cells"]["reused"] == 0
        assert await night.sent_by() == 0


async def test_what_a_fresh_run_was_stopped_at_a_fresh_one_goes_on_with(bare_folder: Path) -> None:
    stop = Stop(grace=10)
    async with a_night(bare_folder, 3) as night:
        await night.run()
        with pytest.raises(asyncio.CancelledError):
            await night.run(fresh=True, concurrency=1, stop=stop, progress=stopping_after(7, stop).append)
        anew = night.server.bill.requests - 3 * SEATS
        assert await night.sent_by(fresh=True) == 3 * SEATS - anew


async def test_a_fresh_run_counts_from_the_start_of_the_job_that_it_joins(bare_folder: Path) -> None:
    async with a_night(bare_folder, 3) as night:
        first = await night.run()

        def begun_by_another(event: Event) -> None:
            if isinstance(event, Planned):
                # Beside its record, which names the first run: as if that had begun meanwhile and gone on still.
                (night.out / "summary.json").unlink()

        assert await night.sent_by(fresh=True, progress=begun_by_another) == 0
    assert (night.summary["job"], len(night.summary["runs"])) == (first.run, 2)


async def test_what_is_planned_and_how_it_ended_tells_what_was_there(bare_folder: Path) -> None:
    seen: list[Event] = []
    async with a_night(bare_folder, 3) as night:
        await night.run()
        night.put_feed(names(4))
        outcome = await night.run(progress=seen.append)
        (planned,) = [event for event in seen if isinstance(event, Planned)]
        assert (planned.tools, planned.whole, planned.cells, planned.stored) == (4, 3, 4 * SEATS, 3 * SEATS)
        with night.store() as store:
            (ending,) = [run.ending for run in store.runs() if run.id == outcome.run]
        assert ending is not None
        assert (ending.outcome, ending.tools, ending.reused) == ("finished", 4, 3 * SEATS)


async def test_a_tool_in_two_feeds_is_asked_about_once(bare_folder: Path) -> None:
    async with a_night(bare_folder, 3) as night:
        night.put_feed(names(4), name="second.jsonl")
        assert await night.sent_by("feed.jsonl", "second.jsonl") == 4 * SEATS


async def test_two_batches_at_the_same_time_pay_for_no_cell_twice_and_both_have_all(bare_folder: Path) -> None:
    async with a_night(bare_folder, 60) as night:
        outs = [str(bare_folder / name) for name in ("one", "another")]
        outcomes = await asyncio.wait_for(asyncio.gather(*(night.run(out=out) for out in outs)), 60)
        assert night.server.bill.requests == 60 * SEATS
    assert [outcome.summary.cells.ok for outcome in outcomes] == [60 * SEATS] * 2
    counts = [outcome.summary.cells for outcome in outcomes]
    assert sum(cells.asked for cells in counts) == 60 * SEATS
    # Both found nothing stored: what one has not asked the other has.
    assert [cells.elsewhere + cells.reused for cells in counts] == [60 * SEATS - cells.asked for cells in counts]


async def test_a_comparison_of_two_tools_that_a_batch_asked_about_asks_nothing(bare_folder: Path) -> None:
    async with a_night(bare_folder, 3) as night:
        await night.run()
        one, another, _ = names(3)
        options = {key: value for key, value in night.options().items() if key not in ("out", "model")}
        outcome = await panel.compare(one, another, **options)
        assert night.server.bill.requests == 3 * SEATS
    assert (outcome.exit_code, outcome.comparison is not None) == (0, True)


async def test_without_a_model_nothing_is_begun(bare_folder: Path) -> None:
    async with a_night(bare_folder) as night:
        with pytest.raises(Mistake, match=r"no model is named.*--model offline/rubric"):
            await night.run(model=[])
        with pytest.raises(Mistake, match="no model is named"):
            await night.plan(model=[])
    assert not (bare_folder / "runs").exists()


async def test_without_a_folder_nothing_is_begun(bare_folder: Path) -> None:
    async with a_night(bare_folder) as night:
        with pytest.raises(Mistake, match="needs a folder of its own"):
            await night.run(out=None)
    assert not (bare_folder / "runs").exists()


async def test_a_folder_of_another_batch_is_refused_before_anything_is_sent_and_taken_over_by_force(
    bare_folder: Path,
) -> None:
    async with a_night(bare_folder, 2) as night:
        await night.run()
        night.put_feed(names(2, first=5), name="other.jsonl")
        before = (night.out / "verdicts.jsonl").read_bytes()
        with pytest.raises(Mistake, match=r"holds another batch.*--force"):
            await night.run("other.jsonl")
        with pytest.raises(Mistake, match="its samples are 1, and here 2"):
            await night.run(samples=2)
        assert night.server.bill.requests == 2 * SEATS
        assert (night.out / "verdicts.jsonl").read_bytes() == before
        assert await night.sent_by("other.jsonl", force=True) == 2 * SEATS
    assert [line["tool"] for line in night.lines("verdicts.jsonl")] == names(2, first=5)
    assert len(night.summary["runs"]) == 1


async def test_the_offline_rules_score_a_feed_when_they_are_named(bare_folder: Path) -> None:
    async with a_night(bare_folder, 3) as night:
        outcome = await night.run(model=["offline/rubric"])
        assert night.server.bill.requests == 0
    assert (outcome.exit_code, outcome.summary.cells.ok + outcome.summary.cells.abstained) == (0, 3 * SEATS)


async def test_bad_rows_are_rejected_and_the_others_are_asked_about(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2) as night:
        with (bare_folder / "feed.jsonl").open("a") as feed:
            feed.write("{\n[]\n")
        outcome = await night.run()
    assert (outcome.exit_code, outcome.summary.rejected) == (1, 2)
    assert [line["row"] for line in night.lines("rejected.jsonl")] == [3, 4]
    assert outcome.summary.cells.ok == 2 * SEATS


async def test_a_budget_that_cannot_be_kept_leaves_the_folder_to_the_same_command_without_it(bare_folder: Path) -> None:
    async with a_night(bare_folder, 1) as night:
        await night.run(model=["some/other"])
        before = (night.out / "summary.json").read_bytes()
        night.put_feed(names(2))
        with pytest.raises(Mistake, match="no price is known"):
            await night.run(model=["some/other"], budget=5)
        assert (night.out / "summary.json").read_bytes() == before
        summary = (await night.run(model=["some/other"])).summary
    assert (summary.outcome, summary.tools, len(summary.runs)) == ("finished", 2, 1)
