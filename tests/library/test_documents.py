"""A file that holds no YAML mapping is a Mistake that names it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from panel.errors import Mistake
from panel.library.documents import read_yaml


def _refusal(path: Path) -> str:
    with pytest.raises(Mistake) as caught:
        read_yaml(path)
    return str(caught.value)


def _written(folder: Path, content: bytes) -> Path:
    path = folder / "sheet.yaml"
    path.write_bytes(content)
    return path


def test_reads_a_mapping_with_a_byte_order_mark(tmp_path: Path) -> None:
    assert read_yaml(_written(tmp_path, b"\xef\xbb\xbfa: 1\n")).value == {"a": 1}


def test_lines_are_counted_across_windows_line_ends(tmp_path: Path) -> None:
    assert read_yaml(_written(tmp_path, b"a: 1\r\nb: 2\r\n")).line_of(("b",)) == 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "none.yaml").startswith(f"{tmp_path / 'none.yaml'}: cannot be read (No such file")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert _refusal(tmp_path) == f"{tmp_path}: not a file; give a YAML file"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert _refusal(tmp_path / "pipe.yaml").endswith("not a file; give a YAML file")


def test_other_encodings_are_named_with_their_line(tmp_path: Path) -> None:
    path = _written(tmp_path, b"a: 1\nb: caf\xe9\n")
    assert _refusal(path) == f"{path}:2: not UTF-8 text; save it as UTF-8"


def test_binary_is_named_with_its_line(tmp_path: Path) -> None:
    path = _written(tmp_path, b"a: 1\nb: \x00\x01\n")
    assert _refusal(path).startswith(f"{path}:2: not text")


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    path = _written(tmp_path, b"")
    assert _refusal(path).startswith(f"{path}:1: ")


def test_a_file_over_the_cap_is_not_read(tmp_path: Path) -> None:
    path = _written(tmp_path, b"#" * (256 * 1024 + 1))
    assert _refusal(path) == f"{path}: over 256 KB; shorten it"
