"""The rate before limiters that move: how much of what is allowed is used, and how much is refused on the way.

Seconds are events in order, so every trial ends the same on every machine. A fixed rate of half the limit would use
0.5, and one of twice the limit would be refused for every second request; the bounds lie well inside of both.
"""

from __future__ import annotations

import pytest

from panel.testing.openrouter.schedule import Bucket, Schedule
from panel.wire.rate import Rate
from tests.fakes.limiter import FixedWindow, FlatBucket, Shedding, Trial

MOVING = Schedule(((0, 150), (20, 60), (40, 150)))


@pytest.mark.parametrize("retry_after", [None, 1.0])
def test_a_limit_that_moves_is_followed(retry_after: float | None) -> None:
    course = Trial(Bucket(MOVING), retry_after=retry_after).course()
    assert course.share_used(MOVING) >= 0.88
    assert course.share_refused <= 0.03


@pytest.mark.parametrize("retry_after", [None, 1.0])
def test_a_limit_that_moves_is_followed_with_many_places_and_slow_answers(retry_after: float | None) -> None:
    course = Trial(Bucket(MOVING), places=500, latency=1, retry_after=retry_after).course()
    assert course.share_used(MOVING) >= 0.88
    assert course.share_refused <= 0.03


@pytest.mark.parametrize("retry_after", [None, 1.0])
def test_refusals_that_are_long_on_their_way_are_learnt_from_all_the_same(retry_after: float | None) -> None:
    # 0.2 s there and back: at 150 a second 30 requests are on their way when the first refusal is heard.
    course = Trial(Bucket(MOVING), way=0.1, retry_after=retry_after).course()
    assert course.share_used(MOVING) >= 0.88
    assert course.share_refused <= 0.05


def test_many_places_and_a_long_way_cost_their_first_wave_and_little_more() -> None:
    # In 0.2 s up to 500 leave at the highest rate, of 6,000: that is 8 %, and cannot be known before.
    course = Trial(Bucket(MOVING), places=500, latency=1, way=0.1, retry_after=1.0).course()
    assert course.share_used(MOVING) >= 0.88
    assert course.share_refused <= 0.15


@pytest.mark.parametrize("way", [0.55, 0.75, 1.5])
def test_refusals_that_take_longer_than_a_second_are_learnt_from_too(way: float) -> None:
    # The 32 places leave in a moment, 10 are granted; that was over a second ago when the first refusal is heard.
    ten = Schedule.of(10)
    course = Trial(FlatBucket(ten, 10), calls=600, places=32, latency=2, way=way).course()
    assert course.share_used(ten) >= 0.7


def test_slow_refusals_do_not_let_the_rate_run_away_with_many_places() -> None:
    # 500 leave at once and 10 are granted: of 1,690 requests at the least, 490 are refused before anything is known.
    ten = Schedule.of(10)
    course = Trial(FlatBucket(ten, 10), calls=1_200, places=500, latency=10, way=2.5).course()
    assert course.share_used(ten) >= 0.75
    assert course.share_refused <= 0.5


@pytest.mark.parametrize("places", [32, 500])
def test_while_everything_is_refused_hardly_anything_is_sent(places: int) -> None:
    outage = Schedule(((0, 150), (20, 1e-6), (80, 150)))
    course = Trial(Bucket(outage), places=places, latency=2 if places > 100 else 0.2, way=0.15).course()
    # One every 5 seconds for 55, beside the 0.3 s that each refusal takes.
    assert sum(1 for one in course.refused if 25 <= one < 80) <= 11
    # A pause of 5 s at most, and half as long again as the refusal takes.
    assert min(one for one in course.granted if one > 80) <= 80 + 5 + 1.5 * 0.3


def test_a_limiter_that_counts_whole_seconds_is_met_closely() -> None:
    course = Trial(FixedWindow(MOVING)).course()
    assert course.share_used(MOVING) >= 0.8
    assert course.share_refused <= 0.03


def test_a_limiter_that_counts_whole_seconds_and_names_a_wait_is_met() -> None:
    # A refusal costs up to a whole second of each few, which nobody can make up for before such a limiter.
    course = Trial(FixedWindow(MOVING), retry_after=1.0).course()
    assert course.share_used(MOVING) >= 0.65
    assert course.share_refused <= 0.03


def test_a_limiter_that_forgives_no_burst_is_met() -> None:
    course = Trial(FlatBucket(MOVING, 3)).course()
    assert course.share_used(MOVING) >= 0.7
    assert course.share_refused <= 0.03


def test_a_limiter_that_forgives_no_burst_and_names_a_wait_is_not_run_into_again_and_again() -> None:
    # Nothing saved up in the second that is waited for: the rate that is left between two waits is what counts.
    course = Trial(FlatBucket(MOVING, 3), retry_after=1.0, way=0.025).course()
    assert course.share_used(MOVING) >= 0.25
    assert course.share_refused <= 0.05


def test_twenty_a_minute_are_used_and_waiting_for_the_next_is_no_reason_to_ask_faster() -> None:
    slow = Schedule.of(1 / 3)
    course = Trial(FlatBucket(slow, 3), calls=60).course()
    assert course.share_used(slow) >= 0.7
    # Twenty seconds of learning at a request a second at most, and about one refusal for each that is granted.
    assert course.share_refused <= 0.6


def test_twenty_a_minute_saved_up_for_a_minute_are_all_used() -> None:
    slow = Schedule.of(1 / 3)
    course = Trial(FlatBucket(slow, 20), calls=100).course()
    assert course.share_used(slow) >= 0.9
    assert course.share_refused <= 0.6


def test_a_rate_that_is_set_below_the_limit_is_never_refused() -> None:
    course = Trial(Bucket(Schedule.of(150)), calls=1_000, rate=Rate(100)).course()
    assert course.refused == ()
    # 1,000 at 100 a second; the first 5 are what may be caught up.
    assert course.granted[-1] == pytest.approx(9.95, abs=0.05)


def test_a_limit_that_falls_to_a_fiftieth_and_comes_back_is_found_again() -> None:
    deep = Schedule(((0, 150), (20, 3), (40, 150)))
    course = Trial(Bucket(deep), calls=4_500).course()
    # About 150 * 20 + 3 * 20 are granted until second 40; at 3 a second the others would take until second 520.
    assert course.end <= 90
    assert course.share_refused <= 0.03


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2])
def test_an_upstream_that_refuses_by_lot_is_not_asked_ever_more_slowly(share: float) -> None:
    course = Trial(Shedding(share), calls=6_000, places=32, latency=0.5).course()
    # 32 places answered in half a second are 64 a second, so 94 s at the least; a sixth of that pace is kept all along.
    assert course.end <= 6 * 94
    assert course.share_refused <= share + 0.02


def test_a_limit_before_an_upstream_that_refuses_by_lot_is_kept_to() -> None:
    # Of 15 a second that are allowed, 9 in 10 are not refused by lot.
    limit = Schedule.of(15)
    course = Trial(Shedding(0.1, Bucket(limit)), calls=3_000).course()
    assert course.share_used(limit) >= 0.25
    assert course.share_refused <= 0.2
