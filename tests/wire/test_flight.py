"""Flight: how many at once, learnt from refusals for too many."""

from __future__ import annotations

import math

from panel.wire.flight import Flight


def in_flight(flight: Flight, count: int) -> Flight:
    """So many have left."""
    for _ in range(count):
        flight.left()
    return flight


def test_without_a_limit_there_is_always_room() -> None:
    flight = in_flight(Flight(), 1_000)
    assert flight.has_room
    assert flight.limit == math.inf


def test_a_limit_that_is_set_is_kept() -> None:
    flight = in_flight(Flight(3), 2)
    rooms = [flight.has_room]
    flight.left()
    rooms.append(flight.has_room)
    flight.landed()
    assert [*rooms, flight.has_room] == [True, False, True]


def test_a_refusal_takes_it_to_seven_tenths_of_what_was_in_flight() -> None:
    flight = in_flight(Flight(), 20)
    flight.refused(sent_at=1, now=2)
    assert flight.limit == 14


def test_refusals_that_left_before_the_cut_are_of_the_same_event() -> None:
    flight = in_flight(Flight(), 20)
    for sent_at in (1.0, 1.1, 1.2):
        flight.refused(sent_at, now=2)
        flight.landed()
    assert flight.limit == 14


def test_a_later_refusal_cuts_again() -> None:
    flight = in_flight(Flight(), 20)
    flight.refused(sent_at=1, now=2)
    flight.refused(sent_at=3, now=4)
    # Seven tenths of 14 are 9.8.
    assert flight.limit == 9


def test_one_at_a_time_is_always_let_go() -> None:
    flight = in_flight(Flight(), 1)
    flight.refused(sent_at=1, now=2)
    flight.landed()
    assert flight.limit == 1
    assert flight.has_room


def test_a_round_of_answers_adds_one() -> None:
    flight = in_flight(Flight(), 6)
    flight.refused(sent_at=1, now=2)
    assert flight.limit == 4
    in_flight(flight, -2)
    for _ in range(4):
        flight.answered()
    # 1/4 + 1/4.25 + 1/4.49 + 1/4.71 is a little less than 1, so the fifth answer of all makes room for a fifth.
    for _ in range(2):
        flight.landed()
    assert not flight.has_room
    flight.answered()
    assert flight.has_room


def test_answers_never_add_beyond_what_is_set() -> None:
    flight = in_flight(Flight(2), 2)
    flight.refused(sent_at=1, now=2)
    for _ in range(10):
        flight.answered()
    assert flight.limit == 2
