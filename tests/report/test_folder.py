"""Report files: whole or not at all, and never over somebody's edit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from panel.errors import OutputUnusable
from panel.report.folder import Folder, Written
from panel.report.memory import MEMORY, NOTES


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder that does not exist yet."""
    return Folder(tmp_path / "runs" / "r1")


def names(root: Path) -> list[str]:
    """Every file under a folder."""
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_a_report_is_written_under_its_name(folder: Folder) -> None:
    assert folder.write("alpha.txt", "Ship·\n") == Written(folder.root / "alpha.txt")
    assert (folder.root / "alpha.txt").read_bytes() == "Ship·\n".encode()


def test_folders_inside_are_made(folder: Folder) -> None:
    folder.write("compare/alpha-vs-beta.txt", "Ship\n")
    assert names(folder.root) == [MEMORY, "compare/alpha-vs-beta.txt"]


def test_nothing_else_is_left_behind(folder: Folder) -> None:
    folder.write("alpha.txt", "one\n")
    folder.write("alpha.txt", "two\n")
    assert names(folder.root) == [MEMORY, "alpha.txt"]


def test_a_report_replaces_the_one_we_wrote(folder: Folder) -> None:
    folder.write("alpha.txt", "one\n")
    assert Folder(folder.root).write("alpha.txt", "two\n").kept_edit is None
    assert (folder.root / "alpha.txt").read_text() == "two\n"


def test_an_edited_report_stays_and_the_new_one_goes_beside_it(folder: Folder) -> None:
    edited = folder.write("compare/a-vs-b.txt", "one\n").path
    edited.write_text("my own words\n")
    written = Folder(folder.root).write("compare/a-vs-b.txt", "two\n")
    assert written == Written(edited.with_name("a-vs-b.new.txt"), kept_edit=edited)
    assert (edited.read_text(), written.path.read_text()) == ("my own words\n", "two\n")


def test_the_new_one_is_replaced_as_long_as_nobody_edits_it(folder: Folder) -> None:
    folder.write("alpha.txt", "one\n").path.write_text("edited\n")
    for text in ("two\n", "three\n"):
        folder.write("alpha.txt", text)
    assert names(folder.root) == [MEMORY, "alpha.new.txt", "alpha.txt"]
    assert (folder.root / "alpha.new.txt").read_text() == "three\n"


def test_an_edited_new_one_stays_as_well(folder: Folder) -> None:
    edited = folder.write("alpha.txt", "one\n").path
    edited.write_text("edited\n")
    folder.write("alpha.txt", "two\n").path.write_text("edited too\n")
    assert folder.write("alpha.txt", "three\n") == Written(folder.root / "alpha.new2.txt", kept_edit=edited)
    assert (folder.root / "alpha.new.txt").read_text() == "edited too\n"


def test_a_file_that_we_never_wrote_is_somebodys(folder: Folder) -> None:
    folder.root.mkdir(parents=True)
    (folder.root / "alpha.txt").write_text("notes of my own\n")
    assert folder.write("alpha.txt", "one\n").kept_edit == folder.root / "alpha.txt"


def test_a_file_that_says_the_same_already_is_no_edit(folder: Folder) -> None:
    folder.root.mkdir(parents=True)
    (folder.root / "alpha.txt").write_text("one\n")
    assert folder.write("alpha.txt", "one\n").kept_edit is None
    assert folder.write("alpha.txt", "two\n").kept_edit is None


def test_a_deleted_report_is_written_again(folder: Folder) -> None:
    folder.write("alpha.txt", "one\n").path.unlink()
    assert folder.write("alpha.txt", "two\n") == Written(folder.root / "alpha.txt")


@pytest.mark.parametrize("memory", ["", "[]", "{", '{"alpha.txt": 7}', "\udcff", "[" * 100_000])
def test_a_memory_that_cannot_be_read_makes_every_file_an_edit(folder: Folder, memory: str) -> None:
    folder.write("alpha.txt", "one\n")
    (folder.root / MEMORY).write_text(memory, errors="surrogateescape")
    assert folder.write("alpha.txt", "two\n").kept_edit == folder.root / "alpha.txt"


def test_a_report_behind_a_link_does_not_reach_what_the_link_names(folder: Folder, tmp_path: Path) -> None:
    folder.root.mkdir(parents=True)
    (folder.root / "alpha.txt").symlink_to(tmp_path / "elsewhere.txt")
    folder.write("alpha.txt", "one\n")
    assert not (tmp_path / "elsewhere.txt").exists()


