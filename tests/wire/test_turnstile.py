"""The turnstile: who leaves when, and who is sent away. Time passes at once, so every second is exact."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from panel.domain.seat import Model
from panel.domain.waiting import Waiting
from panel.errors import Cause, Reach, WireFault
from panel.wire.pace import Pace
from panel.wire.turnstile import Turn, Turnstile
from tests.fakes.clock import FakeClock
from tests.fakes.loop import run

A = Model(endpoint="one", id="a")
B = Model(endpoint="one", id="b")
ELSEWHERE = Model(endpoint="two", id="a")


def refusal(
    cause: Cause = Cause.RATE_LIMITED,
    *,
    wait: float | None = None,
    reach: Reach = Reach.MODEL,
    is_retryable: bool = True,
    status: int | None = None,
) -> WireFault:
    return WireFault(cause, "not now", is_retryable=is_retryable, retry_after=wait, reach=reach, status=status)


def for_good(cause: Cause, reach: Reach) -> WireFault:
    return refusal(cause, reach=reach, is_retryable=False)


def a_turnstile(
    places: int = 10,
    *,
    model: Callable[[Model], Pace] = lambda model: Pace(str(model)),
    endpoint: Callable[[str], Pace] = Pace,
    tell: Callable[[Waiting], None] = lambda _: None,
) -> Turnstile:
    """A turnstile whose paces nothing is known of."""
    return Turnstile(places, clock=FakeClock(), pace_of_model=model, pace_of_endpoint=endpoint, tell=tell)


def patient(seconds: float) -> Callable[[Model], Pace]:
    """Paces of models that are given up once everything was refused for so long."""
    return lambda model: Pace(str(model), patience=seconds)


@dataclass
class Queue:
    """Calls that stand in line; ``left`` has the names of those that left, ``at`` the second of each."""

    turnstile: Turnstile
    left: list[str] = field(default_factory=list)
    at: dict[str, float] = field(default_factory=dict)
    turns: dict[str, Turn] = field(default_factory=dict)
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def joined(self, name: str, model: Model = A, order: int = 0) -> Turn:
        """A call begins to wait, unless it may leave."""
        turn = self.turns[name] = self.turnstile.turn(model, order)
        self.tasks[name] = asyncio.create_task(self._take(name, turn))
        await settled()
        return turn

    async def faults(self, *names: str) -> list[WireFault]:
        """What those who wait were sent away with."""
        ended = await asyncio.gather(*(self.tasks[name] for name in names), return_exceptions=True)
        assert all(isinstance(one, WireFault) for one in ended), ended
        return [one for one in ended if isinstance(one, WireFault)]

    async def _take(self, name: str, turn: Turn) -> None:
        await turn.take()
        self.left.append(name)
        self.at[name] = asyncio.get_running_loop().time()


async def settled() -> None:
    """Until everybody who can go on has gone on."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_no_more_leave_than_there_are_places() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile(places=2))
        for name in "abc":
            await queue.joined(name)
        assert queue.left == ["a", "b"]
        assert queue.turnstile.in_flight == 2
        queue.turns["a"].give_back()
        await settled()
        assert queue.left == ["a", "b", "c"]

    run(main())


def test_the_lowest_order_leaves_first_whichever_model_it_is_for() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile(places=1))
        await queue.joined("first")
        await queue.joined("late", A, order=9)
        await queue.joined("next", B, order=4)
        await queue.joined("soon", A, order=7)
        await queue.joined("same", ELSEWHERE, order=7)
        for name in ("first", "next", "soon", "same"):
            queue.turns[name].give_back()
            await settled()
        assert queue.left == ["first", "next", "soon", "same", "late"]

    run(main())


def test_a_call_that_comes_back_stands_where_it_stood() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile(places=1))
        turn = await queue.joined("early", order=1)
        await queue.joined("second", order=2)
        await queue.joined("third", order=3)
        turn.give_back()
        await settled()
        back = asyncio.create_task(turn.take())
        await settled()
        queue.turns["second"].give_back()
        await back
        assert queue.left == ["early", "second"]
        turn.give_back()
        await settled()
        assert queue.left == ["early", "second", "third"]

    run(main())


