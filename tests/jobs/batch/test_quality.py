"""The quality of a batch: worked out once for the same takes, and never taken over for others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from panel.domain.hold import Hold
from tests.builders import NOON
from tests.jobs.batch.night import Night, a_night, names
from tests.jobs.batch.test_batch_failures import broken_for
from tests.jobs.money import SEATS


def change_summary(night: Night, **fields: Any) -> None:  # noqa: ANN401 - any field of a summary
    """Have the summary say something else, with a quality that nothing comes to."""
    summary = night.summary
    summary["quality"]["tools"] = 77
    (night.out / "summary.json").write_text(json.dumps({**summary, **fields}), "utf-8")


def rows_of(night: Night) -> str:
    """The index from its first row on."""
    return (night.out / "index.html").read_text("utf-8").partition('<tbody id="rows">')[2]


async def test_for_the_same_takes_the_earlier_figures_are_taken_over(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2) as night:
        await night.run()
        change_summary(night)
        await night.run()
    assert night.summary["quality"]["tools"] == 77


async def test_rows_of_an_index_have_their_marks_where_nothing_is_asked(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2) as night:
        await night.run(html=True)
        first = rows_of(night)
        assert await night.sent_by(html=True) == 0
    assert night.summary["quality"]["look_first"]
    assert '.editor.html">' in first
    assert rows_of(night) == first


async def test_figures_of_another_version_are_worked_out_anew(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2) as night:
        await night.run()
        change_summary(night, panel="0.0.0")
        await night.run()
    assert night.summary["quality"]["tools"] == 2


async def test_a_take_that_was_withheld_since_changes_them_with_nothing_asked(bare_folder: Path) -> None:
    async with a_night(bare_folder, 2) as night:
        await night.run()
        with night.store() as store:
            store.put_hold(Hold(tool=names(1)[0], persona="skeptic", action="hold", reason="says more", at=NOON))
        assert await night.sent_by() == 0
    assert (night.summary["quality"]["overall"]["withheld"], night.summary["quality"]["takes"]) == (1, 2 * SEATS)


async def test_a_tool_with_an_unasked_seat_is_in_none(bare_folder: Path) -> None:
    async with a_night(bare_folder, 4, script=broken_for("tool-a0", "skeptic", "founder")) as night:
        await night.run(concurrency=1, max_failures=2)
    quality, whole = night.summary["quality"], [line["tool"] for line in night.lines("verdicts.jsonl")]
    assert len(night.lines("takes.jsonl")) > SEATS * len(whole)
    assert (quality["tools"], quality["takes"]) == (len(whole), SEATS * len(whole))
