"""Why a page could not be had, and what to do about it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from panel.errors import FetchFault
from panel.intake import fetch_faults as faults
from panel.intake.targets import read_target

PAGE = read_target("https://feeds.example/feed")
LATER = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        (faults.refused(PAGE, 404, None), "check the address, or try later"),
        (faults.refused(PAGE, 503, None), "try later"),
        (faults.refused(PAGE, 304, None), "try later"),
        (faults.refused(PAGE, 429, LATER), "not to be asked again before 2026-01-02 00:00:00 UTC"),
        (faults.gone(PAGE, LATER), "stop asking for it; it is not asked for before 2026-01-02 00:00:00 UTC"),
        (faults.late(PAGE, 10), "try later"),
        (faults.too_big(PAGE, 10), "save it as a file and give its path"),
        (faults.wandering(PAGE, 5), "name the page that is meant"),
    ],
)
def test_every_fault_ends_with_what_to_do_in_one_short_sentence(fault: FetchFault, advice: str) -> None:
    assert str(fault).endswith(advice)
    assert ". " not in str(fault)
    assert len(str(fault)) < 200
