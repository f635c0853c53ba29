"""The rate: what is learnt from refusals, and when the next request may leave; seconds are those of the test."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.wire.rate import MOST, Rate


def sends(rate: Rate, *, start: float, every: float, count: int) -> None:
    """Send so many requests, one every so many seconds."""
    for number in range(count):
        rate.sent(start + number * every)


def a_limited_rate() -> Rate:
    """Of 60 requests a second, learnt at second 1: 0.6 of the 100 that were granted in the second before."""
    rate = Rate()
    sends(rate, start=0.005, every=0.01, count=100)
    rate.sent(1.0)
    rate.refused(1.0, 1.0, None)
    return rate


def goes_at_once(rate: Rate, now: float) -> int:
    """How many leave at one moment."""
    count = 0
    while rate.ready_at() <= now:
        rate.sent(now)
        count += 1
    return count


def test_without_a_refusal_nothing_is_limited() -> None:
    rate = Rate()
    sends(rate, start=0, every=0.01, count=50)
    assert rate.at(1) == MOST


def test_the_first_refusal_takes_six_tenths_of_what_the_last_second_took() -> None:
    rate = Rate()
    sends(rate, start=0.5, every=0.01, count=40)
    sends(rate, start=2.0, every=0.01, count=50)
    rate.sent(2.5)
    rate.refused(2.5, 2.52, None)
    # The 40 were sent more than a second before; 50 of 51 were granted since.
    assert rate.at(2.52) == pytest.approx(0.6 * 50)


def test_a_first_refusal_that_took_long_takes_six_tenths_of_the_second_before_it_was_sent() -> None:
    rate = Rate()
    sends(rate, start=0.5, every=0.01, count=40)
    rate.sent(1.2)
    sends(rate, start=2.0, every=0.01, count=100)
    rate.refused(1.2, 4.5, None)
    assert rate.at(4.5) == pytest.approx(0.6 * 40)


def test_a_first_refusal_of_the_first_request_is_taken_with_what_left_beside_it() -> None:
    rate = Rate()
    sends(rate, start=1.0, every=0.01, count=32)
    rate.refused(1.0, 4.5, None)
    assert rate.at(4.5) == pytest.approx(0.6 * 31)


def test_a_first_refusal_where_less_than_one_a_second_was_sent_does_not_end_it() -> None:
    rate = Rate()
    sends(rate, start=0.0, every=2.0, count=11)
    rate.refused(20.0, 21.5, None)
    # In the ten seconds before 20: at 12, 14, 16 and 18.
    assert rate.at(21.5) == pytest.approx(0.6 * 4 / 10)


def test_between_two_refusals_the_limit_is_measured() -> None:
    rate = a_limited_rate()
    sends(rate, start=1.1, every=0.025, count=37)
    rate.sent(2.0)
    rate.refused(2.0, 2.0, None)
    # 37 were granted in the second between: 1.5 % below that.
    assert rate.at(2.0) == pytest.approx(0.985 * 37)


def test_one_measurement_halves_the_rate_at_most() -> None:
    rate = a_limited_rate()
    before = rate.at(2.0)
    sends(rate, start=1.5, every=0.1, count=2)
    rate.sent(2.0)
    rate.refused(2.0, 2.0, None)
    # 2 a second would be far less than half.
    assert rate.at(2.0) == pytest.approx(before / 2)


def test_two_refusals_close_together_measure_nothing_and_lower_the_rate_a_little() -> None:
    rate = a_limited_rate()
    sends(rate, start=1.03, every=0.01, count=2)
    rate.sent(1.06)
    rate.refused(1.06, 1.06, None)
    # Within 0.06 s the rate of 60 has hardly grown.
    assert rate.at(1.06) == pytest.approx(0.96 * 60, rel=0.001)


def test_refusals_of_requests_sent_before_the_lesson_are_one_event() -> None:
    rate = a_limited_rate()
    learnt = rate.at(1.0)
    for sent_at in (0.985, 0.995):
        rate.refused(sent_at, 1.01, None)
    assert rate.at(1.0) == learnt


def test_what_seemed_granted_and_is_refused_after_all_is_taken_off_the_measurement() -> None:
    rate = a_limited_rate()
    sends(rate, start=1.5, every=0.01, count=40)
    sends(rate, start=2.0, every=0.0, count=10)
    for _ in range(10):
        rate.refused(2.0, 2.05, None)
    # Ten left at the same moment and all were refused; 40 were granted in the second since the refusal before.
    assert rate.at(2.05) == pytest.approx(0.985 * 40)


def test_while_the_limiter_stays_shut_only_the_pause_doubles() -> None:
    rate = a_limited_rate()
    pauses = []
    now = rate.ready_at()
    for _ in range(9):
        rate.sent(now)
        rate.refused(now, now, None)
        pauses.append(rate.ready_at() - now)
        now = rate.ready_at()
        assert rate.at(now) == pytest.approx(60, rel=0.04)
    assert pauses == pytest.approx([0.06, 0.12, 0.24, 0.48, 0.96, 1.92, 3.84, 5, 5])


def test_while_the_limiter_stays_shut_one_leaves_by_itself_until_its_refusal_would_have_been_heard() -> None:
    rate = a_limited_rate()
    first = rate.ready_at()
    rate.sent(first)
    rate.refused(first, first + 0.2, None)
    alone = rate.ready_at()
    # The pause has doubled to 0.06 s.
    assert alone == pytest.approx(first + 0.26)
    assert goes_at_once(rate, alone) == 1
    # Half as long again as the last refusal took; then it counts as granted, and others follow at the learnt rate.
    assert rate.ready_at() == pytest.approx(alone + 0.3)
    rate.sent(alone + 0.3)
    assert rate.ready_at() < alone + 0.35


def test_what_left_together_and_found_the_limiter_shut_doubles_the_pause_once() -> None:
    rate = a_limited_rate()
    start = rate.ready_at()
    sends(rate, start=start, every=0.01, count=5)
    for number in range(5):
        rate.refused(start + number * 0.01, start + 0.2 + number * 0.01, None)
    assert rate.ready_at() == pytest.approx(start + 0.2 + 0.06)


def test_the_rate_grows_while_all_is_quiet_slowly_at_first() -> None:
    rate = a_limited_rate()
    # 1 + 0.012 t + 0.02 t³ times 60, t seconds after the lesson.
    sends(rate, start=1.0, every=1 / 60, count=60)
    assert rate.at(2.0) == pytest.approx(60 * 1.032)
    sends(rate, start=2.0, every=0.01, count=401)
    assert rate.at(6.0) == pytest.approx(60 * (1 + 0.06 + 2.5), rel=0.05)


def test_the_rate_grows_no_further_than_to_twice_what_was_sent_of_late_and_a_few() -> None:
    rate = a_limited_rate()
    sends(rate, start=10.005, every=0.025, count=200)
    # 40 a second, as the places allow: 80 in the last two seconds, and four a second may always be tried.
    assert rate.at(15.0) == pytest.approx(4 + 2 * 40)
    # The rate that was learnt stays: it was measured.
    assert rate.at(60) == 60


def test_the_rate_grows_only_by_what_a_refusal_would_have_been_heard_of() -> None:
    rate = a_limited_rate()
    sends(rate, start=1.1, every=0.02, count=500)
    rate.refused(1.5, 11.1, None)
    learnt = rate.at(11.1)
    sends(rate, start=11.1, every=0.01, count=1_200)
    # Refusals take 9.6 s: until then nothing is known, and half a second later next to nothing.
    assert rate.at(11.1 + 9.6) == learnt
    assert rate.at(11.1 + 9.6 + 0.5) == pytest.approx(learnt, rel=0.01)


def test_a_low_rate_grows_more_slowly() -> None:
    rate = Rate()
    sends(rate, start=0, every=0.1, count=5)
    rate.sent(0.6)
    rate.refused(0.6, 0.6, None)
    # 0.6 of 5 is 3 a second; below 8 a second's growth takes 8/3 as long.
    quiet = 4 * 3 / 8
    assert rate.at(4.6) == pytest.approx(3 * (1 + 0.012 * quiet + 0.02 * quiet**3))


def test_a_refusal_makes_the_next_wait_and_never_takes_back_a_wait_that_was_given_out() -> None:
    rate = Rate(0.5)
    rate.sent(10)
    due = rate.ready_at()
    # Two seconds apart, less the 0.05 s that may be caught up.
    assert due == pytest.approx(10 + 2 - 0.05)
    rate.refused(10, 10.1, 1.0)
    assert rate.ready_at() == due


def test_nothing_leaves_before_the_time_that_the_endpoint_named() -> None:
    rate = a_limited_rate()
    rate.sent(1.5)
    rate.refused(1.5, 1.6, 4.0)
    assert (rate.held_until, rate.ready_at()) == (5.5, 5.5)
    rate.hold(5.0)
    assert rate.held_until == 5.5
    rate.hold(7.0)
    assert rate.ready_at() == 7.0


def test_after_a_named_wait_a_second_of_backlog_may_leave_at_once_spread_by_the_highest_rate() -> None:
    rate = Rate()
    sends(rate, start=0.005, every=0.01, count=100)
    rate.sent(1.0)
    rate.refused(1.0, 1.0, 2.0)
    left, now = 0, 3.0
    while rate.ready_at() <= now and now < 3.5:
        left += goes_at_once(rate, now)
        now += 0.01
    # 60 a second were learnt; a second's worth, and what falls due while it leaves.
    assert 60 <= left <= 66
    assert rate.ready_at() > 3.03


def test_at_one_moment_no_more_leave_than_the_highest_rate_takes_in_a_hundredth_of_a_second() -> None:
    # 2,000 a second for 0.01 s, and the one that is due.
    assert goes_at_once(Rate(), 5.0) == 0.01 * MOST + 1


def test_a_backlog_that_was_refused_is_smaller_the_next_time() -> None:
    rate = Rate()
    sends(rate, start=0.005, every=0.01, count=100)
    rate.sent(1.0)
    rate.refused(1.0, 1.0, 1.0)
    sends(rate, start=2.0, every=0.001, count=12)
    rate.sent(2.02)
    rate.refused(2.02, 2.02, 1.0)
    # 12 of a backlog of 60 were granted: that says nothing of the rate; next time nine tenths of a fifth are tried.
    assert rate.at(3.02) == pytest.approx(60)
    left, now = 0, 3.02
    while rate.ready_at() <= now and now < 3.5:
        left += goes_at_once(rate, now)
        now += 0.01
    assert 0.9 * 12 <= left <= 0.9 * 12 + 3


def test_a_backlog_refused_only_after_it_had_left_counts_as_refused() -> None:
    rate = Rate()
    sends(rate, start=0.005, every=0.01, count=100)
    rate.sent(1.0)
    rate.refused(1.0, 1.0, 1.0)
    sent = []
    now = 2.0
    while now < 2.1:
        sent += [now] * goes_at_once(rate, now)
        now += 0.01
    # All but the first three are refused, and that is heard when the backlog is long gone.
    for sent_at in sent[3:]:
        rate.refused(sent_at, sent_at + 0.3, 1.0)
    held_until = rate.held_until
    assert goes_at_once(rate, held_until) <= 6


def test_the_highest_rate_is_never_passed() -> None:
    rate = Rate(5)
    left, now = 0, 0.0
    while now < 60:
        left += goes_at_once(rate, now)
        now += 0.01
    # 5 a second for a minute; the first at once, and 0.05 s that may be caught up.
    assert left <= 60 * 5 + 2
    assert rate.at(1_000) == 5


EVENTS = st.lists(
    st.tuples(
        st.floats(0, 3, allow_subnormal=False),
        st.integers(0, 30),
        st.one_of(st.none(), st.floats(0.001, 20)),
        st.floats(0, 1),
    ),
    max_size=40,
)


@given(most=st.sampled_from([0.01, 0.5, 20.0, MOST]), events=EVENTS)
def test_whatever_is_refused_the_rate_stays_in_its_bounds_and_time_goes_on(
    most: float, events: list[tuple[float, int, float | None, float]]
) -> None:
    rate, now, ready, sent = Rate(most), 0.0, -math.inf, [0.0]
    rate.sent(0)
    for passes, leave, wait, late in events:
        now += passes
        for _ in range(leave):
            now = max(now, rate.ready_at())
            rate.sent(now)
            sent.append(now)
        refused = sent.pop(int(late * (len(sent) - 1)))
        rate.refused(refused, now, wait)
        sent = sent or [now]
        assert 0 < rate.at(now) <= most
        assert ready <= rate.ready_at() < math.inf
        ready = rate.ready_at()
