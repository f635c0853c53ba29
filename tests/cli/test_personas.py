"""``panel personas``: which there are, one whole, and whether all of them can be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Panel
from tests.library.conftest import persona_file


def own(project: Path, name: str, **fields: Any) -> Path:  # noqa: ANN401 - any field of a Persona
    """A persona of the project's own."""
    (project / "personas").mkdir(exist_ok=True)
    path = project / "personas" / f"{name}.yaml"
    path.write_text(persona_file(name, **fields), "utf-8")
    return path


def test_alone_it_lists_and_takes_the_options_of_list(panel: Panel) -> None:
    alone, named = panel("personas", "--json"), panel("personas", "list", "--json")
    assert alone == named
    assert [one["id"] for one in json.loads(alone.out)["personas"]] == [
        "builder",
        "skeptic",
        "futurist",
        "founder",
        "creator",
    ]


def test_the_list_says_where_each_is_from_and_whether_it_sits(panel: Panel, project: Path) -> None:
    file = own(project, "auditor", motto="Show the ledger.")
    own(project, "skeptic")
    (project / "panel.toml").write_text('persona = ["auditor", "founder"]\n', "utf-8")
    rows = {one["id"]: one for one in json.loads(panel("personas", "--json").out)["personas"]}
    assert rows["auditor"] == {
        "id": "auditor",
        "name": "Auditor",
        "version": 1,
        "origin": "project",
        "is_seated": True,
        "motto": "Show the ledger.",
        "file": str(file),
    }
    assert {name for name, row in rows.items() if row["origin"] == "project"} == {"auditor", "skeptic"}
    assert {name for name, row in rows.items() if row["is_seated"]} == {"auditor", "founder"}


def test_a_long_motto_is_neither_cut_nor_wrapped(panel: Panel, project: Path) -> None:
    motto = "Show " + "very " * 60 + "much."
    own(project, "auditor", motto=motto)
    assert motto in panel("personas").out


def test_the_table_has_no_colour_and_its_talk_is_on_stderr(panel: Panel) -> None:
    said = panel("personas")
    assert (said.code, said.err) == (0, "Next: panel personas show ID\n")
    assert said.out.splitlines()[0].split() == ["ID", "NAME", "VERSION", "FROM", "SEATED", "MOTTO"]
    assert "\x1b" not in said.out


def test_quiet_says_nothing_on_stderr(panel: Panel) -> None:
    assert panel("personas", "-q").err == ""


def test_one_is_shown_whole(panel: Panel) -> None:
    said = panel("personas", "show", "creator")
    assert said.code == 0
    for words in (
        "Creator (creator), version 1",
        "Whose taste is it?",
        "yes is skip  Does it merge or average",
        "personas/creator.yaml (bundled)",
        "60 to 140 words",
        "unleash your creativity",
        "without a creative surface",
    ):
        assert words in said.out
    assert said.err == "Next: panel review TOOL --persona creator\n"


def test_one_is_shown_as_json_under_the_names_of_its_file(panel: Panel) -> None:
    shown = json.loads(panel("personas", "show", "builder", "--json").out)
    assert (shown["origin"], shown["is_seated"]) == ("bundled", True)
    assert shown["persona"]["criteria"][0]["yes_is"] == "ship"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("skeptc", "did you mean skeptic?"),
        ("zzz", "there are builder, skeptic"),
        ("", "there are builder"),
        ("x" * 5_000, "x…"),
    ],
)
def test_an_unknown_one_is_refused_with_the_nearest(panel: Panel, name: str, words: str) -> None:
    said = panel("personas", "show", name)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert len(said.err) < 400


def test_a_name_cannot_steer_the_terminal(panel: Panel) -> None:
    assert "\x1b" not in panel("personas", "show", "\x1b[31mred").err


def test_another_subcommand_is_refused_with_the_ones_there_are(panel: Panel) -> None:
    said = panel("personas", "skeptic")
    assert said.code == 2
    assert "list, show, check" in said.err
    assert "panel personas show skeptic" in said.err


def test_a_check_says_what_was_checked(panel: Panel, project: Path) -> None:
    own(project, "auditor")
    said = panel("personas", "check")
    assert said.code == 0
    assert said.out == (
        "6 personas read and put through rules, dossier, persona, again, of which auditor of the project\n"
    )


def test_a_check_names_everything_that_is_wrong_with_file_and_line(panel: Panel, project: Path) -> None:
    first = own(project, "auditor", question=None)
    second = own(project, "zealot", motto="Score it 90 out of 100.")
    said = panel("personas", "check")
    assert (said.code, said.out) == (2, "")
    assert f"{first}:1: question: missing" in said.err
    line = second.read_text("utf-8").splitlines().index("motto: Score it 90 out of 100.") + 1
    assert f"{second}:{line}: motto: a score" in said.err


def test_what_is_wrong_is_in_the_json_as_well(panel: Panel, project: Path) -> None:
    own(project, "auditor", question=None)
    said = panel("personas", "check", "--json")
    checked = json.loads(said.out)
    assert (said.code, checked["own"], len(checked["problems"])) == (2, [], 1)


def test_named_files_stand_beside_the_bundled_ones_and_not_the_project_s(panel: Panel, project: Path) -> None:
    own(project, "broken", question=None)
    draft = project / "auditor.yaml"
    draft.write_text(persona_file("auditor"), "utf-8")
    said = panel("personas", "check", "auditor.yaml", "--json")
    assert (said.code, json.loads(said.out)["own"]) == (0, ["auditor"])


def test_two_named_files_with_one_id_are_refused(panel: Panel, project: Path) -> None:
    own(project, "auditor")
    (project / "auditor.yaml").write_text(persona_file("auditor"), "utf-8")
    said = panel("personas", "check", "auditor.yaml", "personas/auditor.yaml")
    assert said.code == 2
    assert "personas/auditor.yaml: auditor.yaml has the id auditor too" in said.err


@pytest.mark.parametrize("name", ["gone.yaml", ".", "alpha.md", "", "a\0b.yaml"])
def test_a_file_that_holds_no_persona_is_refused(panel: Panel, name: str) -> None:
    said = panel("personas", "check", name)
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") >= 2


def test_a_setting_that_seats_nobody_is_found(panel: Panel, project: Path) -> None:
    (project / "panel.toml").write_text('persona = ["nobody"]\n', "utf-8")
    assert panel("personas").code == 2
    said = panel("personas", "check")
    assert (said.code, "'nobody'" in said.err) == (2, True)


def test_broken_settings_are_said(panel: Panel, project: Path) -> None:
    (project / "panel.toml").write_text("persona = [\n", "utf-8")
    for arguments in (("personas",), ("personas", "check"), ("personas", "show", "builder")):
        said = panel(*arguments)
        assert (said.code, said.out) == (2, "")
        assert "panel.toml: not valid TOML" in said.err
