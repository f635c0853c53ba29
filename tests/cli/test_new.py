"""``panel new``: a tool file that explains itself, whatever the name, and never over another."""

from __future__ import annotations

from pathlib import Path

import pytest

from panel.domain.yaml_text import parse_yaml
from panel.intake.tool_fields import GivenTool
from tests.cli.conftest import Panel

OURS = {"raw", "removed", "cleaning", "description"}


def front_matter(path: Path) -> str:
    """What stands between the two lines of dashes."""
    return path.read_text("utf-8").split("---\n")[1]


def test_it_prints_the_path_and_what_to_do_next(panel: Panel, project: Path) -> None:
    said = panel("new", "Mistral 3B Edge", "--url", "https://example.org/")
    assert (said.code, said.out) == (0, "mistral-3b-edge.md\n")
    assert said.err == "Next: write its description and facts, then panel review mistral-3b-edge.md\n"
    fields = parse_yaml(front_matter(project / "mistral-3b-edge.md"), "x").value
    assert {name: value for name, value in fields.items() if value is not None} == {
        "name": "Mistral 3B Edge",
        "url": "https://example.org/",
    }


def test_every_field_stands_under_one_line_that_explains_it(panel: Panel, project: Path) -> None:
    assert panel("new", "Gamma").code == 0
    lines = front_matter(project / "gamma.md").splitlines()
    fields = [line.partition(":")[0] for line in lines if not line.startswith("#")]
    assert set(fields) == set(GivenTool.model_fields) - OURS
    explained = [lines[at - 1].startswith("# ") for at, line in enumerate(lines) if not line.startswith("#")]
    assert all(explained)


def test_untouched_it_is_refused_for_want_of_a_description_or_a_fact(panel: Panel, project: Path) -> None:
    assert panel("new", "Gamma").code == 0
    said = panel("review", "gamma.md")
    assert (said.code, said.err) == (2, "gamma.md:2: a tool needs a description or a fact; add one\n")
    assert not (project / "runs").exists()


def test_with_a_description_it_gets_a_review(panel: Panel, project: Path) -> None:
    assert panel("new", "Gamma").code == 0
    with (project / "gamma.md").open("a", encoding="utf-8") as file:
        file.write("It keeps notes in plain files.\n")
    assert panel("review", "gamma.md").code == 0


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ('Say "hi": yes # no', "say-hi-yes-sharp-no.md"),
        ("👩‍💻 Coder", "coder.md"),
        ("- item", "item.md"),
        ("yes", "yes.md"),
        ("null", "null.md"),
        ("C:\\new\\table", "c-new-table.md"),
        ("{{ name }} $name ${x} %s", "name-name-x-s.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("שלום כלי", None),
        ("7", "7.md"),
        ("x" * 80, f"{'x' * 80}.md"),
    ],
)
def test_any_name_is_read_back_as_it_was_given(panel: Panel, project: Path, name: str, file: str | None) -> None:
    said = panel("new", "--", name)
    assert said.code == 0, said.err
    printed = said.out.removesuffix("\n")
    assert file in (None, printed)
    assert parse_yaml(front_matter(project / printed), "x").value["name"] == name
    assert "needs a description or a fact" in panel("review", printed).err


def test_a_name_with_characters_that_cannot_be_seen_is_said_to_be_read_otherwise(panel: Panel, project: Path) -> None:
    said = panel("new", "x\x1b[31my\u202e")
    assert said.code == 0
    assert "The panel reads the name as x[31my" in said.err
    assert "\x1b" not in said.err + (project / said.out.strip()).read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "NAME: nothing of it can be seen"),
        ("  ", "NAME: nothing of it can be seen"),
        ("\u200b\u202e", "NAME: nothing of it can be seen"),
        ("\udcff", "NAME: nothing of it can be seen"),
        ("x" * 200, "NAME: more than 80 characters; shorten it"),
        ("x" * 600_000, "shorten it"),
    ],
)
def test_a_name_that_no_tool_can_have_is_refused_with_the_fix(
    panel: Panel, project: Path, name: str, words: str
) -> None:
    said = panel("new", name)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert len(said.err) < 400
    assert {path.name for path in project.iterdir()} == {"alpha.md", "beta.md"}


def test_a_name_that_looks_like_an_option_is_told_how_to_be_given(panel: Panel) -> None:
    said = panel("new", "--gamma")
    assert (said.code, "panel new -- NAME" in said.err) == (2, True)
    assert panel("new", "--", "--gamma").out == "gamma.md\n"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "example.org", 'https://a.example/"x"', "https://a b"])
def test_an_address_that_is_none_is_refused(panel: Panel, url: str) -> None:
    said = panel("new", "Gamma", "--url", url)
    assert (said.code, said.err.startswith("--url: ")) == (2, True)


def test_it_goes_to_the_tools_of_the_project_from_wherever_it_is_called(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "panel.toml").write_text("broken = [\n", "utf-8")
    (project / "tools").mkdir()
    assert panel("new", "Gamma").out == "tools/gamma.md\n"
    (project / "deep").mkdir()
    monkeypatch.chdir(project / "deep")
    assert panel("new", "Delta").out == f"{project}/tools/delta.md\n"


def test_a_folder_that_is_named_is_made(panel: Panel, project: Path) -> None:
    said = panel("new", "Gamma", "--out", "my drafts/new")
    assert said.out == "my drafts/new/gamma.md\n"
    assert "panel review 'my drafts/new/gamma.md'" in said.err
    assert (project / "my drafts" / "new" / "gamma.md").is_file()


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_what_is_there_is_never_overwritten(panel: Panel, project: Path, kind: str) -> None:
    path = project / "gamma.md"
    if kind == "file":
        path.write_text("mine", "utf-8")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(project / "nowhere")
    said = panel("new", "Gamma")
    assert (said.code, said.out) == (2, "")
    assert f"already there: {path}" in said.err
    assert not (project / "nowhere").exists()
    assert kind != "file" or path.read_text("utf-8") == "mine"


@pytest.mark.parametrize(("out", "code"), [("", 2), ("alpha.md", 5), ("/proc/nowhere", 5), ("x" * 300, 5), ("a\0b", 5)])
def test_a_folder_that_cannot_be_used_is_refused(panel: Panel, out: str, code: int) -> None:
    said = panel("new", "Gamma", "--out", out)
    assert (said.code, said.out) == (code, "")
    assert "--out" in said.err
