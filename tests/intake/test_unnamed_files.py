"""Files without a name: where the disk refuses them, its words name the folder and the variable that moves it."""

from __future__ import annotations

import errno
import tempfile

import pytest

from panel.errors import OutputUnusable
from panel.intake.unnamed_files import in_temporary_folder, let_go, unnamed_file


def test_what_is_written_comes_back_until_it_is_let_go() -> None:
    file = unnamed_file()
    file.write(b"row")
    file.seek(0)
    assert file.read() == b"row"
    let_go(file)
    let_go(file)
    assert file.closed


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full; free some space there, or name another folder by the variable TMPDIR"),
        (errno.EROFS, "no temporary file can be written (words); name another folder by the variable TMPDIR"),
    ],
)
def test_a_disk_that_refuses_is_named_with_the_fix(number: int, said: str) -> None:
    with pytest.raises(OutputUnusable) as refused, in_temporary_folder():
        raise OSError(number, "words")
    assert str(refused.value) == f"{tempfile.gettempdir()}: {said}"
