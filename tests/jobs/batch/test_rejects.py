"""Rejected rows are kept aside until the outputs are written, and leave nothing behind."""

from __future__ import annotations

import tempfile

import pytest

from panel.domain.source import Rejected
from panel.errors import OutputUnusable
from panel.jobs.batch.rejects import Rejects
from tests.jobs.batch.disk import files_up_to


def a_row(number: int, **fields: object) -> Rejected:
    return Rejected.model_validate({"feed": "feed.csv", "row": number, "reason": "it has no name", **fields})


def test_rows_come_back_in_their_order_and_as_often_as_they_are_read() -> None:
    with Rejects() as rejects:
        rows = [a_row(number) for number in range(1, 4)]
        for row in rows:
            rejects.put(row)
        assert (rejects.count, [*rejects], [*rejects]) == (3, rows, rows)


def test_with_none_there_are_none() -> None:
    with Rejects() as rejects:
        assert (rejects.count, [*rejects]) == (0, [])


def test_what_a_stranger_wrote_comes_back_as_it_was() -> None:
    with Rejects() as rejects:
        row = a_row(1, reason="line\nbreak \u2028 and \x00 \U0001f600")
        rejects.put(row)
        assert [*rejects] == [row]


@pytest.mark.parametrize("rows", [1, 1_000])
def test_where_they_do_not_fit_the_temporary_folder_is_named_with_the_fix(rows: int) -> None:
    """At once, or when what waits in a buffer is written."""

    def kept() -> None:
        with files_up_to(10), Rejects() as rejects:
            for number in range(1, rows + 1):
                rejects.put(a_row(number))
            assert not [*rejects]

    with pytest.raises(OutputUnusable, match=f"^{tempfile.gettempdir()}: .* by the variable TMPDIR$"):
        kept()