def test_taking_a_turn_again_is_free_and_giving_it_back_twice_frees_one_place() -> None:
    async def main() -> None:
        turnstile = a_turnstile(places=2)
        turn = turnstile.turn(A, 0)
        await turn.take()
        await turn.take()
        assert turnstile.in_flight == 1
        turn.give_back()
        turn.give_back()
        assert turnstile.in_flight == 0

    run(main())


def test_whoever_leaves_is_told_as_it_leaves() -> None:
    async def main() -> None:
        left: list[str] = []
        turnstile = a_turnstile(places=1)
        first, second = turnstile.turn(A, 0), turnstile.turn(A, 1, lambda: left.append("second"))
        await first.take()
        waiting = asyncio.create_task(second.take())
        await settled()
        assert not left
        first.give_back()
        assert left == ["second"]
        await waiting

    run(main())


def test_requests_leave_a_model_as_its_rate_takes_them() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile(model=lambda model: Pace(str(model), rate=2)))
        for number in range(4):
            await queue.joined(str(number), order=number)
        await asyncio.gather(*queue.tasks.values())
        # Two a second, the first at once, less the 0.05 s that may be caught up.
        assert list(queue.at.values()) == pytest.approx([0, 0.45, 0.95, 1.45])

    run(main())


def test_a_limited_model_holds_up_nobody_else() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile())
        limited = await queue.joined("limited")
        limited.heard(refusal(wait=100))
        limited.give_back()
        await queue.joined("behind it", A, order=0)
        await queue.joined("beside it", B, order=1)
        await queue.joined("elsewhere", ELSEWHERE, order=2)
        assert queue.left == ["limited", "beside it", "elsewhere"]
        await queue.tasks["behind it"]
        assert queue.at["behind it"] == pytest.approx(100)

    run(main())


def test_a_limit_of_the_endpoint_counts_all_its_models_and_no_other_endpoints() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile())
        limited = await queue.joined("limited")
        limited.heard(refusal(wait=100, reach=Reach.ENDPOINT))
        await queue.joined("same endpoint", B)
        await queue.joined("elsewhere", ELSEWHERE)
        assert queue.left == ["limited", "elsewhere"]
        await queue.tasks["same endpoint"]
        assert queue.at["same endpoint"] == pytest.approx(100)

    run(main())


def test_what_an_endpoint_takes_at_once_is_shared_by_its_models() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile(endpoint=lambda name: Pace(name, at_once=2)))
        await queue.joined("a", A)
        await queue.joined("b", B)
        await queue.joined("c", A)
        await queue.joined("elsewhere", ELSEWHERE)
        assert queue.left == ["a", "b", "elsewhere"]
        queue.turns["b"].give_back()
        await settled()
        assert queue.left[-1] == "c"

    run(main())


def test_too_many_at_once_cuts_what_is_in_flight_on_that_endpoint() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile(places=20))
        for number in range(10):
            await queue.joined(str(number))
        queue.turns["0"].heard(refusal(Cause.TOO_MANY_AT_ONCE))
        # Seven tenths of ten: four have to land before one leaves.
        await queue.joined("waits", B)
        for number in range(3):
            queue.turns[str(number)].give_back()
            await settled()
            assert "waits" not in queue.left
        queue.turns["3"].give_back()
        await settled()
        assert "waits" in queue.left

    run(main())


@pytest.mark.parametrize(("is_own", "leaves"), [(True, False), (False, True)])
def test_only_a_late_answer_of_ones_own_server_means_too_many_at_once(is_own: bool, leaves: bool) -> None:  # noqa: FBT001 - the expectation
    async def main() -> None:
        queue = Queue(a_turnstile(endpoint=lambda name: Pace(name, is_own_server=is_own)))
        for number in range(4):
            await queue.joined(str(number))
        queue.turns["0"].heard(refusal(Cause.TIMED_OUT))
        queue.turns["0"].give_back()
        # Of four in flight two are let go; three are still there.
        await queue.joined("next")
        assert ("next" in queue.left) is leaves
        for number in range(1, 3):
            queue.turns[str(number)].give_back()
        await queue.tasks["next"]

    run(main())


