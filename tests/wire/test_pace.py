"""Pace: what one limiter takes, and what a person is told of it."""

from __future__ import annotations

import math
from collections import deque
from datetime import datetime, timedelta

import pytest

from panel.domain.waiting import Waiting
from panel.errors import Cause, Reach, WireFault
from panel.wire.pace import REFUSALS, Pace, whose
from panel.wire.rate import MOST
from tests.fakes.clock import START


def refusal(
    cause: Cause = Cause.RATE_LIMITED, *, wait: float | None = None, reach: Reach = Reach.MODEL, why: str = "slow down"
) -> WireFault:
    return WireFault(cause, why, is_retryable=True, retry_after=wait, reach=reach)


def a_pace(left_at: float = 0.0, count: int = 10, patience: float = math.inf) -> Pace:
    """A pace at which some requests have just left."""
    pace = Pace("a/b", patience=patience)
    for _ in range(count):
        pace.left(left_at)
    return pace


def told(pace: Pace, fault: WireFault, now: float, sent_at: float | None = None) -> Waiting | None:
    """What is said once a refusal is learnt from."""
    pace.refused(fault, now if sent_at is None else sent_at, now)
    return pace.said(fault, now, at(now))


def at(now: float) -> datetime:
    """The time of a second."""
    return START + timedelta(seconds=now)


def test_a_limited_rate_says_when_the_next_may_leave_and_a_full_flight_says_never() -> None:
    pace = Pace("a/b", rate=2, at_once=2)
    pace.left(1)
    assert pace.ready_at() == pytest.approx(1.45)
    pace.left(1.45)
    assert pace.ready_at() == math.inf
    pace.flight.landed()
    assert pace.ready_at() == pytest.approx(1.95)


@pytest.mark.parametrize("cause", [Cause.TOO_MANY_AT_ONCE, Cause.TIMED_OUT])
def test_too_many_at_once_says_nothing_of_the_rate(cause: Cause) -> None:
    pace = a_pace()
    pace.refused(refusal(cause, wait=3), 0, 0.5)
    assert pace.rate.at(0.5) == MOST
    assert pace.flight.limit == 7
    assert pace.rate.held_until == 3


def test_too_fast_says_nothing_of_how_many_at_once() -> None:
    pace = a_pace()
    pace.refused(refusal(), 0, 0.5)
    assert pace.rate.at(0.5) < MOST
    assert pace.flight.limit == math.inf


def test_the_first_fault_that_shuts_it_out_is_the_one_that_is_kept() -> None:
    pace = Pace("a/b")
    first = refusal(why="the day is spent")
    pace.shut(first)
    pace.shut(refusal(why="again"))
    assert pace.shut_out is first


def test_a_named_wait_is_told_with_its_reason_and_its_end() -> None:
    assert told(a_pace(), refusal(wait=30), now=2.0) == Waiting(whom="a/b", why="slow down", until=at(32.0))


def test_a_wait_that_nobody_has_patience_for_is_told_as_such() -> None:
    said = told(a_pace(patience=60), refusal(wait=70), now=2.0)
    assert said == Waiting(whom="a/b", why="slow down", until=at(72.0), is_too_long=True)


def test_the_same_wait_is_told_once() -> None:
    pace = a_pace()
    assert told(pace, refusal(wait=30), now=2.0)
    assert told(pace, refusal(wait=30), now=2.5) is None


def test_a_wait_that_grows_is_told_again() -> None:
    pace = a_pace()
    told(pace, refusal(wait=30), now=2.0)
    assert told(pace, refusal(wait=60), now=3.0) == Waiting(whom="a/b", why="slow down", until=at(63.0))


def test_a_wait_of_less_than_a_second_is_not_worth_saying() -> None:
    assert told(a_pace(), refusal(wait=0.9), now=2.0) is None


def test_the_wait_of_too_many_at_once_is_told_too() -> None:
    said = told(a_pace(), refusal(Cause.TOO_MANY_AT_ONCE, wait=5), now=2.0)
    assert said == Waiting(whom="a/b", why="slow down", until=at(7.0))
    assert told(a_pace(), refusal(Cause.TOO_MANY_AT_ONCE), now=2.0) == Waiting(whom="a/b", why="slow down")


