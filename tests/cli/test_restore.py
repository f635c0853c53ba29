"""A whole backup: what is exported of everything makes the same store again, and a stranger's does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from panel.testing.openrouter.conditions import Conditions
from panel.testing.openrouter.server import SimulatedOpenRouter
from tests.builders import a_tool
from tests.cli.conftest import Panel, serving
from tests.fakes.engine import an_attempt
from tests.store.building import a_run, asked
from tests.store.conftest import open_store
from tests.wire.calls import CANARY

NEW = ("--store", "new.db")
LISTS = ("stored", "versions", "aliases", "identities", "sources", "runs", "attempts", "reserves", "flights")


@pytest.fixture
def openrouter(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedOpenRouter]:
    """A simulated OpenRouter, its address and one of its models in the project's environment."""
    del project
    with serving(SimulatedOpenRouter(Conditions())) as server:
        monkeypatch.setenv("PANEL_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENROUTER_API_KEY", CANARY)
        monkeypatch.setenv("PANEL_MODEL", "simulated/model")
        yield server


def a_used_store(panel: Panel, project: Path) -> None:
    """Two tools reviewed under a budget, one of them changed since, a take held, people's takes and votes."""
    assert panel("review", "alpha.md", "beta.md", "--budget", "5").code == 0
    file = project / "alpha.md"
    file.write_text(file.read_text("utf-8").replace("needs no account", "needs an account"), "utf-8")
    assert panel("review", "alpha.md", "--persona", "builder").code == 0
    assert panel("hold", "alpha", "skeptic", "--reason", "Quotes a price").code == 0
    take = {"tool": "beta", "persona": "builder", "score": 90, "decision": "skip", "text": "I tested it."}
    document = {"format": "panel/1", "takes": [take], "votes": [{"tool": "beta", "ship": 3, "skip": 1}]}
    (project / "people.json").write_text(json.dumps(document), "utf-8")
    assert panel("import", "people.json").code == 0


def a_backup(panel: Panel, project: Path) -> dict[str, Any]:
    """The backup of a used store, which stands in all.json too."""
    a_used_store(panel, project)
    (project / "all.json").write_text(panel("export").out, "utf-8")
    backup: dict[str, Any] = json.loads((project / "all.json").read_text("utf-8"))
    return backup


@pytest.mark.usefixtures("openrouter")
def test_what_is_restored_is_exported_byte_for_byte(panel: Panel, project: Path) -> None:
    backup = a_backup(panel, project)
    # Five requests a review of a tool and one more; the import is a run too, and of three versions one is older.
    assert [len(backup[name]) for name in ("attempts", "runs", "versions", "reserves")] == [11, 3, 3, 10]
    said = panel("import", "all.json", "--restore", *NEW)
    assert said.code == 0
    assert "Restored 3 versions of tools, 12 takes, 3 runs and 11 requests into " in said.out
    assert panel("export", *NEW).out == (project / "all.json").read_text("utf-8")


def test_nothing_is_asked_again_of_what_was_restored(
    panel: Panel, project: Path, openrouter: SimulatedOpenRouter
) -> None:
    a_backup(panel, project)
    requests = openrouter.bill.requests
    panel("import", "all.json", "--restore", *NEW)
    said = panel("review", "beta.md", *NEW)
    assert (said.code, "5 stored, 0 to ask" in said.err) == (0, True)
    assert openrouter.bill.requests == requests


@pytest.mark.usefixtures("openrouter")
def test_runs_and_tools_are_told_of_as_before(panel: Panel, project: Path) -> None:
    backup = a_backup(panel, project)
    panel("import", "all.json", "--restore", *NEW)
    commands = [("runs", "list", "--json"), ("tools", "list", "--json"), ("tools", "show", "alpha", "--json")]
    commands += [("runs", "show", run["id"]) for run in backup["runs"]]
    assert [panel(*command, *NEW).out for command in commands] == [panel(*command).out for command in commands]
    assert "cost      $" in panel("runs", "show", backup["runs"][0]["id"], *NEW).out


