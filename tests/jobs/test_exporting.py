"""Exports: what a page on each tool would say, whoever asked, in one document."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import panel  # noqa: ICN001 - this panel is ours
from panel.errors import Mistake
from panel.jobs.exporting import exported_text
from panel.report.document import as_json
from tests.builders import NOON, a_model, a_tool
from tests.store.building import a_run, asked, run_sql
from tests.store.conftest import open_store

LATER = NOON + timedelta(days=1)


@pytest.fixture
def store(bare_folder: Path) -> Path:
    """A store with Alpha reviewed by one model and, in a batch, by another, and with Beta."""
    path = bare_folder / "runs" / "panel.db"
    with open_store(path) as opened:
        opened.put_tools([a_tool(aliases=("first",)), a_tool(slug="beta")])
        opened.start_run(a_run())
        opened.record([asked()])
        opened.start_run(a_run(id="b1", job="batch", tools=(), models=(a_model(id="x/y"),), started_at=LATER))
        opened.record([asked(model="x/y", key="k2", run="b1", score=20, decision="skip", created_at=LATER)])
    return path


def test_a_verdict_is_that_of_the_newest_run_also_where_that_is_a_batch(store: Path, bare_folder: Path) -> None:
    verdicts = {one.tool: one for one in panel.export(store=str(store), folder=bare_folder).verdicts}
    assert [(row.persona, row.score) for row in verdicts["alpha"].personas][:1] == [("builder", 20)]
    assert verdicts["beta"].takes == 0


def test_the_text_is_that_of_the_document(store: Path, bare_folder: Path) -> None:
    for slugs in ((), ("first",), ("beta", "alpha", "beta")):
        whole = panel.export(slugs, store=str(store), folder=bare_folder)
        assert "".join(exported_text(slugs, store=str(store), folder=bare_folder)) == as_json(whole)


def test_tools_are_in_the_order_asked_for_and_each_once(store: Path, bare_folder: Path) -> None:
    whole = panel.export(["beta", "first", "alpha"], store=str(store), folder=bare_folder)
    assert [tool.slug for tool in whole.tools] == ["beta", "alpha"]
    for unknown, said in (
        (["bta"], "no tool bta is stored; did you mean beta"),
        (["nonesuch"], "no tool nonesuch is stored; `panel tools list` lists the 2 that are"),
        (["bta", "nonesuch"], "no tool bta, nonesuch is stored; `panel tools list` lists the 2 that are"),
    ):
        with pytest.raises(Mistake, match=said):
            panel.export(["beta", *unknown], store=str(store), folder=bare_folder)


def test_nothing_is_written_before_it_is_known_that_there_is_a_store(bare_folder: Path) -> None:
    with pytest.raises(Mistake, match="no store at"):
        next(exported_text(folder=bare_folder))
    assert not (bare_folder / "runs").exists()


def test_a_text_that_nobody_reads_to_its_end_leaves_the_store_free(store: Path, bare_folder: Path) -> None:
    pieces: Any = exported_text(store=str(store), folder=bare_folder)
    next(pieces)
    pieces.close()
    with open_store(store) as opened:
        opened.start_run(a_run(id="r9"))


def test_what_turns_out_to_be_damaged_leaves_a_text_that_is_no_document(store: Path, bare_folder: Path) -> None:
    with open_store(store) as opened:
        run_sql(opened, "UPDATE runs SET run = 'x' WHERE job = 'batch'")
    written: list[str] = []
    with pytest.raises(Mistake, match="a run in it cannot be read"):
        written.extend(exported_text(store=str(store), folder=bare_folder))
    with pytest.raises(ValueError, match="Expecting"):
        json.loads("".join(written))
