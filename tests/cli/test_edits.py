"""Files people edit are theirs: edited, renamed or deleted between runs, nothing of theirs is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Panel

PAGES = ["alpha.txt", "alpha.md", "alpha.html", "alpha.json", "alpha.editor.html"]
every_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture
def pages(panel: Panel, project: Path) -> Path:
    """The folder of a first review."""
    assert panel("review", "alpha.md", "--out", "pages").code == 0
    return project / "pages"


def new_name(name: str) -> str:
    stem, ending = name.rsplit(".", 1)
    return f"{stem}.new.{ending}"


def mend(project: Path) -> None:
    """Change a fact of the tool."""
    file = project / "alpha.md"
    file.write_text(file.read_text("utf-8").replace("installed with one command", "installed by hand"), "utf-8")


def test_every_format_is_written(pages: Path) -> None:
    assert sorted(path.name for path in pages.iterdir()) == sorted([".panel-written.json", *PAGES])


@every_page
def test_an_edit_survives_and_the_new_report_goes_beside_it(panel: Panel, pages: Path, name: str) -> None:
    (pages / name).write_text("My own words.", "utf-8")
    mend(pages.parent)
    said = panel("review", "alpha.md", "--out", "pages")
    assert (pages / name).read_text("utf-8") == "My own words."
    assert "Alpha" in (pages / new_name(name)).read_text("utf-8")
    assert f"{name} was edited and is left as it is" in said.err
    assert sorted(path.name for path in pages.iterdir()) == sorted([".panel-written.json", *PAGES, new_name(name)])


@every_page
def test_a_page_that_nobody_edited_is_replaced(panel: Panel, pages: Path, name: str) -> None:
    before = (pages / name).read_text("utf-8")
    mend(pages.parent)
    said = panel("review", "alpha.md", "--out", "pages")
    assert (pages / name).read_text("utf-8") != before
    assert "was edited" not in said.err
    assert not (pages / new_name(name)).exists()


@every_page
def test_the_newer_report_beside_an_edit_follows_later_runs_until_it_is_edited_too(
    panel: Panel, pages: Path, name: str
) -> None:
    (pages / name).write_text("Mine.", "utf-8")
    panel("review", "alpha.md", "--out", "pages")
    (pages / new_name(name)).write_text("Mine too.", "utf-8")
    mend(pages.parent)
    panel("review", "alpha.md", "--out", "pages")
    assert (pages / name).read_text("utf-8") == "Mine."
    assert (pages / new_name(name)).read_text("utf-8") == "Mine too."
    assert "Alpha" in (pages / new_name(name).replace(".new.", ".new2.")).read_text("utf-8")


@every_page
def test_a_renamed_page_stays_and_a_deleted_one_comes_back(panel: Panel, pages: Path, name: str) -> None:
    (pages / name).rename(pages / f"kept-{name}")
    kept = (pages / f"kept-{name}").read_bytes()
    panel("review", "alpha.md", "--out", "pages")
    assert (pages / name).is_file()
    (pages / name).unlink()
    panel("review", "alpha.md", "--out", "pages")
    assert (pages / name).is_file()
    assert (pages / f"kept-{name}").read_bytes() == kept


def test_an_edit_that_was_taken_over_by_hand_is_followed_again(panel: Panel, pages: Path) -> None:
    (pages / "alpha.md").write_text("Mine.", "utf-8")
    panel("review", "alpha.md", "--out", "pages")
    (pages / "alpha.new.md").replace(pages / "alpha.md")
    said = panel("review", "alpha.md", "--out", "pages")
    assert "was edited" not in said.err
    assert not (pages / "alpha.new.md").exists()


def test_a_pairs_page_is_as_safe(panel: Panel, project: Path) -> None:
    panel("compare", "alpha.md", "beta.md", "--out", "pages")
    page = project / "pages" / "compare" / "alpha-vs-beta.md"
    page.write_text("Mine.", "utf-8")
    said = panel("compare", "alpha.md", "beta.md", "--out", "pages")
    assert page.read_text("utf-8") == "Mine."
    assert page.with_name("alpha-vs-beta.new.md").is_file()
    assert "alpha-vs-beta.md was edited" in said.err


def test_the_same_takes_make_the_same_bytes(panel: Panel, pages: Path) -> None:
    before = {path.name: path.read_bytes() for path in pages.iterdir()}
    panel("review", "alpha.md", "--out", "pages")
    assert {path.name: path.read_bytes() for path in pages.iterdir()} == before
