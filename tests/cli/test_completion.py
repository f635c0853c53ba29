"""``panel completion``: the scripts of click, and the words that they ask for."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from panel.cli import main
from panel.jobs.schema import NAMES
from tests.cli.conftest import Panel

FIVE = {"builder", "skeptic", "futurist", "founder", "creator"}


def offered(*words: str) -> set[str]:
    """What a shell would offer for the last of the words."""
    complete = ShellComplete(main.panel, {}, "panel", "_PANEL_COMPLETE")
    return {item.value for item in complete.get_completions(list(words[:-1]), words[-1]) if item.type == "plain"}


def asked_of_a_process(project: Path, words: str, position: int) -> subprocess.CompletedProcess[str]:
    """What a shell gets from the command itself."""
    environment = {
        **os.environ,
        "_PANEL_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(position),
    }
    return subprocess.run(
        [sys.executable, "-c", "from panel.cli.main import run; run()"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_on_stdout_and_how_to_install_it_on_stderr(panel: Panel, shell: str) -> None:
    said = panel("completion", shell)
    assert said.code == 0
    assert f"_PANEL_COMPLETE={shell}_complete" in said.out
    assert said.err.startswith(f"Next: panel completion {shell} > ")
    assert panel("completion", shell, "-q").err == ""


def test_another_shell_is_refused_with_those_there_are(panel: Panel) -> None:
    said = panel("completion", "pwsh")
    assert (said.code, "'bash', 'zsh', 'fish'" in said.err) == (2, True)


def test_commands_and_subcommands_complete(project: Path) -> None:
    assert {"review", "runs"} <= offered("r")
    assert offered("tools", "") == {"list", "show", "check"}
    del project


def test_slugs_complete_where_a_tool_is_named(panel: Panel) -> None:
    assert panel("review", "alpha.md", "beta.md").code == 0
    assert offered("tools", "show", "") == {"alpha", "beta"}
    assert offered("export", "al") == {"alpha"}
    assert offered("compare", "alpha", "b") == {"beta"}
    assert offered("review", "") == {"alpha", "beta"}


def test_files_complete_where_a_file_may_be_named(project: Path) -> None:
    complete = ShellComplete(main.panel, {}, "panel", "_PANEL_COMPLETE")
    for words in (["review"], ["compare"], ["import"], ["tools", "check"], ["personas", "check"]):
        assert "file" in {item.type for item in complete.get_completions(words, "al")}
    del project


def test_run_ids_complete_the_newest_first(panel: Panel) -> None:
    for name in ("alpha.md", "beta.md"):
        assert panel("review", name).code == 0
    complete = ShellComplete(main.panel, {}, "panel", "_PANEL_COMPLETE")
    ids = [item.value for item in complete.get_completions(["runs", "show"], "2")]
    assert len(ids) == 2
    assert ids == sorted(ids, reverse=True)
    assert offered("runs", "show", "x") == set()


def test_a_store_that_is_named_before_is_the_one_that_is_read(panel: Panel) -> None:
    assert panel("review", "alpha.md", "--store", "other.db").code == 0
    assert offered("tools", "show", "") == set()
    assert offered("tools", "show", "--store", "other.db", "") == {"alpha"}


def test_personas_complete_with_the_project_s_own(project: Path) -> None:
    (project / "personas").mkdir()
    (project / "personas" / "auditor.yaml").write_text("not: read", "utf-8")
    assert offered("personas", "show", "") == FIVE | {"auditor"}
    assert offered("review", "--persona", "s") == {"skeptic"}


def test_schema_names_complete(project: Path) -> None:
    assert offered("schema", "") == set(NAMES)
    del project


def broken_settings(project: Path) -> None:
    (project / "panel.toml").write_text("x = [\n", "utf-8")


def no_store(project: Path) -> None:
    del project


def a_file_that_is_no_store(project: Path) -> None:
    (project / "runs").mkdir()
    (project / "runs" / "panel.db").write_text("not a store, but long enough to be looked at" * 40, "utf-8")


def a_folder_for_a_store(project: Path) -> None:
    (project / "panel.toml").write_text('store = "."\n', "utf-8")


def another_address(project: Path) -> None:
    (project / "panel.toml").write_text('store = "postgresql://x/y"\n', "utf-8")


@pytest.mark.parametrize(
    "trouble", [broken_settings, no_store, a_file_that_is_no_store, a_folder_for_a_store, another_address]
)
def test_whatever_is_wrong_a_shell_hears_nothing_of_it(project: Path, trouble: object) -> None:
    assert callable(trouble)
    trouble(project)
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    for words, position in (("panel tools show ", 3), ("panel runs show 2", 3), ("panel review --persona zz", 3)):
        answer = asked_of_a_process(project, words, position)
        assert (answer.returncode, answer.stdout.strip(), answer.stderr) == (0, "", "")
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


def test_broken_settings_do_not_hide_the_personas(project: Path) -> None:
    broken_settings(project)
    assert offered("personas", "show", "") == FIVE


def test_a_shell_gets_its_words_from_the_command_itself(panel: Panel, project: Path) -> None:
    assert panel("review", "alpha.md").code == 0
    answer = asked_of_a_process(project, "panel tools show al", 3)
    assert (answer.stdout, answer.stderr) == ("plain,alpha\n", "")
    with contextlib.suppress(FileNotFoundError):
        assert (project / "runs" / "panel.db-wal").stat().st_size == 0


def test_what_cannot_be_printed_is_not_offered(project: Path) -> None:
    (project / "personas").mkdir()
    (project / "personas" / "a\x1b[31m.yaml").write_text("not: read", "utf-8")
    assert offered("personas", "show", "") == FIVE
