"""How a take that a page shows leads back to the one that is stored."""

from __future__ import annotations

from typing import Any

import pytest

from panel.domain.backup import StoredTake
from panel.domain.take import Finding
from tests.builders import a_take

FINDING = {"code": "links"}


@pytest.mark.parametrize("is_imported", [True, False])
@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"status": "withheld", "reason": "Quotes a price"},
        {"findings": [FINDING]},
        {"status": "withheld", "reason": "Quotes a price", "findings": [FINDING]},
    ],
)
def test_what_a_page_shows_leads_back_to_what_is_stored(shown: dict[str, Any], *, is_imported: bool) -> None:
    stored = a_take(is_imported=is_imported)
    page = a_take(**shown)
    assert StoredTake.of(stored, page).restored(page) == stored


def test_a_released_take_leads_back_to_one_that_came_withheld() -> None:
    stored, page = a_take(status="withheld", reason="Theirs", findings=[FINDING]), a_take()
    record = StoredTake.of(stored, page)
    assert (record.status, record.reason, record.findings) == ("withheld", "Theirs", (Finding(code="links"),))
    assert record.restored(page) == stored


def test_of_a_take_that_is_shown_as_it_is_stored_only_its_origin_is_told() -> None:
    record = StoredTake.of(a_take(is_imported=True), a_take())
    assert record.model_dump(exclude_none=True) == {"origin": "imported"}