def test_a_rate_is_told_when_it_is_first_learnt() -> None:
    # Six tenths of the 9 that were granted in the last second.
    assert told(a_pace(), refusal(), now=0.0) == Waiting(whom="a/b", why="slow down", rate=0.6 * 9)


def test_rates_are_told_every_ten_seconds_at_most() -> None:
    pace = a_pace()
    assert told(pace, refusal(), now=0.0)
    pace.left(4.0)
    # Of 5.4 a second it has gone down by half, 4 seconds after the last news.
    assert told(pace, refusal(), now=4.0) is None


def test_the_refusal_that_named_a_long_wait_is_kept_while_the_wait_is_long() -> None:
    pace = a_pace(patience=60)
    long = refusal(wait=100, why="an hour's limit")
    pace.refused(long, 0, 1)
    pace.refused(refusal(wait=5), 0, 1)
    assert pace.held_too_long(1) is long
    # 100 seconds from 0: at 40 no more than 60 are left.
    assert pace.held_too_long(39) is long
    assert pace.held_too_long(40) is None


def tried(pace: Pace, sent_at: float, fault: WireFault | None = None, *, takes: float = 0.1) -> WireFault | None:
    """One request by itself that is refused, or granted without a fault; returns what nothing more leaves for."""
    pace.left(sent_at)
    if fault is None:
        pace.granted()
    else:
        pace.refused(fault, sent_at, sent_at + takes)
    pace.flight.landed()
    return pace.shut_out


@pytest.mark.parametrize("cause", REFUSALS)
def test_whoever_refuses_everything_for_longer_than_anybody_has_patience_is_asked_nothing_more(cause: Cause) -> None:
    pace = Pace("a/b", patience=60)
    tried(pace, 0, refusal(cause, why="the pool is full"))
    assert tried(pace, 40, refusal(cause, why="the pool is full")) is None
    fault = tried(pace, 60.2, refusal(cause, why="the pool is still full"))
    assert fault is not None
    assert (fault.cause, fault.is_retryable, fault.retry_after) == (cause, False, None)
    # From the first refusal at 0.1 to the last at 60.3.
    assert fault.detail == (
        "the pool is still full; every request was refused for 60 s, and no more are sent in this run"
    )
    assert pace.said(refusal(cause, wait=50), 60.3, at(60.3)) is None


def test_a_grant_starts_the_count_of_refusals_anew() -> None:
    pace = Pace("a/b", patience=60)
    tried(pace, 0, refusal())
    tried(pace, 50)
    tried(pace, 55, refusal())
    assert tried(pace, 100, refusal()) is None
    assert tried(pace, 115.1, refusal())


def test_where_everything_is_refused_the_last_try_is_made_when_patience_ends() -> None:
    pace = Pace("a/b", patience=10)
    tried(pace, 0, refusal())
    tried(pace, 0.2, refusal())
    # Nothing granted: one request in 20 seconds is the slowest there is, and 10 after the first refusal is sooner.
    assert pace.rate.ready_at() > 15
    assert pace.ready_at() == pytest.approx(10.1)


def test_the_last_try_keeps_to_the_rate_that_was_set_and_to_what_is_in_flight() -> None:
    pace = Pace("a/b", patience=15, rate=0.1)
    tried(pace, 0, refusal())
    tried(pace, 10, refusal())
    # One in ten seconds is what was set, though patience ends at 15.1 and what was learnt is one in 20.
    assert pace.ready_at() == pytest.approx(20)
    pace.left(20)
    assert pace.ready_at() == pace.rate.ready_at()


def test_a_named_wait_does_not_use_up_patience_before_it_was_tried_again() -> None:
    pace = Pace("a/b", patience=120)
    tried(pace, 0, refusal(wait=100))
    assert pace.ready_at() == 100
    # 120 have passed at 120.1, and 200 is when it may be tried once more.
    assert tried(pace, 100, refusal(wait=100), takes=19) is None
    assert pace.ready_at() == 200
    assert tried(pace, 200, refusal(wait=100))


def test_a_refusal_of_what_was_sent_before_a_named_wait_was_over_proves_nothing() -> None:
    pace = a_pace(patience=120, count=2)
    pace.refused(refusal(wait=119), 0, 1)
    pace.flight.landed()
    pace.refused(refusal(), 0, 125)
    assert pace.shut_out is None


