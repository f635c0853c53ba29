"""What the README prints is what one gets."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.conftest import Panel

README = (Path(__file__).parent.parent.parent / "README.md").read_text("utf-8")


def block(language: str) -> str:
    """The first fenced block of a language."""
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found is not None, language
    return found[1]


def test_the_demo_prints_what_the_readme_shows(panel: Panel) -> None:
    printed = panel("demo").out.splitlines()
    shown = [line for line in block("text").splitlines() if line and line != "…"]
    assert len(shown) > 20
    assert [line for line in shown if line not in printed] == []


def test_the_dossier_of_the_readme_gets_a_verdict(panel: Panel, project: Path) -> None:
    (project / "larkfield.md").write_text(block("markdown"), "utf-8")
    said = panel("review", "larkfield.md")
    assert said.code == 0
    assert "Too few takes" not in said.out


def test_the_document_and_the_persona_of_the_readme_are_taken(panel: Panel, project: Path) -> None:
    (project / "larkfield.md").write_text(block("markdown"), "utf-8")
    (project / "takes.json").write_text(block("json"), "utf-8")
    (project / "personas").mkdir()
    (project / "personas" / "auditor.yaml").write_text(block("yaml"), "utf-8")
    assert "6 seats" in panel("review", "larkfield.md").err
    assert panel("import", "takes.json").code == 0


def test_the_settings_of_the_readme_are_read(panel: Panel, project: Path) -> None:
    (project / "panel.toml").write_text(block("toml"), "utf-8")
    said = panel("review", "alpha.md", "--dry-run")
    assert (said.code, "mine:qwen3-8b · sample 3" in said.out) == (0, True)
