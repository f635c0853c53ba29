"""What README and docs show is what one gets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from panel.cli.main import COMMANDS
from tests.cli.conftest import Panel

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "README.md", ROOT / "examples" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def block(page: str, language: str) -> str:
    """The first fenced block of a language on a page of the docs."""
    found = re.search(rf"```{language}\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.DOTALL)
    assert found is not None, language
    return found[1]


@every_page
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text("utf-8")):
        name, _, heading = target.partition("#")
        file = (page.parent / name) if name else page
        assert file.exists(), target
        if heading:
            titles = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
            assert heading in {title.lower().replace(" ", "-") for title in titles}, target


@every_page
def test_every_command_that_is_shown_exists(page: Path) -> None:
    shown = re.findall(r"^\$ panel (\w+)", page.read_text("utf-8"), re.MULTILINE)
    assert set(shown) <= set(COMMANDS)


def test_the_dossier_of_the_docs_gets_a_verdict(panel: Panel, project: Path) -> None:
    (project / "larkfield.md").write_text(block("dossiers.md", "markdown"), "utf-8")
    said = panel("review", "larkfield.md")
    assert said.code == 0
    assert "Too few takes" not in said.out


def test_the_document_and_the_persona_of_the_docs_are_taken(panel: Panel, project: Path) -> None:
    (project / "larkfield.md").write_text(block("dossiers.md", "markdown"), "utf-8")
    (project / "takes.json").write_text(block("documents.md", "json"), "utf-8")
    (project / "personas").mkdir()
    (project / "personas" / "auditor.yaml").write_text(block("personas.md", "yaml"), "utf-8")
    assert "6 seats" in panel("review", "larkfield.md").err
    assert panel("import", "takes.json").code == 0


def test_the_settings_of_the_docs_are_read(panel: Panel, project: Path) -> None:
    (project / "panel.toml").write_text(block("models.md", "toml"), "utf-8")
    said = panel("review", "alpha.md", "--dry-run")
    assert (said.code, "mine:qwen3-8b · sample 3" in said.out) == (0, True)


def test_the_front_matter_of_the_docs_is_the_pages(panel: Panel, project: Path) -> None:
    panel("review", "alpha.md", "--out", "pages")
    made = (project / "pages" / "alpha.md").read_text("utf-8").split("---\n")[1]
    shown = [line for line in block("pages.md", "yaml").splitlines() if line.strip("-… ")]
    assert [line.partition(":")[0] for line in shown if line.partition(":")[0] + ":" not in made] == []
