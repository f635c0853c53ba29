"""Chance: refusals that the rate is not why."""

from __future__ import annotations

from panel.wire.chance import Chance


def refused(chance: Chance, *, rates: list[float], every: int, start: float = 0) -> list[float | None]:
    """The rates after one refusal at each rate, ``every`` so many seconds; a request a second is granted."""
    ends = [start + every * (number + 1) for number in range(len(rates))]
    return [chance.rate_after(rate, end - every, end) for rate, end in zip(rates, ends, strict=True)]


def by_the_second(since: float, until: float) -> int:
    return int(until - since)


FALLING = [100.0, 90.0, 80.0, 75.0, 70.0, 65.0, 60.0, 55.0, 50.0, 45.0]


def test_refusals_that_are_no_rarer_at_a_far_lower_rate_come_by_chance() -> None:
    # Ten are looked at; by then 55 of 100 were taken back in two halves, the first of which led to 65.
    assert refused(Chance(by_the_second), rates=FALLING, every=10) == [None] * 9 + [65]


def test_refusals_at_a_rate_that_hardly_fell_are_a_limiters() -> None:
    assert refused(Chance(by_the_second), rates=[100.0] * 20, every=10) == [None] * 20


def test_refusals_that_become_rarer_as_the_rate_falls_are_a_limiters() -> None:
    chance = Chance(by_the_second)
    refused(chance, rates=FALLING[:5], every=10)
    # Three times as many are granted between two of them as before.
    assert refused(chance, rates=FALLING[5:], every=30, start=100) == [None] * 5


def test_where_more_is_refused_than_granted_it_is_a_limiters_doing() -> None:
    assert refused(Chance(by_the_second), rates=FALLING, every=1) == [None] * 10


def test_it_stays_chance_until_refusals_are_twice_as_frequent() -> None:
    chance = Chance(by_the_second)
    refused(chance, rates=FALLING, every=20)
    assert refused(chance, rates=[50.0] * 10, every=15, start=1_000) == [50] * 10
    # The last ten have to come to under 10 on average, half of 20: with four at 4 they are 10.6, with five 9.5.
    assert refused(chance, rates=[50.0] * 5, every=4, start=2_000) == [50] * 4 + [None]


def test_refusals_between_which_the_rate_grows_again_are_a_limiters() -> None:
    rising = [100.0, 90.0, 95.0, 75.0, 80.0, 60.0, 65.0, 55.0, 50.0, 45.0]
    assert refused(Chance(by_the_second), rates=rising, every=10) == [None] * 10


def test_refusals_that_are_rarer_than_one_in_thirty_two_are_a_limiters() -> None:
    assert refused(Chance(by_the_second), rates=FALLING, every=33) == [None] * 10
    assert refused(Chance(by_the_second), rates=FALLING, every=32)[-1] == 65
