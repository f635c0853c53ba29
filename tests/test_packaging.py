"""The wheel holds what the panel reads, and a prompt renders from an installation outside the checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

RENDER = """
import panel
from panel.domain.tool import Tool
from panel.library.personas import load_personas
from panel.library.shelves import shelf
from panel.prompting.prompter import Prompter

prompter = Prompter(shelf("prompts"), secret=b"x" * 32)
personas = load_personas(shelf("personas"))
prompt = prompter.prompt(Tool(slug="a", name="Alpha", description="It keeps notes."), personas[0])
print(panel.__file__)
print(shelf("examples") / "tools")
print(len(list((shelf("examples") / "tools").glob("*.md"))))
print(prompt.user)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the checkout, by the build tools that are installed."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_personas_prompts_examples_and_migrations(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "panel/_bundled/personas/builder.yaml",
        "panel/_bundled/prompts/take/rules.md.j2",
        "panel/_bundled/examples/tools/mistral-3b-edge.md",
        "panel/report/templates/page.css",
        "panel/report/templates/editor.css",
        "panel/report/templates/pair.html.j2",
        "panel/store/migrations/env.py",
        "panel/py.typed",
    ):
        assert wanted in names
    assert not [name for name in names if name.startswith(("runs/", "tests/", "panel/_bundled/runs"))]


def test_the_wheel_holds_what_new_files_begin_with(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    held = {Path(name).name for name in names if name.startswith("panel/library/starting/")}
    assert held == {"example.md", "gitignore", "panel.toml", "tool.md"}


def test_a_prompt_renders_from_an_installed_wheel(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", installed, wheel],
        check=True,
        capture_output=True,
    )
    rendered = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(installed)!r})\n{RENDER}"],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    ).stdout.splitlines()
    assert rendered[0].startswith(str(installed))
    assert rendered[1].startswith(str(installed))
    assert int(rendered[2]) == len(list((ROOT / "examples" / "tools").glob("*.md")))
    assert "  Alpha" in rendered
