"""The figures of a batch under way: done, rate, time left, spend and projection, per model."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from panel.cli.batch_figures import BatchFigures, Seen
from panel.domain.waiting import Waiting
from panel.engine.progress import (
    Asking,
    AskingAgain,
    Event,
    HeldElsewhere,
    Planned,
    Settled,
    Stopping,
    TryingAgain,
    WaitingForRoom,
)
from panel.errors import AnswerFault, Cause, WireFault
from tests.builders import NOON, a_cell, a_model, a_take, a_tool

ONE, OTHER = a_model(id="a/one"), a_model(id="b/other")


def settled(
    *, tool: str = "alpha", model: str = "a/one", cost: str | None = "0.01", is_reused: bool = False, **fields: str
) -> Settled:
    """A cell of a tool that has its take."""
    cell = a_cell(tool=a_tool(slug=tool), model=a_model(id=model))
    return Settled(cell, a_take(tool=tool, model=model, cost_usd=cost, **fields), is_reused=is_reused)


def heard(*events: tuple[float, Event]) -> BatchFigures:
    """The figures after some events, each at its second."""
    figures = BatchFigures()
    for now, event in events:
        figures.heard(event, now)
    return figures


def seen(figures: BatchFigures, now: float) -> Seen:
    """How far it is, on a clock whose noon is second zero."""
    return figures.seen(now, NOON + timedelta(seconds=now))


def test_before_there_is_a_plan_nothing_is_known() -> None:
    nothing = seen(heard(), 0)
    assert (nothing.cells, nothing.done, nothing.rate, nothing.projected_usd) == (0, 0, 0, None)


def test_what_is_stored_is_done_whether_or_not_it_is_reported_again() -> None:
    plan = Planned(10, 2, 5, ((ONE, 8),))
    silent = heard((0, plan), (1, settled()))
    told = heard((0, plan), (0, settled(is_reused=True)), (0, settled(is_reused=True)), (1, settled()))
    assert (seen(silent, 1).done, seen(told, 1).done) == (3, 3)
    assert (seen(told, 1).asked, seen(told, 1).share) == (1, 0.3)


def test_what_another_run_asked_meanwhile_is_done_and_not_ours() -> None:
    figures = heard((0, Planned(4, 0, 0, ((ONE, 4),))), (1, settled(is_reused=True)), (2, settled()))
    now = seen(figures, 2)
    assert (now.done, now.asked, now.models[0].to_ask) == (2, 1, 3)


def test_a_rate_is_over_the_last_half_minute() -> None:
    figures = heard((0, Planned(1_000, 0, 0, ((ONE, 1_000),))), (0, Asking(a_cell(model=ONE))))
    for second in range(40):
        for _ in range(3 if second < 20 else 6):
            figures.heard(settled(), second)
    # Seconds 10 to 39 hold 10 × 3 and 20 × 6 takes, which is 150 in 30 s.
    assert seen(figures, 39.5).rate == 5


def test_a_rate_of_the_first_seconds_is_over_those_that_have_passed() -> None:
    plan = Planned(50, 0, 0, ((ONE, 50),))
    figures = heard((99, plan), (100, Asking(a_cell(model=ONE))), *((108, settled()) for _ in range(20)))
    assert seen(figures, 110).rate == 2


def test_at_the_end_the_rate_is_that_of_the_whole_run() -> None:
    figures = heard((0, Planned(50, 0, 0, ((ONE, 50),))), (0, Asking(a_cell(model=ONE))))
    for second in range(1, 51):
        figures.heard(settled(), second)
    # 50 in 50 s, however long the outputs are written after that.
    assert seen(figures, 500).rate == 1


def test_what_is_left_takes_as_long_as_the_slowest_model_takes() -> None:
    figures = heard((0, Planned(130, 0, 0, ((ONE, 100), (OTHER, 30)))), (0, Asking(a_cell(model=ONE))))
    figures.heard(Asking(a_cell(model=OTHER)), 0)
    for second in range(10):
        for _ in range(5):
            figures.heard(settled(), second)
        figures.heard(settled(model="b/other"), second)
    # After 10 s: 50 left at 5 a second are 10 s, and 20 left at 1 a second are 20 s.
    assert seen(figures, 10).seconds_left == 20


def test_time_left_is_unknown_until_every_model_has_a_take() -> None:
    figures = heard((0, Planned(20, 0, 0, ((ONE, 10), (OTHER, 10)))), (1, settled()))
    assert seen(figures, 5).seconds_left is None
    assert seen(heard((0, Planned(3, 3))), 5).seconds_left == 0


def test_a_model_that_had_nothing_for_a_while_is_judged_by_the_whole_run() -> None:
    figures = heard((0, Planned(10, 0, 0, ((ONE, 10),))), (0, Asking(a_cell(model=ONE))))
    for second in range(5):
        figures.heard(settled(), second)
    # Nothing for 95 s: 5 takes in 100 s, and 5 are left.
    assert seen(figures, 100).seconds_left == 100
    assert seen(figures, 100).rate == 0


def test_what_it_will_cost_goes_by_what_each_model_cost_so_far() -> None:
    plan = Planned(50, 10, 0, ((ONE, 20), (OTHER, 20)))
    figures = heard((0, plan), (1, settled(cost="0.01")), (1, settled(cost="0.03")))
    # 0.04 for 2; 18 more of the same model at 0.02, and 20 of one that is not known yet at the usual 0.02.
    assert seen(figures, 2).projected_usd == Decimal("0.04") + 18 * Decimal("0.02") + 20 * Decimal("0.02")
    figures.heard(settled(model="b/other", cost="1"), 2)
    now = seen(figures, 2)
    assert (now.spent_usd, now.projected_usd) == (Decimal("1.04"), Decimal("1.04") + Decimal("0.36") + 19)


def test_where_no_cost_is_named_none_is_projected() -> None:
    figures = heard((0, Planned(5, 0, 0, ((ONE, 5),))), (1, settled(cost=None)))
    assert (seen(figures, 1).spent_usd, seen(figures, 1).projected_usd) == (Decimal(0), None)


def test_failures_are_counted_by_model_and_stored_ones_are_not() -> None:
    figures = heard(
        (0, Planned(9, 1, 0, ((ONE, 4), (OTHER, 4)))),
        (1, settled(status="failed", reason="blank: nothing")),
        (1, settled(is_reused=True, status="failed", reason="blank: nothing")),
        (1, settled(model="b/other")),
    )
    now = seen(figures, 1)
    assert (now.failed, [one.failed for one in now.models]) == (1, [1, 0])


def test_a_tool_is_done_with_its_last_seat() -> None:
    plan = Planned(6, 1, 3, ((ONE, 5),))
    figures = heard((0, plan), (0, settled(tool="alpha", is_reused=True)), (1, settled(tool="beta")))
    assert seen(figures, 1).tools_done == 0
    figures.heard(settled(tool="alpha"), 2)
    assert (seen(figures, 2).tools_done, seen(figures, 2).tools) == (1, 3)


def test_tools_that_need_nothing_are_done_without_being_told_of() -> None:
    # Two seats for each of three tools: one is whole, one has a seat stored, and one none.
    plan = Planned(6, 3, 3, ((ONE, 3),), whole=1)
    figures = heard((0, plan), (0, settled(tool="beta", is_reused=True)), (1, settled(tool="beta")))
    assert (seen(figures, 1).tools_done, seen(figures, 1).done) == (2, 4)
    figures.heard(settled(tool="gamma", is_reused=True), 2)
    assert (seen(figures, 2).done, seen(figures, 2).models[0].to_ask) == (5, 2)


def test_a_model_that_has_nothing_to_ask_is_not_told_of() -> None:
    figures = heard((0, Planned(3, 1, 0, ((ONE, 0), (OTHER, 2)))), (0, settled(is_reused=True)))
    assert [one.model for one in seen(figures, 0).models] == [str(OTHER)]
    for second in (1, 2):  # another run asks them all
        figures.heard(settled(model="b/other", is_reused=True), second)
    assert seen(figures, 2).models == ()


def test_a_wait_stands_with_its_model_until_it_is_over() -> None:
    until = NOON + timedelta(seconds=30)
    wait = Waiting(whom=str(ONE), why="slow down", until=until)
    figures = heard((0, Planned(2, 0, 0, ((ONE, 1), (OTHER, 1)))), (1, wait))
    assert [one.waiting for one in seen(figures, 29).models] == [wait, None]
    assert [one.waiting for one in seen(figures, 30).models] == [None, None]


def test_an_endpoint_that_waits_stands_by_itself() -> None:
    wait = Waiting(whom="openrouter", why="too fast", rate=3.0)
    now = seen(heard((0, Planned(1, 0, 0, ((ONE, 1),))), (1, wait)), 500)
    assert (now.waiting, now.models[0].waiting) == ((wait,), None)


def test_a_seat_is_on_the_way_from_each_request_to_what_comes_of_it() -> None:
    one, other = a_cell(sample=1), a_cell(sample=2)
    late = WireFault(Cause.TIMED_OUT, "late", is_retryable=True)
    blank = AnswerFault(Cause.BLANK, "nothing")
    figures = heard()
    steps: list[tuple[Event, int]] = [
        (Asking(one), 1),
        (Asking(other), 2),
        (TryingAgain(one, late, 2.0), 1),
        (Asking(one), 2),
        (AskingAgain(one, blank), 1),
        (WaitingForRoom(other), 0),
        (Asking(other), 1),
        (Settled(other, a_take(), is_reused=False), 0),
        (Settled(one, a_take(), is_reused=False), 0),
    ]
    for event, on_the_way in steps:
        figures.heard(event, 1)
        assert seen(figures, 1).in_flight == on_the_way
    assert seen(figures, 1).re_asked == 1


def test_what_else_happens_is_told() -> None:
    figures = heard((1, WaitingForRoom(a_cell())), (1, HeldElsewhere(7)), (2, Stopping(1, 10.0)))
    now = seen(figures, 2)
    assert (now.is_short_of_money, now.is_stopping, now.held_elsewhere) == (True, True, 7)
    figures.heard(Asking(a_cell()), 3)
    figures.heard(HeldElsewhere(0), 3)
    assert (seen(figures, 3).is_short_of_money, seen(figures, 3).held_elsewhere) == (False, 0)
