"""Which of one model's cells goes next: leaders first, their followers when they are answered, and nobody for ever."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.cell import Cell
from panel.engine.lane import Lane
from tests.builders import a_cell, a_persona, a_tool

PERSONAS = [a_persona(id=name) for name in ("p1", "p2", "p3", "p4", "p5")]


def cells_of(slug: str, count: int = 5) -> list[Cell]:
    """So many cells of one tool."""
    tool = a_tool(slug=slug)
    return [a_cell(tool=tool, persona=persona) for persona in PERSONAS[:count]]


def a_lane(places: int, *tools: Sequence[Cell], leads: bool = True) -> Lane:
    """A lane with these tools in it."""
    lane = Lane(places, leads=leads)
    for cells in tools:
        lane.add(cells)
    return lane


def begun(lane: Lane, *, most: int = 1_000, is_last: bool = True) -> list[str]:
    """What the lane gives until it gives nothing more, as ``tool/persona``."""
    names: list[str] = []
    while len(names) < most and (cell := lane.next(is_last=is_last)) is not None:
        names.append(f"{cell.tool.slug}/{cell.persona.id}")
    return names


def test_leaders_go_first() -> None:
    lane = a_lane(2, cells_of("a"), cells_of("b"), cells_of("c"))
    assert begun(lane, is_last=False) == ["a/p1", "b/p1", "c/p1"]


def test_followers_go_when_their_leader_is_answered_and_no_others() -> None:
    lane = a_lane(2, cells_of("a", 3), cells_of("b", 3), cells_of("c", 3))
    begun(lane, is_last=False)
    assert lane.warm("b")
    assert begun(lane) == ["b/p2", "b/p3"]
    assert not lane.is_empty
    assert lane.warm("a")
    assert lane.warm("c")
    assert begun(lane) == ["a/p2", "a/p3", "c/p2", "c/p3"]
    assert lane.is_empty


def test_a_leader_that_is_answered_twice_or_leads_nobody_changes_nothing() -> None:
    lane = a_lane(1, cells_of("a", 2), cells_of("b", 1))
    begun(lane, is_last=False)
    assert [lane.warm(tool) for tool in ("a", "a", "b", "other")] == [True, False, False, False]


def test_a_first_wave_with_fewer_tools_than_places_is_not_held_back() -> None:
    # Two leaders and four of their followers fill six places; the other four wait for what warms the cache.
    lane = a_lane(6, cells_of("a"), cells_of("b"))
    assert begun(lane) == ["a/p1", "b/p1", "a/p2", "a/p3", "a/p4", "a/p5"]
    assert not lane.is_empty


def test_the_first_wave_waits_for_tools_that_are_still_to_come() -> None:
    lane = a_lane(6, cells_of("a"))
    assert begun(lane, is_last=False) == ["a/p1"]
    lane.add(cells_of("b"))
    assert begun(lane, is_last=False) == ["b/p1"]


def test_after_the_first_answer_everybody_waits_for_a_leader() -> None:
    lane = a_lane(6, cells_of("a"))
    begun(lane, is_last=False)
    lane.warm("a")
    begun(lane)
    lane.add(cells_of("b"))
    assert begun(lane) == ["b/p1"]


def test_new_tools_go_before_followers_while_few_wait() -> None:
    lane = a_lane(4, cells_of("a", 2), cells_of("b", 2), cells_of("c", 2))
    assert begun(lane, most=1) == ["a/p1"]
    lane.warm("a")
    assert begun(lane, most=1) == ["b/p1"]


def test_followers_go_before_new_tools_when_many_are_ready_or_held() -> None:
    # Of places there are four, so the followers of two tools, eight, are more than 1.5 × 4.
    lane = a_lane(4, cells_of("a"), cells_of("b"), cells_of("c"))
    assert begun(lane, most=2) == ["a/p1", "b/p1"]
    lane.warm("a")
    assert begun(lane, most=4) == ["a/p2", "a/p3", "a/p4", "c/p1"]


def test_a_lane_without_leads_holds_nothing_back() -> None:
    lane = a_lane(1, cells_of("a", 3), cells_of("b", 3), leads=False)
    given = begun(lane)
    assert sorted(given) == ["a/p1", "a/p2", "a/p3", "b/p1", "b/p2", "b/p3"]
    assert lane.is_empty


def test_a_lane_without_leads_begins_no_more_tools_than_places_ask_for() -> None:
    lane = a_lane(2, *(cells_of(f"t{number}") for number in range(9)), leads=False)
    given = begun(lane)
    waiting = [
        len({name for name in given[:end] if name.endswith("/p1")}) * 5 - end for end in range(1, len(given) + 1)
    ]
    # One tool is begun while fewer than 1.5 × 2 followers wait, so at most 2 and its own 4 do.
    assert max(waiting) == 2 + 4


@pytest.mark.parametrize("leads", [True, False])
def test_an_empty_lane_has_nothing_next(leads: bool) -> None:  # noqa: FBT001 - a table's column
    lane = Lane(4, leads=leads)
    assert (lane.is_empty, lane.next(is_last=True), lane.next(is_last=False)) == (True, None, None)


@given(
    sizes=st.lists(st.integers(1, 5), min_size=1, max_size=30),
    places=st.integers(1, 24),
    leads=st.booleans(),
    seed=st.integers(0, 2**32),
)
def test_however_answers_come_every_cell_is_begun_once_and_behind_its_leader(
    sizes: list[int],
    places: int,
    leads: bool,  # noqa: FBT001 - drawn by Hypothesis
    seed: int,
) -> None:
    draw = random.Random(seed)  # noqa: S311 - an order of answers is no secret
    tools = {f"t{number}": cells_of(f"t{number}", size) for number, size in enumerate(sizes)}
    coming = [*tools.values()]
    lane = Lane(places, leads=leads)
    in_flight: list[Cell] = []
    warm: set[str] = set()
    given_out: list[str] = []
    while coming or in_flight or not lane.is_empty:
        for _ in range(draw.randint(0, 3)):
            if coming:
                lane.add(coming.pop(0))
        while len(in_flight) < places and (cell := lane.next(is_last=not coming)) is not None:
            is_leader = cell == tools[cell.tool.slug][0]
            is_first_wave = not warm and len(given_out) < places
            assert not leads or is_leader or is_first_wave or cell.tool.slug in warm
            given_out.append(cell.key)
            in_flight.append(cell)
        assert coming or in_flight, "cells are left that nothing will let go"
        if in_flight:
            slug = in_flight.pop(draw.randrange(len(in_flight))).tool.slug
            warm.add(slug)
            lane.warm(slug)
    assert sorted(given_out) == sorted(cell.key for cells in tools.values() for cell in cells)