def test_a_waiter_that_is_cancelled_leaves_its_place_to_the_next() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile(places=1))
        for order, name in enumerate("abc"):
            await queue.joined(name, order=order)
        queue.tasks["b"].cancel()
        await settled()
        queue.turns["a"].give_back()
        await settled()
        assert queue.left == ["a", "c"]

    run(main())


def test_a_waiter_that_is_cancelled_in_the_moment_it_may_leave_gives_its_place_on() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile(places=1))
        for order, name in enumerate("abc"):
            await queue.joined(name, order=order)
        queue.turns["a"].give_back()
        assert queue.turns["b"].is_taken
        queue.tasks["b"].cancel()
        await settled()
        assert queue.left == ["a", "c"]
        assert queue.turnstile.in_flight == 1

    run(main())


def test_when_all_who_wait_for_a_time_are_cancelled_no_timer_is_kept() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile())
        turn = await queue.joined("refused")
        turn.heard(refusal(wait=500))
        await queue.joined("one")
        await queue.joined("two")
        for name in ("two", "one"):
            queue.tasks[name].cancel()
        await settled()

    run(main())


def test_a_model_that_is_shut_out_sends_its_line_away_and_others_go_on() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile(places=1))
        turn = await queue.joined("refused")
        await queue.joined("waits", A, order=1)
        await queue.joined("other", B, order=2)
        turn.heard(for_good(Cause.RATE_LIMITED, Reach.MODEL))
        (fault,) = await queue.faults("waits")
        assert (fault.cause, fault.is_retryable, fault.reach) == (Cause.RATE_LIMITED, False, Reach.MODEL)
        turn.give_back()
        await settled()
        assert queue.left == ["refused", "other"]
        with pytest.raises(WireFault):
            await queue.turnstile.turn(A, 0).take()

    run(main())


def test_an_endpoint_that_is_shut_out_sends_away_all_its_models_lines_and_no_others() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile(places=1))
        turn = await queue.joined("refused")
        await queue.joined("same", A, order=1)
        await queue.joined("beside", B, order=2)
        await queue.joined("elsewhere", ELSEWHERE, order=3)
        turn.heard(for_good(Cause.KEY_REJECTED, Reach.ENDPOINT))
        faults = await queue.faults("same", "beside")
        assert [fault.cause for fault in faults] == [Cause.KEY_REJECTED] * 2
        assert faults[0] is not faults[1]
        turn.give_back()
        await settled()
        assert queue.left == ["refused", "elsewhere"]

    run(main())


def test_a_fault_of_one_call_shuts_nobody_out() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile())
        turn = await queue.joined("rejected")
        turn.heard(for_good(Cause.REQUEST_REJECTED, Reach.CALL))
        await queue.joined("next")
        assert queue.left == ["rejected", "next"]

    run(main())


def test_a_named_wait_beyond_everybodys_patience_sends_the_line_away_until_less_is_left() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile(places=1, model=patient(60)))
        turn = await queue.joined("refused")
        await queue.joined("waits", A, order=1)
        await queue.joined("other", B, order=2)
        turn.heard(refusal(wait=100))
        turn.give_back()
        (fault,) = await queue.faults("waits")
        assert (fault.cause, fault.retry_after) == (Cause.RATE_LIMITED, 100)
        assert queue.left == ["refused", "other"]
        queue.turns["other"].give_back()
        with pytest.raises(WireFault, match="not now"):
            await queue.turnstile.turn(A, 0).take()
        await asyncio.sleep(50)
        await queue.joined("patient", A)
        await queue.tasks["patient"]
        assert queue.at["patient"] == pytest.approx(100)

    run(main())


