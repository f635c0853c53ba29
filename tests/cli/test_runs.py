"""``panel runs``: what was run, one run in full, and whether the store is sound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from panel.store.store import Store
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import status
from tests.builders import NOON
from tests.cli.conftest import Panel, serving
from tests.cli.test_bad_input import a_foreign_database, a_newer_store
from tests.fakes.engine import noon
from tests.store.building import a_run


def listed(panel: Panel) -> list[dict[str, Any]]:
    """The runs, the newest first."""
    runs: list[dict[str, Any]] = json.loads(panel("runs", "--json").out)["runs"]
    return runs


def runs_of(path: Path, *ids: str) -> Path:
    """A store with runs that have not finished."""
    with Store.open(str(path), announce=lambda _: None, clock=noon) as store:
        for name in ids:
            store.start_run(a_run(id=name))
    return path


def damaged(path: Path, offset: int) -> None:
    """Overwrite a part of a file."""
    content = bytearray(path.read_bytes())
    content[offset : offset + 2_000] = b"\xff" * len(content[offset : offset + 2_000])
    path.write_bytes(bytes(content))


def test_without_a_store_it_says_how_to_get_one(panel: Panel, project: Path) -> None:
    for arguments in (("runs",), ("runs", "list"), ("runs", "show", "2"), ("runs", "check")):
        said = panel(*arguments)
        assert (said.code, said.out) == (2, "")
        assert "no store at" in said.err
    assert not (project / "runs").exists()


def test_a_review_is_listed_with_what_it_asked(panel: Panel) -> None:
    assert panel("review", "alpha.md", "--persona", "builder", "--persona", "skeptic").code == 0
    (run,) = listed(panel)
    assert (run["job"], run["tools"], run["personas"]) == ("review", ["alpha"], ["builder", "skeptic"])
    assert (run["models"], run["asked"], run["failed"]) == (["offline:offline/rubric"], 2, 0)
    assert run["seconds"] >= 0


def test_the_newest_stands_first_and_what_was_stored_is_not_asked_again(panel: Panel) -> None:
    for _ in range(2):
        assert panel("review", "alpha.md").code == 0
    newest, oldest = listed(panel)
    assert newest["id"] > oldest["id"]
    assert (newest["asked"], oldest["asked"]) == (0, 5)


def test_an_import_is_finished_when_it_is_there(panel: Panel, project: Path) -> None:
    document = {"format": "panel/1", "tools": [{"name": "Delta", "description": "It keeps notes."}]}
    (project / "tools.json").write_text(json.dumps(document), "utf-8")
    assert panel("import", "tools.json").code == 0
    assert [(run["job"], run["seconds"] is None) for run in listed(panel)] == [("import", False)]


def test_a_run_is_shown_with_its_attempts_by_outcome(panel: Panel) -> None:
    with serving(SimulatedEndpoint()) as endpoint:
        endpoint.will_answer(status(400, {"message": "no", "code": 400}))
        arguments = ("--base-url", endpoint.base_url, "--model", "any")
        assert panel("review", "alpha.md", *arguments, "--persona", "builder").code == 3
    run = listed(panel)[0]
    shown = json.loads(panel("runs", "show", run["id"], "--json").out)
    assert (run["asked"], run["failed"]) == (1, 1)
    assert shown["run"] == run
    assert shown["figures"]["takes"] == [{"what": "failed", "count": 1}]
    # A plain server is asked in each of the four forms of structured output before a 400 is taken for its answer.
    assert shown["figures"]["attempts"] == [{"what": "request_rejected", "count": 4}]
    said = panel("runs", "show", run["id"])
    assert "attempts  4 request_rejected" in said.out


def test_a_beginning_that_no_other_run_has_will_do(panel: Panel, project: Path) -> None:
    store = runs_of(project / "some.db", "r10", "r11", "r2")
    for given, code in (("r2", 0), ("r10", 0), ("r", 2), ("r1", 2), ("", 2), ("x", 2)):
        said = panel("runs", "show", given, "--store", str(store))
        assert said.code == code, given
    assert "r11, r10" in panel("runs", "show", "r1", "--store", str(store)).err


def test_an_id_that_begins_others_means_its_own_run(panel: Panel, project: Path) -> None:
    store = runs_of(project / "some.db", "r1", "r11")
    assert panel("runs", "show", "r1", "--store", str(store)).out.startswith("r1\n")


def test_a_message_names_a_few_of_many_runs(panel: Panel, project: Path) -> None:
    store = runs_of(project / "some.db", *(f"r{number:02}" for number in range(40)))
    assert "and 35 more; give more of the id" in panel("runs", "show", "r", "--store", str(store)).err


def test_a_check_names_the_runs_that_have_not_finished(panel: Panel, project: Path) -> None:
    store = runs_of(project / "some.db", "r1", "r2")
    with Store.open(str(store), announce=lambda _: None, clock=noon) as opened:
        opened.finish_run("r2", NOON)
    said = panel("runs", "check", "--store", str(store))
    assert said.code == 0
    assert said.out.splitlines()[0] == f"{store} is sound: 2 runs, 1 of them not finished"
    assert said.out.splitlines()[1].startswith("  r1  review  2026-01-02 12:00:00Z  died or still runs  alpha")
    checked = json.loads(panel("runs", "check", "--store", str(store), "--json").out)
    assert [run["id"] for run in checked["unfinished"]] == ["r1"]


def test_a_run_that_has_not_finished_says_so(panel: Panel, project: Path) -> None:
    store = runs_of(project / "some.db", "r1")
    assert "died or still runs" in panel("runs", "--store", str(store)).out
    assert "finished  did not finish (died or still runs)" in panel("runs", "show", "r1", "--store", str(store)).out


def test_damage_that_opening_does_not_meet_is_found_by_a_check(panel: Panel, project: Path) -> None:
    store = runs_of(project / "some.db", *(f"r{number:04}" for number in range(400)))
    with Store.open(str(store), announce=lambda _: None, clock=noon) as opened:
        assert len(opened.runs()) == 400
    size = store.stat().st_size
    damaged(store, size - size % 4096 - 4096)
    said = panel("runs", "check", "--store", str(store))
    assert (said.code, said.out) == (5, "")
    assert "restore a backup" in said.err


@pytest.mark.parametrize("subcommand", [("list",), ("show", "r"), ("check",)])
def test_a_store_that_cannot_be_used_exits_5(
    panel: Panel, project: Path, subcommand: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    a_foreign_database(project / "foreign.db")
    a_newer_store(project / "newer.db")
    damaged(runs_of(project / "damaged.db", "r1"), 0)
    capsys.readouterr()
    for name in ("foreign.db", "newer.db", "damaged.db", "alpha.md", "."):
        said = panel("runs", *subcommand, "--store", name)
        assert (said.code, said.out) == (5, ""), name
        assert name in said.err
