"""The outputs of a batch: complete or absent, streamed, and counted from what went by."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from panel.domain.batch_summary import BatchSummary, WrittenFile
from panel.domain.source import Rejected
from panel.domain.take import Status
from panel.errors import OutputUnusable
from panel.jobs.batch.writing import OutputSet
from tests.batches import a_panel, a_summary, panels_of
from tests.builders import a_take, a_tool
from tests.jobs.batch.disk import files_up_to
from tests.report.panels import takes_of

LINES = ("rejected.jsonl", "summary.json", "takes.jsonl", "verdicts.jsonl")


def summarise(files: tuple[WrittenFile, ...]) -> BatchSummary:
    return a_summary(files=files)


def written(root: Path, slugs: list[str], *, is_parquet: bool = False) -> BatchSummary:
    """A whole set on those tools."""
    with OutputSet(root, is_parquet=is_parquet) as outputs:
        for panel in panels_of(slugs):
            outputs.add(panel)
        return outputs.finish(rejected=[Rejected(feed="f", row=3, reason="no name")], summarise=summarise)


def names(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir())


def tools_in(path: Path) -> list[str]:
    return [json.loads(line)["tool"] for line in path.read_text("utf-8").splitlines()]


def test_a_set_has_a_line_a_cell_and_a_line_a_verdict(tmp_path: Path) -> None:
    written(tmp_path, ["alpha", "beta"])
    assert names(tmp_path) == list(LINES)
    assert tools_in(tmp_path / "takes.jsonl") == ["alpha"] * 5 + ["beta"] * 5
    assert tools_in(tmp_path / "verdicts.jsonl") == ["alpha", "beta"]
    assert json.loads((tmp_path / "rejected.jsonl").read_text()) == {"feed": "f", "row": 3, "reason": "no name"}


def test_the_summary_names_each_file_with_its_lines_and_its_hash(tmp_path: Path) -> None:
    summary = written(tmp_path, ["alpha", "beta"])
    assert summary == BatchSummary.model_validate_json((tmp_path / "summary.json").read_bytes())
    assert {one.name: one.lines for one in summary.files} == {
        "takes.jsonl": 10, "verdicts.jsonl": 2, "rejected.jsonl": 1,
    }  # fmt: skip
    for one in summary.files:
        assert one.sha256 == hashlib.sha256((tmp_path / one.name).read_bytes()).hexdigest()


def test_a_tool_with_an_unasked_seat_has_takes_and_no_verdict(tmp_path: Path) -> None:
    with OutputSet(tmp_path) as outputs:
        outputs.add(a_panel(takes=takes_of([80, 70]), seats=5))
        outputs.add(a_panel(a_tool(slug="beta"), takes=[], seats=5))
        outputs.finish(rejected=[], summarise=summarise)
    assert outputs.totals.unasked == ["alpha", "beta"]
    assert (outputs.totals.cells, outputs.totals.unasked_cells) == (10, 3 + 5)
    assert (tmp_path / "verdicts.jsonl").read_bytes() == b""
    assert len(tools_in(tmp_path / "takes.jsonl")) == 2


def test_totals_count_cells_by_status_failures_by_cause_and_money(tmp_path: Path) -> None:
    failed = [a_take(status="failed", score=None, decision=None, reason=f"{cause}: x") for cause in ("b", "a", "b")]
    with OutputSet(tmp_path) as outputs:
        outputs.add(a_panel(takes=[a_take(cost_usd="0.10"), a_take(persona="skeptic", cost_usd="0.02"), *failed]))
    totals = outputs.totals
    assert [totals.of(one) for one in (Status.OK, Status.FAILED, Status.ABSTAINED)] == [2, 3, 0]
    assert [(one.what, one.count) for one in totals.failures] == [("b", 2), ("a", 1)]
    assert [(one.what, one.count) for one in totals.verdicts] == [
        ("ship", 0), ("skip", 0), ("split", 0), ("too_few", 1),
    ]  # fmt: skip
    assert str(totals.takes_usd) == "0.12"


def test_only_whole_panels_count_towards_what_a_tool_costs(tmp_path: Path) -> None:
    with OutputSet(tmp_path) as outputs:
        outputs.add(a_panel(takes=[a_take(cost_usd="0.10")]))
        outputs.add(a_panel(a_tool(slug="beta"), [a_take(tool="beta", cost_usd="0.30")], seats=2))
    assert str(outputs.totals.takes_usd) == "0.10"


def test_a_set_that_is_not_finished_leaves_no_trace(tmp_path: Path) -> None:
    with OutputSet(tmp_path, is_parquet=True) as outputs:
        outputs.add(a_panel())
    assert names(tmp_path) == []


def broken_off(root: Path) -> None:
    with OutputSet(root) as outputs:
        outputs.add(a_panel(a_tool(slug="beta")))
        raise ZeroDivisionError


def test_a_failure_half_way_leaves_the_earlier_set_as_it_was(tmp_path: Path) -> None:
    written(tmp_path, ["alpha"])
    before = {name: (tmp_path / name).read_bytes() for name in LINES}
    with pytest.raises(ZeroDivisionError):
        broken_off(tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before


@pytest.mark.parametrize("is_parquet", [False, True])
def test_a_full_disk_is_said_and_leaves_the_earlier_set(tmp_path: Path, *, is_parquet: bool) -> None:
    written(tmp_path, ["alpha"], is_parquet=is_parquet)
    before = (tmp_path / "takes.jsonl").read_bytes()
    with pytest.raises(OutputUnusable, match="name another folder by --out"), files_up_to(100_000):
        written(tmp_path, [f"t{number}" for number in range(300)], is_parquet=is_parquet)
    assert (tmp_path / "takes.jsonl").read_bytes() == before
    assert not [name for name in names(tmp_path) if name.startswith(".")]


def test_a_set_that_cannot_be_put_in_place_whole_has_no_summary(tmp_path: Path) -> None:
    written(tmp_path, ["alpha"])
    (tmp_path / "verdicts.jsonl").unlink()
    (tmp_path / "verdicts.jsonl").mkdir()
    with pytest.raises(OutputUnusable):
        written(tmp_path, ["beta"])
    # The takes are new already, so nothing may say that the set is whole.
    assert tools_in(tmp_path / "takes.jsonl") == ["beta"] * 5
    assert not (tmp_path / "summary.json").exists()


def test_what_a_killed_process_left_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / ".takes.jsonl.12345").write_text("half a li")
    written(tmp_path, ["alpha"])
    assert names(tmp_path) == list(LINES)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputUnusable, match="cannot be written"):
        written(tmp_path / "out", ["alpha"])


def test_parquet_holds_what_the_lines_hold(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    summary = written(tmp_path, ["alpha", "beta"], is_parquet=True)
    for name in ("takes", "verdicts"):
        rows = pq.read_table(tmp_path / f"{name}.parquet").to_pylist()
        lines = [json.loads(line) for line in (tmp_path / f"{name}.jsonl").read_text("utf-8").splitlines()]
        for row in rows:
            if "created_at" in row:
                row["created_at"] = row["created_at"].isoformat().replace("+00:00", "Z")
        assert rows == lines
    digests = {one.name: (one.sha256, one.lines) for one in summary.files}
    own = hashlib.sha256((tmp_path / "takes.parquet").read_bytes()).hexdigest()
    assert digests["takes.parquet"] == (own, 10)


def test_a_parquet_file_of_an_earlier_set_does_not_stay_beside_a_later_one(tmp_path: Path) -> None:
    written(tmp_path, ["alpha"], is_parquet=True)
    written(tmp_path, ["alpha"])
    assert names(tmp_path) == list(LINES)