async def refused_for_ever(turn: Turn, wait: float | None = None, *, takes: float = 0) -> float:
    """Try again and again, and say when that was ended, by a fault that is not to be retried."""
    while True:
        try:
            await turn.take()
            await asyncio.sleep(takes)
            turn.heard(refusal(wait=wait))
            turn.give_back()
            await turn.rest(wait or 1)
        except WireFault as fault:
            assert (fault.cause, fault.is_retryable) == (Cause.RATE_LIMITED, False)  # noqa: PT017 - it ends the loop
            return asyncio.get_running_loop().time()


def test_a_model_that_refuses_everybody_for_ever_is_given_up_for_all_at_once_and_others_go_on() -> None:
    async def main() -> None:
        turnstile = a_turnstile(places=4, model=patient(100))
        ended = [asyncio.create_task(refused_for_ever(turnstile.turn(A, order))) for order in range(50)]
        await settled()
        other = turnstile.turn(B, 99)
        # All are sent away by the last try, at 100, and none after a time of its own.
        assert await asyncio.gather(*ended) == pytest.approx([100] * 50)
        with pytest.raises(WireFault, match="not now; every request was refused for 100 s"):
            await turnstile.turn(A, 100).take()
        await other.take()
        other.give_back()

    run(main())


def test_a_model_that_names_a_wait_for_ever_is_given_up_after_it_was_tried_again() -> None:
    async def main() -> None:
        turnstile = a_turnstile(places=8, model=patient(6))
        ended = [refused_for_ever(turnstile.turn(A, order), 4, takes=0.1) for order in range(50)]
        ends = await asyncio.gather(*ended)
        # Tried at 0, 4 and 8, a few at a time; 6 had passed at 6.1, while the second wait was on.
        assert max(ends) == min(ends) == pytest.approx(8.2, abs=0.2)

    run(main())


@pytest.mark.parametrize("cause", [Cause.UNREACHABLE, Cause.TIMED_OUT, Cause.ENDPOINT_FAILED])
def test_what_no_answer_came_to_is_not_granted(cause: Cause) -> None:
    async def main() -> None:
        queue = Queue(a_turnstile(model=patient(100)))
        for second, fault in enumerate([refusal(), refusal(cause, reach=Reach.CALL), refusal()]):
            turn = await queue.joined(str(second))
            await queue.tasks[str(second)]
            turn.heard(fault)
            turn.give_back()
            await asyncio.sleep(60)
        # 120 s after the first refusal nothing has been answered but to refuse.
        await queue.joined("last")
        (fault,) = await queue.faults("last")
        assert "every request was refused for 2 min" in fault.detail

    run(main())


def test_any_answer_but_a_refusal_starts_the_count_of_refusals_anew() -> None:
    failure = refusal(Cause.ENDPOINT_FAILED, reach=Reach.CALL, status=503)

    async def main() -> None:
        queue = Queue(a_turnstile(model=patient(100)))
        for second, fault in enumerate([refusal(), failure, refusal()]):
            turn = await queue.joined(str(second))
            await queue.tasks[str(second)]
            turn.heard(fault)
            turn.give_back()
            await asyncio.sleep(60)
        last = await queue.joined("last")
        await queue.tasks["last"]
        last.heard(refusal())
        last.give_back()
        # 180 s after the first refusal, and 60 after the first since something else than a refusal came.
        await queue.joined("goes on")
        await queue.tasks["goes on"]

    run(main())


async def reaching_nobody(turn: Turn) -> float:
    """Two requests that each wait for a connection in vain; says when nothing more was sent."""
    for _ in range(2):
        await turn.take()
        await asyncio.sleep(15)
        turn.heard(WireFault(Cause.UNREACHABLE, "nobody is there", is_retryable=True))
        turn.give_back()
    return asyncio.get_running_loop().time()


def test_an_endpoint_that_cannot_be_reached_is_given_up_for_all_its_models_and_others_go_on() -> None:
    async def main() -> None:
        turnstile = a_turnstile(places=4)
        elsewhere = turnstile.turn(ELSEWHERE, 99)
        calls = [reaching_nobody(turnstile.turn(model, order)) for order, model in enumerate([A, B] * 100)]
        ends = await asyncio.gather(*calls, return_exceptions=True)
        # Four at once are heard of every 15 seconds; at 75 it is a minute since the first were, at 15.
        assert asyncio.get_running_loop().time() == pytest.approx(75, abs=0.1)
        faults = [end for end in ends if isinstance(end, WireFault)]
        # Of the 20 requests that were made no more than ten seats can have had both of theirs.
        assert len(faults) >= 190
        assert {fault.cause for fault in faults} == {Cause.UNREACHABLE}
        assert all("nothing has reached it for 60 s" in fault.detail for fault in faults)
        await elsewhere.take()
        elsewhere.give_back()

    run(main())


