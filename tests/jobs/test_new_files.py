"""New files: all of them or none, and never over what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from panel.errors import Mistake, OutputUnusable
from panel.jobs.new_files import NewFile, write_new

FIX = "name another folder"


def everything(folder: Path) -> list[str]:
    """Whatever is in a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_files_are_written_with_the_folders_they_need(tmp_path: Path) -> None:
    write_new([NewFile(tmp_path / "a", "one\n"), NewFile(tmp_path / "b" / "c" / "d", "é\n")], otherwise=FIX)
    assert everything(tmp_path) == ["a", "b", "b/c", "b/c/d"]
    assert (tmp_path / "b" / "c" / "d").read_bytes() == "é\n".encode()


def test_all_that_is_in_the_way_is_named_before_anything_is_written(tmp_path: Path) -> None:
    for name in ("b", "c"):
        (tmp_path / name).write_text("mine")
    with pytest.raises(Mistake, match=FIX) as caught:
        write_new([NewFile(tmp_path / name, "") for name in "abc"], otherwise=FIX)
    assert f"{tmp_path / 'b'}, {tmp_path / 'c'}" in str(caught.value)
    assert everything(tmp_path) == ["b", "c"]


def test_a_file_that_appears_meanwhile_is_left_alone_and_the_rest_is_taken_back(tmp_path: Path) -> None:
    # The second of two equal paths finds what the first has just made, as a file of somebody else's would be found.
    files = [NewFile(tmp_path / "x" / name, "ours") for name in ("a", "b", "b")]
    with pytest.raises(Mistake, match="already there"):
        write_new(files, otherwise=FIX)
    assert everything(tmp_path) == []


@pytest.mark.parametrize("bad", ["a/b", "x" * 300, "a\0b"])
def test_a_failure_half_way_takes_back_files_and_folders(tmp_path: Path, bad: str) -> None:
    files = [NewFile(tmp_path / "new" / "a", "one"), NewFile(tmp_path / "new" / bad, "two")]
    with pytest.raises(OutputUnusable, match="nothing was written"):
        write_new(files, otherwise=FIX)
    assert everything(tmp_path) == []


def test_folders_that_were_there_stay(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    with pytest.raises(OutputUnusable):
        write_new(
            [NewFile(tmp_path / "kept" / "a", "one"), NewFile(tmp_path / "kept" / ("x" * 300), "")], otherwise=FIX
        )
    assert everything(tmp_path) == ["kept"]


def test_text_that_cannot_be_written_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(OutputUnusable):
        write_new([NewFile(tmp_path / "a", "\udcff")], otherwise=FIX)
    assert everything(tmp_path) == []
