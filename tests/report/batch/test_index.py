"""The frame of a batch's index page."""

from __future__ import annotations

from panel.report.batch.index import ROWS, index_frame
from panel.report.view import House
from tests.batches import a_summary
from tests.report.panels import PANEL


def test_the_title_counts_the_tools_that_have_a_row() -> None:
    head, tail = index_frame(a_summary(tools=12, unasked=["later", "latest"]), House(personas=PANEL))
    assert "<title>Batch of 10 tools" in head
    assert ROWS not in head + tail
    head, _ = index_frame(a_summary(tools=2, unasked=["later"]), House(personas=PANEL))
    assert "<title>Batch of one tool" in head