@pytest.mark.parametrize("fault", [None, refusal(), refusal(Cause.TIMED_OUT, reach=Reach.CALL)])
def test_whatever_else_comes_of_a_request_there_is_somebody(fault: WireFault | None) -> None:
    async def main() -> None:
        turnstile = a_turnstile(places=40)
        turn = turnstile.turn(A, 0)
        for number in range(19):
            await turn.take()
            turn.heard(fault if number == 9 else WireFault(Cause.UNREACHABLE, "nobody", is_retryable=True))
            turn.give_back()
            await asyncio.sleep(10)
        # 18 reached nobody in three minutes and more, but never more than nine in a row.
        await turn.take()
        turn.give_back()

    run(main())


def test_who_rests_goes_on_after_that_time() -> None:
    async def main() -> None:
        await a_turnstile().turn(A, 0).rest(7)
        assert asyncio.get_running_loop().time() == pytest.approx(7)

    run(main())


def test_who_rests_is_sent_away_with_the_line() -> None:
    async def main() -> None:
        turnstile = a_turnstile()
        resting = [asyncio.create_task(turnstile.turn(model, 0).rest(500)) for model in (A, B, ELSEWHERE)]
        first = turnstile.turn(A, 0)
        await first.take()
        first.heard(for_good(Cause.MODEL_UNAVAILABLE, Reach.MODEL))
        await settled()
        assert [task.done() for task in resting] == [True, False, False]
        first.heard(for_good(Cause.KEY_REJECTED, Reach.ENDPOINT))
        await settled()
        assert [task.done() for task in resting] == [True, True, False]
        turnstile.close("the run was stopped")
        faults = await asyncio.gather(*resting, return_exceptions=True)
        assert [fault.cause for fault in faults if isinstance(fault, WireFault)] == [
            Cause.MODEL_UNAVAILABLE,
            Cause.KEY_REJECTED,
            Cause.STOPPED,
        ]
        with pytest.raises(WireFault, match="the run was stopped"):
            await first.rest(1)
        first.give_back()

    run(main())


def test_once_it_is_closed_nobody_leaves_any_more() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile(model=lambda model: Pace(str(model), rate=0.01)))
        taken = await queue.joined("in flight")
        await queue.joined("waits")
        queue.turnstile.close("the run was stopped")
        (fault,) = await queue.faults("waits")
        assert (fault.cause, fault.detail, fault.is_retryable) == (Cause.STOPPED, "the run was stopped", False)
        for turn in (queue.turnstile.turn(B, 0), taken):
            with pytest.raises(WireFault):
                await turn.take()
        taken.give_back()
        assert queue.turnstile.in_flight == 0

    run(main())


def test_a_person_is_told_who_is_waited_for_and_until_when() -> None:
    async def main() -> None:
        told: list[Waiting] = []
        queue = Queue(a_turnstile(tell=told.append))
        turn = await queue.joined("refused")
        turn.heard(refusal(wait=30))
        turn.heard(refusal(wait=30))
        turn.heard(refusal(wait=50, reach=Reach.ENDPOINT))
        assert [(one.whom, one.why) for one in told] == [("one:a", "not now"), ("one", "not now")]

    run(main())


def test_once_it_is_closed_no_timer_is_kept_for_those_who_were_sent_away() -> None:
    async def main() -> None:
        queue = Queue(a_turnstile())
        turn = await queue.joined("refused")
        turn.heard(refusal(wait=500))
        turn.give_back()
        await queue.joined("waits")
        queue.turnstile.close("the run was stopped")
        await queue.faults("waits")

    run(main())
