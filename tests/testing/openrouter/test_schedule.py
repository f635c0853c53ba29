"""Schedules say what is allowed, and buckets keep to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.errors import Mistake
from panel.testing.openrouter.schedule import Bucket, Schedule

MOVING = Schedule(((0, 150), (20, 60), (40, 150)))


def test_what_is_allowed_is_summed_over_the_steps() -> None:
    assert MOVING.allowed(10, 50) == 10 * 150 + 20 * 60 + 10 * 150


@pytest.mark.parametrize(("second", "rate"), [(0, 150), (19.9, 150), (20, 60), (39, 60), (1_000, 150)])
def test_the_rate_is_that_of_the_last_step_begun(second: float, rate: float) -> None:
    assert MOVING.rate(second) == rate


@pytest.mark.parametrize("steps", [(), ((1, 5),), ((0, 5), (0, 6)), ((0, 0),), ((0, float("inf")),)])
def test_a_schedule_that_makes_no_sense_is_refused(steps: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(Mistake):
        Schedule(steps)


@given(st.lists(st.floats(0, 0.2), min_size=1, max_size=400))
def test_a_bucket_never_gives_more_than_a_second_ahead_of_its_schedule(gaps: list[float]) -> None:
    schedule = Schedule(((0, 30), (5, 7), (10, 30)))
    bucket, now, given_ = Bucket(schedule), 0.0, 0
    for gap in gaps:
        now += gap
        given_ += bucket.take(now)
        assert given_ <= schedule.allowed(0, now) + 30 + 1e-6


def test_a_slow_bucket_holds_one_token() -> None:
    bucket = Bucket(Schedule.of(0.5))
    assert [bucket.take(second) for second in (0, 1, 2, 3, 4)] == [True, False, True, False, True]
