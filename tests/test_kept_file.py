"""A small file in the cache folder: for its owner alone, in one step, and nothing where it is not sound."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from panel.kept_file import KeptFile


def test_what_was_written_is_read_and_is_its_owners_alone(tmp_path: Path) -> None:
    file = KeptFile(tmp_path / "made" / "kept.json", cap=10)
    assert file.write(b"content")
    assert file.read() == b"content"
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
    assert [one.name for one in file.path.parent.iterdir()] == ["kept.json"]


def test_it_replaces_what_was_there_whatever_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_bytes(b"old")
    path.chmod(0o644)
    assert KeptFile(path, cap=10).write(b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o600)


def test_neither_more_than_the_cap_is_written_nor_read(tmp_path: Path) -> None:
    file = KeptFile(tmp_path / "kept.json", cap=3)
    assert not file.write(b"four")
    assert file.read() is None
    file.path.write_bytes(b"four")
    assert file.read() is None


def test_a_link_a_folder_and_a_pipe_are_not_read(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"elsewhere")
    (tmp_path / "link").symlink_to(target)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert [KeptFile(tmp_path / name, cap=99).read() for name in ("link", "folder", "pipe", "none")] == [None] * 4


def test_a_link_is_replaced_and_what_it_leads_to_is_left(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"elsewhere")
    (tmp_path / "link").symlink_to(target)
    assert KeptFile(tmp_path / "link", cap=99).write(b"mine")
    assert (target.read_bytes(), (tmp_path / "link").read_bytes()) == (b"elsewhere", b"mine")


def test_a_folder_that_may_not_be_written_leaves_everything_as_it_is(ordinary: Path) -> None:
    ordinary.chmod(0o500)
    try:
        assert not KeptFile(ordinary / "kept.json", cap=9).write(b"x")
        assert not KeptFile(ordinary / "made" / "kept.json", cap=9).write(b"x")
    finally:
        ordinary.chmod(0o700)
    assert list(ordinary.iterdir()) == []