def test_reports_have_the_users_own_permissions(folder: Folder) -> None:
    own = os.umask(0o027)
    try:
        path = folder.write("alpha.txt", "one\n").path
    finally:
        os.umask(own)
    assert path.stat().st_mode & 0o777 == 0o640


def test_checking_leaves_nothing_behind(folder: Folder, tmp_path: Path) -> None:
    folder.check()
    assert list(tmp_path.iterdir()) == []


def test_checking_a_folder_that_exists_leaves_nothing_behind(tmp_path: Path) -> None:
    Folder(tmp_path).check()
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file\n")
    for root in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(OutputUnusable, match="is not a folder; name another by --out"):
            Folder(root).check()
        with pytest.raises(OutputUnusable, match=r"cannot be written .*; name another folder by --out"):
            Folder(root).write("alpha.txt", "one\n")


def test_a_dangling_link_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputUnusable, match="is not a folder"):
        Folder(tmp_path / "out").check()


def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(OutputUnusable, match="is read-only; make it writable"):
            Folder(tmp_path / "out").check()
    finally:
        tmp_path.chmod(0o755)


def test_a_folder_in_the_place_of_a_report_is_refused(folder: Folder) -> None:
    (folder.root / "alpha.txt").mkdir(parents=True)
    with pytest.raises(OutputUnusable, match="there is something here that is no file"):
        folder.write("alpha.txt", "one\n")


def test_a_report_that_cannot_be_put_in_place_leaves_no_draft(folder: Folder) -> None:
    (folder.root / MEMORY).mkdir(parents=True)
    with pytest.raises(OutputUnusable, match="cannot be written"):
        folder.write("alpha.txt", "one\n")
    assert names(folder.root) == []


def test_a_draft_of_a_run_that_was_killed_is_not_in_the_way(folder: Folder) -> None:
    folder.root.mkdir(parents=True)
    (folder.root / f".alpha.txt.{os.getpid()}").write_text("half a rep")
    folder.write("alpha.txt", "one\n")
    assert names(folder.root) == [MEMORY, "alpha.txt"]


def test_many_reports_are_remembered_together(folder: Folder) -> None:
    with folder.many() as reports:
        for name in ("tools/a.html", "tools/b.html"):
            reports.write(name, "one\n")
    assert names(folder.root) == [MEMORY, "tools/a.html", "tools/b.html"]
    assert folder.write("tools/a.html", "two\n").kept_edit is None


def test_an_edit_among_many_reports_stays(folder: Folder) -> None:
    edited = folder.write("a.html", "one\n").path
    edited.write_text("mine\n")
    with folder.many() as reports:
        assert reports.write("a.html", "two\n") == Written(folder.root / "a.new.html", kept_edit=edited)
    assert edited.read_text() == "mine\n"


def test_reports_of_a_process_that_died_half_way_are_ours_all_the_same(folder: Folder) -> None:
    folder.write("old.html", "one\n")
    with pytest.raises(KeyboardInterrupt):
        written_and_killed(folder)
    with folder.many() as reports:
        assert reports.write("old.html", "three\n").kept_edit is None
        assert reports.write("new.html", "three\n").kept_edit is None
    assert names(folder.root) == [MEMORY, "new.html", "old.html"]


def written_and_killed(folder: Folder) -> None:
    with folder.many() as reports:
        reports.write("old.html", "two\n")
        reports.write("new.html", "two\n")
        raise KeyboardInterrupt


def test_an_edit_after_that_is_an_edit(folder: Folder) -> None:
    with pytest.raises(KeyboardInterrupt):
        written_and_killed(folder)
    (folder.root / "new.html").write_text("mine\n")
    assert folder.write("new.html", "three\n").kept_edit == folder.root / "new.html"


@pytest.mark.parametrize("notes", ["", "[", "7\n", '["a"]\n', '["../x", "y"]\n["a.html"', "\udcff\n", "[" * 100_000])
def test_notes_that_cannot_be_read_remember_nothing(folder: Folder, notes: str) -> None:
    folder.write("a.html", "one\n")
    (folder.root / NOTES).write_text(notes, errors="surrogateescape")
    assert folder.write("a.html", "two\n").kept_edit is None
    assert names(folder.root) == [MEMORY, "a.html"]


def test_a_report_that_stands_there_already_is_left_alone(folder: Folder) -> None:
    before = folder.write("a.html", "one\n").path.stat().st_ino
    with folder.many() as reports:
        reports.write("a.html", "one\n")
    assert (folder.root / "a.html").stat().st_ino == before
