"""``panel init``: a project to start from, whole or not at all."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from panel.domain.seat import MaxPrice, Preferences, Reasoning
from panel.settings import Settings
from panel.settings_tables import EndpointSetting, ModelSetting
from tests.cli.conftest import Panel

FILES = {".gitignore", "panel.toml", "tools/example.md"}


def files(folder: Path) -> set[str]:
    """Every file under a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() or path.is_symlink()}


def test_it_makes_a_project_in_the_working_folder_beside_what_is_there(panel: Panel, project: Path) -> None:
    said = panel("init")
    assert (said.code, set(said.out.splitlines())) == (0, FILES)
    assert said.err == "Next: panel review tools/example.md\n"
    assert files(project) == FILES | {"alpha.md", "beta.md"}


def test_a_folder_that_is_named_is_made(panel: Panel, project: Path) -> None:
    said = panel("init", "my reviews/new")
    assert said.code == 0
    assert files(project / "my reviews" / "new") == FILES
    assert "cd 'my reviews/new', then panel review tools/example.md" in said.err


def test_its_example_gets_a_verdict_offline_and_its_page_has_a_fixed_place(panel: Panel, project: Path) -> None:
    assert panel("init").code == 0
    said = panel("review", "tools/example.md", "--json")
    verdict = json.loads(said.out)["verdicts"][0]
    assert said.code == 0
    assert verdict["verdict"] in ("ship", "skip", "split")
    assert (project / "pages" / "example.txt").is_file()


def test_its_example_says_that_it_is_fictional(panel: Panel) -> None:
    assert panel("init").code == 0
    assert "(fictional)" in json.loads(panel("tools", "check", "tools/example.md", "--json").out)["files"][0]["name"]


def test_its_settings_change_nothing_but_where_pages_go(panel: Panel, project: Path) -> None:
    assert panel("init").code == 0
    assert tomllib.loads((project / "panel.toml").read_text("utf-8")) == {"out": "pages"}


def test_every_setting_is_explained_and_can_be_switched_on(panel: Panel, project: Path) -> None:
    assert panel("init").code == 0
    text = (project / "panel.toml").read_text("utf-8")
    switched_on = tomllib.loads(re.sub(r"(?m)^# (?=\w+ = |\[)", "", text))
    assert set(switched_on) == set(Settings.model_fields)
    assert set(switched_on["endpoints"]["mine"]) == set(EndpointSetting.model_fields)
    assert set(switched_on["models"]["anthropic/claude-sonnet-4.5"]) == set(ModelSetting.model_fields)
    Settings.model_validate(switched_on)
    for kind in (Settings, EndpointSetting, ModelSetting, Reasoning, Preferences, MaxPrice):
        for field in kind.model_fields.values():
            assert f"# {field.description}\n" in text


def test_git_leaves_the_store_alone(panel: Panel, project: Path) -> None:
    assert panel("init").code == 0
    assert "runs/" in (project / ".gitignore").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", sorted(set(FILES) - {".gitignore"}))
def test_a_file_in_the_way_is_named_and_nothing_is_written(panel: Panel, project: Path, name: str) -> None:
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text("out = 'mine'", "utf-8")
    before = files(project)
    said = panel("init")
    assert (said.code, said.out) == (2, "")
    assert f"already there: {name};" in said.err
    assert files(project) == before
    assert (project / name).read_text("utf-8") == "out = 'mine'"


def test_a_link_that_leads_nowhere_is_in_the_way(panel: Panel, project: Path) -> None:
    (project / "panel.toml").symlink_to(project / "nowhere")
    assert panel("init").code == 2
    assert not (project / "nowhere").exists()


def test_a_gitignore_that_lacks_nothing_is_not_spoken_of(panel: Panel, project: Path) -> None:
    assert panel("init", "first").code == 0
    (project / ".gitignore").write_bytes((project / "first" / ".gitignore").read_bytes())
    said = panel("init")
    assert (said.code, ".gitignore" in said.err) == (0, False)


def test_a_second_time_names_all_of_them(panel: Panel) -> None:
    assert panel("init").code == 0
    said = panel("init")
    assert said.code == 2
    assert all(name in said.err for name in set(FILES) - {".gitignore"})


def test_a_gitignore_of_ones_own_stays_and_the_lines_it_lacks_are_named(panel: Panel, project: Path) -> None:
    (project / ".gitignore").write_text("build/\n", "utf-8")
    said = panel("init")
    assert (said.code, (project / ".gitignore").read_text("utf-8")) == (0, "build/\n")
    assert ".gitignore is left as it is; it should have the lines runs/, *.db" in said.err
    assert (project / "panel.toml").is_file()


@pytest.mark.parametrize("folder", ["alpha.md", "alpha.md/x", "/proc/nowhere", "x" * 300, "a\0b"])
def test_a_folder_that_cannot_be_used_exits_5_and_leaves_nothing(panel: Panel, project: Path, folder: str) -> None:
    said = panel("init", folder)
    assert (said.code, said.out) == (5, "")
    assert "panel init DIR" in said.err
    assert files(project) == {"alpha.md", "beta.md"}


def test_a_folder_without_a_name_is_refused(panel: Panel, project: Path) -> None:
    assert panel("init", "").code == 2
    assert files(project) == {"alpha.md", "beta.md"}


def test_a_failure_half_way_leaves_nothing(panel: Panel, project: Path) -> None:
    (project / "tools").symlink_to("/proc")
    said = panel("init")
    assert (said.code, "nothing was written" in said.err) == (5, True)
    assert files(project) == {"alpha.md", "beta.md", "tools"}
