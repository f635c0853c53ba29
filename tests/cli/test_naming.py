"""Which tool a command means: files, slugs, aliases, and two tools of one name."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Panel


def a_file(folder: Path, name: str, *, title: str, extra: str = "", text: str = "It keeps notes in files.") -> None:
    """A tool file of a few lines."""
    (folder / name).write_text(f"---\nname: {json.dumps(title)}\n{extra}---\n{text}\n", encoding="utf-8")


def slugs(panel: Panel) -> list[str]:
    """The slugs of every stored tool."""
    return [tool["slug"] for tool in json.loads(panel("export").out)["tools"]]


def test_a_tool_named_twice_is_reviewed_once(panel: Panel) -> None:
    said = panel("review", "alpha.md", "alpha.md", "--json")
    assert len(json.loads(said.out)["tools"]) == 1


def test_two_files_that_disagree_on_one_tool_are_refused(panel: Panel, project: Path) -> None:
    a_file(project, "other.md", title="Alpha", text="It keeps something else.")
    said = panel("review", "alpha.md", "other.md")
    assert (said.code, "other.md" in said.err) == (2, True)


def test_another_tool_of_the_same_name_gets_a_slug_of_its_own_and_keeps_it(panel: Panel, project: Path) -> None:
    a_file(project, "one.md", title="Gamma", extra="url: https://one.example/\n")
    a_file(project, "two.md", title="Gamma", extra="url: https://two.example/\n")
    assert panel("review", "one.md", "two.md").code == 0
    stored = slugs(panel)
    assert stored[0] == "gamma"
    assert stored[1].startswith("gamma-")
    assert panel("review", "two.md").code == 0
    assert slugs(panel) == stored


def test_a_changed_file_is_a_new_version_of_its_tool(panel: Panel, project: Path) -> None:
    assert panel("review", "alpha.md").code == 0
    text = (project / "alpha.md").read_text("utf-8")
    (project / "alpha.md").write_text(text + "\nIt now has a price.\n", "utf-8")
    said = panel("review", "alpha.md")
    assert "5 seats, 0 stored, 5 to ask" in said.err
    assert slugs(panel) == ["alpha"]


def test_an_alias_means_its_tool(panel: Panel, project: Path) -> None:
    a_file(project, "gamma.md", title="Gamma", extra="aliases: [old-gamma]\n")
    assert panel("review", "gamma.md", "alpha.md").code == 0
    said = panel("compare", "old-gamma", "gamma")
    assert (said.code, "same tool" in said.err) == (2, True)
    assert panel("compare", "old-gamma", "alpha").code == 0


def test_an_alias_that_another_tool_holds_is_refused(panel: Panel, project: Path) -> None:
    assert panel("review", "alpha.md").code == 0
    a_file(project, "gamma.md", title="Gamma", extra="aliases: [alpha]\n")
    said = panel("review", "gamma.md")
    assert (said.code, "alpha" in said.err) == (2, True)
    assert slugs(panel) == ["alpha"]


def test_odd_names_are_kept_and_cannot_steer_a_terminal(panel: Panel, project: Path) -> None:
    names = {
        "vs.md": "Salt vs Pepper",
        "html.md": "Tags <b>&</b> \\u001b[31mred",
        "emoji.md": "👩‍💻 Coder",
        "rtl.md": "שלום כלי",
        "combining.md": "Cafe\\u0301 Tool",
    }
    for name, title in names.items():
        (project / name).write_text(f'---\nname: "{title}"\n---\nIt keeps notes.\n', encoding="utf-8")
    said = panel("review", *names)
    assert said.code == 0, said.err
    for shown in ("Salt vs Pepper", "👩‍💻 Coder", "שלום כלי", "Café Tool"):
        assert f"\n{shown}\n" in said.out
    assert "\x1b" not in said.out + said.err
    compared = panel("compare", "vs.md", "rtl.md")
    assert compared.out.startswith("Compare/Salt vs Pepper vs שלום כלי\n")


def test_a_slug_that_a_file_gives_is_never_replaced(panel: Panel, project: Path) -> None:
    a_file(project, "gamma.md", title="Gamma", extra="aliases: [delta]\n")
    a_file(project, "delta.md", title="Delta", extra="slug: delta\n")
    assert panel("review", "gamma.md").code == 0
    said = panel("review", "delta.md")
    assert (said.code, "delta is an alias of gamma" in said.err) == (2, True)
    assert slugs(panel) == ["gamma"]


def test_a_command_that_one_tool_stops_stores_none(panel: Panel, project: Path) -> None:
    a_file(project, "gamma.md", title="Gamma", extra="aliases: [delta]\n")
    a_file(project, "delta.md", title="Delta", extra="slug: delta\n")
    assert panel("review", "gamma.md", "delta.md").code == 2
    assert slugs(panel) == []
