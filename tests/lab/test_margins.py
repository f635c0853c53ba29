"""How close panels are."""

from __future__ import annotations

from panel.lab.margins import CloseCalls
from tests.lab.panels import scored


def test_split_panels_and_those_of_one_vote_are_counted_among_panels_with_a_verdict() -> None:
    calls = CloseCalls()
    for panel in (scored(80, 80, 40, 40), scored(80, 80, 80, 40, 40), scored(80, 80, 80, 80, 40), scored(80, 40)):
        calls.add(panel.verdict)  # split, 3 to 2, 4 to 1, too few
    found = calls.figures()
    assert (found.split.count, found.one_vote.count, found.split.n) == (1, 1, 3)