def test_while_another_request_is_on_its_way_it_is_not_known_that_everything_is_refused() -> None:
    pace = Pace("a/b", patience=60)
    tried(pace, 0, refusal())
    pace.left(50)
    assert tried(pace, 70, refusal()) is None
    pace.refused(refusal(), 50, 71)
    assert pace.shut_out is not None


def test_once_patience_is_over_nothing_leaves_beside_what_is_on_its_way() -> None:
    pace = Pace("a/b", patience=60)
    tried(pace, 0, refusal())
    pace.left(50)
    pace.left(51)
    pace.refused(refusal(), 50, 70)
    assert pace.ready_at() == math.inf
    pace.flight.landed()
    assert pace.ready_at() == math.inf
    # The other one was granted: all is as before.
    pace.granted()
    assert pace.ready_at() < math.inf


@pytest.mark.parametrize("takes", [0.3, 3, 15])
def test_a_limiter_that_ends_to_grant_is_given_up_however_many_are_on_their_way(takes: float) -> None:
    shut_at = outage(Pace("a/b", patience=60), places=32, takes=takes)
    # The last answer to what was sent before 60 is heard at 60 + ``takes``, and the refusal after it starts the count:
    # its patience, the refusals of what was on its way, and then the last try.
    assert 120 <= shut_at <= 60 + takes + 5 + 60 + 2 * takes


def outage(pace: Pace, *, places: int, takes: float) -> float:
    """One request a second is granted for a minute, then none; says when nothing more is sent."""
    on_their_way: deque[tuple[float, float, bool]] = deque()
    now, token_at = 0.0, 0.0
    while pace.shut_out is None and now < 600:
        ready = pace.ready_at() if len(on_their_way) < places else math.inf
        if on_their_way and on_their_way[0][0] < max(ready, now):
            now, sent_at, is_granted = on_their_way.popleft()
            if is_granted:
                pace.granted()
            else:
                pace.refused(refusal(), sent_at, now)
            pace.flight.landed()
            continue
        now = max(ready, now)
        is_granted = token_at <= now < 60
        token_at = now + 1 if is_granted else token_at
        pace.left(now)
        on_their_way.append((now + takes, now, is_granted))
    return now


def unreached(pace: Pace, *seconds: float) -> WireFault | None:
    """Requests that reached nobody, as was heard at these seconds; returns what nothing more leaves for."""
    for second in seconds:
        pace.unreached(WireFault(Cause.UNREACHABLE, "nobody is there", is_retryable=True), second)
    return pace.shut_out


def test_whoever_nothing_reaches_for_a_minute_and_ten_requests_is_asked_nothing_more() -> None:
    pace = Pace("one")
    assert unreached(pace, *[15] * 8, 74.9) is None
    fault = unreached(pace, 75)
    assert fault is not None
    assert (fault.cause, fault.is_retryable, fault.reach) == (Cause.UNREACHABLE, False, Reach.ENDPOINT)
    assert fault.detail == ("nobody is there; nothing has reached it for 60 s, and no more is sent there in this run")


def test_a_few_that_reach_nobody_are_no_proof_however_long_it_takes() -> None:
    assert unreached(Pace("one"), *range(0, 900, 100)) is None


def test_any_answer_starts_the_count_of_those_that_reached_nobody_anew() -> None:
    pace = Pace("one")
    unreached(pace, *range(0, 60, 5))
    pace.reached()
    assert unreached(pace, *range(60, 120, 5)) is None
    assert unreached(pace, 120)


@pytest.mark.parametrize(
    ("fault", "reach"),
    [
        (refusal(reach=Reach.MODEL), Reach.MODEL),
        (refusal(reach=Reach.CALL), Reach.MODEL),
        (refusal(reach=Reach.ENDPOINT), Reach.ENDPOINT),
        (refusal(Cause.TOO_MANY_AT_ONCE, reach=Reach.CALL), Reach.ENDPOINT),
    ],
)
def test_a_refusal_is_the_models_unless_the_account_is_meant(fault: WireFault, reach: Reach) -> None:
    assert whose(fault) is reach
