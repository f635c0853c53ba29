"""How many come a second."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from panel.cli.speed import Speed


@given(st.lists(st.floats(0, 200), max_size=60), st.floats(0, 60))
def test_a_speed_counts_each_once_and_never_below_nothing(times: list[float], later: float) -> None:
    speed = Speed()
    for time in sorted(times):
        speed.begin(time)
        speed.add(time)
    end = max(times, default=0.0) + later
    assert speed.count == len(times)
    assert 0 <= speed.now(end) <= len(times)
    recent = len([time for time in times if int(time) > end - 30])
    span = max(min(end - min(times, default=end), 30), 1)
    assert speed.now(end) == recent / span