@pytest.mark.usefixtures("openrouter")
def test_a_budget_goes_on_with_what_was_spent(panel: Panel, project: Path) -> None:
    backup = a_backup(panel, project)
    panel("import", "all.json", "--restore", *NEW)
    job = backup["reserves"][0]["job"]
    with (
        open_store("runs/panel.db") as old,
        open_store("new.db") as new,
    ):
        assert new.committed(job) == old.committed(job) > 0


@pytest.mark.usefixtures("openrouter")
def test_a_take_that_is_held_is_withheld_until_it_is_released_as_before(panel: Panel, project: Path) -> None:
    backup = a_backup(panel, project)
    statuses = {(one["persona"], one["status"]) for one in backup["takes"] if one["tool"] == "alpha"}
    assert ("skeptic", "withheld") in statuses
    panel("import", "all.json", "--restore", *NEW)
    panel("release", "alpha", "skeptic", "--reason", "It is right", *NEW)
    takes = json.loads(panel("export", *NEW).out)["takes"]
    assert {one["status"] for one in takes} == {"ok"}


@pytest.mark.usefixtures("openrouter")
def test_without_the_flag_a_backup_is_a_strangers_document(panel: Panel, project: Path) -> None:
    a_backup(panel, project)
    said = panel("import", "all.json", *NEW)
    assert said.code == 0
    assert "panel import FILE --restore --store NEW" in said.err
    assert json.loads(panel("import", "all.json", "--json", *NEW).out)["is_backup"] is True
    exported = json.loads(panel("export", *NEW).out)
    assert (exported["attempts"], exported["reserves"]) == ([], [])
    assert {one["origin"] for one in exported["stored"]} == {"imported"}
    assert {one["job"] for one in exported["runs"]} == {"import"}
    assert "0 stored, 5 to ask" in panel("review", "beta.md", *NEW).err


@pytest.mark.usefixtures("openrouter")
def test_what_is_on_some_tools_has_nothing_of_a_backup(panel: Panel, project: Path) -> None:
    a_used_store(panel, project)
    some = json.loads(panel("export", "beta").out)
    assert list(some) == ["format", "tools", "takes", "votes", "verdicts", "comparisons", "holds"]
    (project / "some.json").write_text(json.dumps(some), "utf-8")
    said = panel("import", "some.json", "--restore", *NEW)
    assert (said.code, f"{', '.join(LISTS)}: missing, so it is no whole backup" in said.err) == (2, True)
    assert not (project / "new.db").exists()


def test_a_store_that_holds_anything_is_left_as_it_is(panel: Panel, project: Path) -> None:
    assert panel("review", "alpha.md").code == 0
    before = panel("export").out
    (project / "all.json").write_text(before, "utf-8")
    said = panel("import", "all.json", "--restore")
    assert (said.code, said.out) == (2, "")
    assert "holds tools already; restore into a new store, with --store FILE" in said.err
    assert panel("export").out == before


def test_an_empty_store_is_restored_into(panel: Panel, project: Path) -> None:
    with open_store("new.db") as store:
        store.secret()
    assert panel("review", "alpha.md").code == 0
    (project / "all.json").write_text(panel("export").out, "utf-8")
    assert panel("import", "all.json", "--restore", *NEW).code == 0


def test_neither_a_key_nor_the_installations_secret_is_exported(
    panel: Panel, project: Path, openrouter: SimulatedOpenRouter
) -> None:
    del openrouter
    a_used_store(panel, project)
    text = panel("export").out
    with open_store("runs/panel.db") as store:
        secret = store.secret()
    assert CANARY not in text
    assert not [form for form in (secret.hex(), repr(secret)[2:-1]) if form in text]


def test_what_an_endpoint_said_cannot_steer_a_terminal(panel: Panel, project: Path) -> None:
    with open_store("runs/panel.db") as store:
        store.put_tool(a_tool())
        store.start_run(a_run())
        store.record([asked(an_attempt(text="red \u001b[31m, back\u202ewards", detail="\u0007bell"))])
    text = panel("export").out
    assert not {"\u001b", "\u202e", "\u0007"} & set(text)
    (project / "all.json").write_text(text, "utf-8")
    panel("import", "all.json", "--restore", *NEW)
    assert panel("export", *NEW).out == text
