"""The pages of a batch: one for each whole panel and its editor, and an index that is part of the set."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from panel.domain.batch_summary import BatchSummary
from panel.domain.panel import Panel
from panel.errors import OutputUnusable
from panel.jobs.batch.page_writing import PageMaker
from panel.jobs.batch.writing import OutputSet
from panel.report.clearing import Cleared
from panel.report.view import House, ToolView
from tests.batches import a_panel, a_summary, panels_of
from tests.builders import a_tool
from tests.jobs.batch.disk import files_up_to
from tests.report.panels import PANEL, takes_of


def seen(panel: Panel) -> ToolView:
    return ToolView(tool=panel.tool, verdict=panel.verdict, takes=panel.takes)


MAKER = PageMaker(seen, House(personas=PANEL))


def written(root: Path, panels: list[Panel]) -> tuple[OutputSet, BatchSummary]:
    with OutputSet(root, pages=MAKER) as outputs:
        for panel in panels:
            outputs.add(panel)
        return outputs, outputs.finish(rejected=[], summarise=lambda files: a_summary(files=files))


def names(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*.html"))


def test_each_whole_panel_has_its_pages_and_a_row(tmp_path: Path) -> None:
    _, summary = written(
        tmp_path, [*panels_of(["alpha"]), a_panel(a_tool(slug="beta"), takes_of([80], "beta"), seats=5)]
    )
    assert names(tmp_path) == ["index.html", "tools/alpha.editor.html", "tools/alpha.html"]
    index = (tmp_path / "index.html").read_bytes()
    assert index.count(b"<tr><th scope=row>") == 1
    assert (b"<script>" in index, b"script-src 'sha256-" in index) == (True, True)
    assert {one.name: one.sha256 for one in summary.files}["index.html"] == hashlib.sha256(index).hexdigest()


def test_the_summary_has_one_hash_of_all_pages_that_sha256sum_would_make(tmp_path: Path) -> None:
    _, summary = written(tmp_path, panels_of(["beta", "alpha"]))
    lines = [
        f"{hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()}  {name}\n"
        for name in names(tmp_path)
        if name.startswith("tools/")
    ]
    found = next(one for one in summary.files if one.name == "tools/")
    assert found.sha256 == hashlib.sha256("".join(lines).encode()).hexdigest()
    # Two tools, two pages each.
    assert found.lines == 4


def test_pages_that_stand_count_as_written(tmp_path: Path) -> None:
    first = written(tmp_path, panels_of(["alpha"]))[1].files
    assert written(tmp_path, panels_of(["alpha"]))[1].files == first


def test_pages_that_somebody_edited_stay(tmp_path: Path) -> None:
    written(tmp_path, panels_of(["alpha"]))
    for name in ("index.html", "tools/alpha.html"):
        (tmp_path / name).write_text("mine")
    changed = a_panel(a_tool(slug="alpha", name="Alpha 2"))
    outputs, summary = written(tmp_path, [changed])
    assert [one.edited.name for one in outputs.kept_edits] == ["alpha.html", "index.html"]
    assert (tmp_path / "index.html").read_text() == "mine"
    assert names(tmp_path)[:2] == ["index.html", "index.new.html"]
    assert summary.files[-1].name == "index.new.html"


def test_without_pages_those_of_an_earlier_set_go_and_only_edited_ones_stay(tmp_path: Path) -> None:
    written(tmp_path, panels_of(["alpha", "beta"]))
    edited, own = tmp_path / "tools/alpha.html", tmp_path / "tools/mine.html"
    edited.write_text("mine")
    own.write_text("nobody's but mine")
    # The index, and two pages a tool; one of them is edited.
    assert without(tmp_path).cleared == Cleared(removed=1 + 2 * 2 - 1, edited=(edited,))
    assert names(tmp_path) == ["tools/alpha.html", "tools/mine.html"]
    assert without(tmp_path).cleared == Cleared(edited=(edited,))


def test_no_folder_is_left_of_pages_that_are_gone(tmp_path: Path) -> None:
    written(tmp_path, panels_of(["alpha"]))
    without(tmp_path)
    assert not (tmp_path / "tools").exists()


def test_pages_of_a_tool_that_is_not_in_the_set_go(tmp_path: Path) -> None:
    written(tmp_path, panels_of(["alpha", "beta"]))
    outputs, _ = written(tmp_path, panels_of(["beta"]))
    assert outputs.cleared == Cleared(removed=2)
    assert names(tmp_path) == ["index.html", "tools/beta.editor.html", "tools/beta.html"]


def test_a_page_that_stands_is_not_taken_for_an_earlier_one(tmp_path: Path) -> None:
    written(tmp_path, panels_of(["alpha"]))
    outputs, _ = written(tmp_path, panels_of(["alpha"]))
    assert outputs.cleared == Cleared()


def without(root: Path) -> OutputSet:
    with OutputSet(root) as outputs:
        outputs.finish(rejected=[], summarise=lambda files: a_summary(files=files))
    return outputs


def test_a_batch_that_ends_half_way_leaves_pages_that_are_its_own(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        broken_off(tmp_path)
    assert names(tmp_path) == ["tools/alpha.editor.html", "tools/alpha.html"]
    outputs, _ = written(tmp_path, [a_panel(a_tool(slug="alpha", name="Alpha 2"))])
    assert outputs.kept_edits == ()


def broken_off(root: Path) -> None:
    with OutputSet(root, pages=MAKER) as outputs:
        outputs.add(a_panel())
        raise KeyboardInterrupt


def test_a_full_disk_is_said_and_leaves_no_half_page(tmp_path: Path) -> None:
    with pytest.raises(OutputUnusable, match="name another folder by --out"), files_up_to(10_000):
        written(tmp_path, panels_of(["alpha"]))
    assert names(tmp_path) == []
    assert not list(tmp_path.rglob(".*.html.*"))
