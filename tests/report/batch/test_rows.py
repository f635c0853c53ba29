"""A panel's row on the index: what is worth a look, and nothing that a page would run."""

from __future__ import annotations

import pytest

from panel.report.batch.rows import index_row
from tests.batches import a_panel
from tests.builders import a_tool
from tests.payloads import PAYLOADS, hostile_tool
from tests.report.panels import PANEL


def test_the_marks_lead_to_the_editors_page_and_without_one_the_cell_is_empty() -> None:
    marked = index_row(a_panel(), PANEL, ("hard finding", "split"))
    assert marked.endswith('<td><a href="tools/alpha.editor.html">hard finding, split</a></tr>\n')
    assert index_row(a_panel(), PANEL, ()).endswith("<td></tr>\n")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_of_a_tools_adds_an_element_to_its_row(payload: str) -> None:
    plain, hostile = (
        index_row(a_panel(tool), PANEL, ("split",))
        for tool in (a_tool(category="Notes"), hostile_tool(payload, "alpha"))
    )
    assert (hostile.count("<"), hostile.count(">")) == (plain.count("<"), plain.count(">"))
