"""The client in its turns before a simulated OpenRouter: what limits cost, and whom they stop."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import pytest

from panel.domain.completion import Attempt, Completion
from panel.domain.deadline import Deadline
from panel.domain.origin import Origin
from panel.domain.seat import Model, Sampling
from panel.errors import Cause, WireFault
from panel.testing.openrouter.conditions import Conditions
from panel.testing.openrouter.kinds import Kind
from panel.testing.openrouter.schedule import Schedule
from panel.testing.openrouter.server import SimulatedOpenRouter
from panel.wire.client import Client
from panel.wire.endpoints import Dialect, Endpoint, make_endpoint
from panel.wire.pace import Pace
from panel.wire.rate import MOST
from panel.wire.retry import RetryPolicy
from panel.wire.turnstile import Turnstile
from tests.fakes.clock import FakeClock
from tests.wire.calls import A_PROMPT, CANARY, HANGS, ACall, a_turnstile

PAID = Model(endpoint="one", id="a/paid")
OTHER = Model(endpoint="one", id="a/other")
FREE = Model(endpoint="one", id="a/small:free")
ELSEWHERE = Model(endpoint="two", id="a/paid")


def endpoints(**servers: SimulatedOpenRouter) -> dict[str, Endpoint]:
    """Each server under its name."""
    return {
        name: make_endpoint(name, base_url=server.base_url, dialect=Dialect.OPENROUTER, origin=Origin.FLAG, key=CANARY)
        for name, server in servers.items()
    }


@dataclass
class Office:
    """Makes calls in the turns of one turnstile; ``ends`` has what became of each, in the order in which they ended."""

    endpoints: Mapping[str, Endpoint]
    places: int = 4
    patience: float = 600
    attempt_timeout: float = 10
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    sleep: Callable[[float], Awaitable[None]] | None = None
    clock: FakeClock = field(default_factory=FakeClock)
    turnstile: Turnstile | None = None
    ends: list[tuple[Model, Completion | WireFault]] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    paces: dict[str, Pace] = field(default_factory=dict)
    _made: int = 0

    def client(self) -> Client:
        """The client, to be entered."""
        self.turnstile = self.turnstile or Turnstile(
            self.places,
            clock=self.clock,
            pace_of_model=lambda model: Pace(str(model), patience=self.patience),
            pace_of_endpoint=self._pace,
        )
        return Client(
            self.endpoints,
            clock=self.clock,
            attempt_timeout=self.attempt_timeout,
            retry=self.retry,
            connections=self.places,
            sleep=self.sleep,
        )

    async def ask(self, client: Client, model: Model, deadline: float = 600) -> ACall:
        """Make one call, and note its end."""
        assert self.turnstile is not None
        call = ACall(self.turnstile, attempts=self.attempts)
        call.deadline = Deadline(deadline)
        call.turn = self.turnstile.turn(model, self._made)
        self._made += 1
        try:
            async with asyncio.timeout(HANGS):
                self.ends.append((model, await client.complete(model, A_PROMPT, Sampling(), call)))
        except WireFault as fault:
            self.ends.append((model, fault))
        finally:
            call.turn.give_back()
        return call

    async def ask_all(self, *models: Model) -> None:
        """Make one call for each at the same time."""
        async with self.client() as client, asyncio.TaskGroup() as group:
            for model in models:
                group.create_task(self.ask(client, model))

    def answered(self, model: Model) -> int:
        """How many calls of a model ended in a completion."""
        return sum(1 for one, end in self.ends if one == model and isinstance(end, Completion))

    def faults(self, model: Model) -> list[WireFault]:
        """What the other calls of a model ended in."""
        return [end for one, end in self.ends if one == model and isinstance(end, WireFault)]

    def _pace(self, name: str) -> Pace:
        return self.paces.setdefault(name, Pace(name, patience=self.patience))


async def test_credit_held_by_calls_in_flight_makes_fewer_calls_at_once_and_all_are_answered() -> None:
    conditions = Conditions(latency=0.03, in_flight=4, in_flight_retry_after="0.02", takes_unlisted=True)
    async with SimulatedOpenRouter(conditions) as server:
        office = Office(endpoints(one=server), places=16)
        await office.ask_all(*[PAID] * 40)
        bill = await server.settled()
    assert office.answered(PAID) == 40
    assert (bill.completions, bill.most_in_flight) == (40, 4)
    assert bill.refused[402] == bill.requests - 40
    assert bill.refused[402] > 0
    # Sixteen left at first; every cut takes it to seven tenths or less.
    assert office.paces["one"].flight.limit < 16
    assert office.paces["one"].rate.at(asyncio.get_running_loop().time()) == MOST


async def test_a_rejected_key_stops_its_endpoint_at_once_and_the_other_finishes() -> None:
    refusing = Conditions(key="another key", takes_unlisted=True)
    async with SimulatedOpenRouter(refusing) as one, SimulatedOpenRouter(Conditions(takes_unlisted=True)) as two:
        office = Office(endpoints(one=one, two=two))
        await office.ask_all(*[PAID, OTHER, ELSEWHERE] * 10)
        assert two.bill.completions == 10
    assert [fault.cause for fault in office.faults(PAID) + office.faults(OTHER)] == [Cause.KEY_REJECTED] * 20
    assert office.answered(ELSEWHERE) == 10
    # Those in flight when the first 401 came, and nobody after them.
    assert 1 <= one.bill.requests <= office.places


async def test_a_daily_cap_stops_that_model_and_no_other() -> None:
    conditions = Conditions(daily_requests=3, takes_unlisted=True)
    async with SimulatedOpenRouter(conditions) as server:
        office = Office(endpoints(one=server))
        await office.ask_all(*[FREE, PAID] * 10)
        bill = await server.settled()
    assert (office.answered(FREE), office.answered(PAID)) == (3, 10)
    faults = office.faults(FREE)
    assert [(fault.cause, fault.is_retryable) for fault in faults] == [(Cause.RATE_LIMITED, False)] * 7
    assert 1 <= bill.refused[429] <= office.places


async def test_a_wait_beyond_the_deadline_fails_the_seat_at_once_and_those_who_stand_behind_it() -> None:
    conditions = Conditions(rate=Schedule.of(1), retry_after="700", takes_unlisted=True)
    async with SimulatedOpenRouter(conditions, clock=lambda: 0.0) as server:
        office = Office(endpoints(one=server), places=1)
        await office.ask_all(*[PAID] * 6)
        # One was answered, one refused; the others were never sent.
        assert server.bill.requests == 2
    assert office.answered(PAID) == 1
    assert [(fault.cause, fault.retry_after) for fault in office.faults(PAID)] == [(Cause.RATE_LIMITED, 700)] * 5
    assert [attempt.outcome for attempt in office.attempts] == ["completed", "rate_limited"]


async def test_a_wait_beyond_the_deadline_is_waited_for_where_that_is_wanted_and_spends_no_deadline() -> None:
    conditions = Conditions(script=(Kind.RATE_LIMITED,), retry_after="700", takes_unlisted=True)
    clock = FakeClock()
    async with SimulatedOpenRouter(conditions) as server:
        office = Office(
            endpoints(one=server),
            retry=RetryPolicy(longest_park=900),
            sleep=clock.sleep,
            clock=clock,
            turnstile=a_turnstile(),
        )
        async with office.client() as client:
            call = await office.ask(client, PAID)
        assert server.bill.requests == 2
    assert office.answered(PAID) == 1
    assert (clock.slept, call.waited) == ([700], [700])
    # Two requests took a part of the 600 seconds, and the 700 none of them.
    assert call.deadline.remaining > 500


async def test_a_model_that_is_refused_upstream_holds_up_no_other_on_its_endpoint() -> None:
    conditions = Conditions(
        rates={PAID.id: Schedule.of(0.001)}, is_limit_upstream=True, retry_after="100", takes_unlisted=True
    )
    async with SimulatedOpenRouter(conditions) as server:
        office = Office(endpoints(one=server), places=2)
        async with office.client() as client:
            await office.ask(client, PAID)
            limited = [asyncio.create_task(office.ask(client, PAID)) for _ in range(3)]
            async with asyncio.TaskGroup() as group:
                for _ in range(20):
                    group.create_task(office.ask(client, OTHER))
            for task in limited:
                task.cancel()
            await asyncio.wait(limited)
        bill = await server.settled()
    # With two places, three that waited in them would have let nobody by for 100 seconds.
    assert office.answered(OTHER) == 20
    assert office.answered(PAID) == 1
    assert 1 <= bill.refused[429] <= 2


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        (Kind.RATE_LIMITED, Cause.RATE_LIMITED),
        (Kind.UPSTREAM_LIMITED, Cause.RATE_LIMITED),
        (Kind.IN_FLIGHT, Cause.TOO_MANY_AT_ONCE),
    ],
)
async def test_many_seats_before_a_limit_of_nothing_end_together_and_another_endpoint_goes_on(
    kind: Kind, cause: Cause
) -> None:
    refusing = Conditions(faults={kind: 1.0}, in_flight_retry_after="0.2", takes_unlisted=True)
    async with SimulatedOpenRouter(refusing) as one, SimulatedOpenRouter(Conditions(takes_unlisted=True)) as two:
        office = Office(endpoints(one=one, two=two), patience=0.5)
        # One after another, with half a second or 20 seconds each, they would take far longer.
        async with asyncio.timeout(10):
            await office.ask_all(*[PAID] * 40, *[ELSEWHERE] * 10)
        assert one.bill.requests < 40
    faults = office.faults(PAID)
    assert [(fault.cause, fault.is_retryable) for fault in faults] == [(cause, False)] * 40
    assert all("every request was refused for " in fault.detail for fault in faults)
    assert office.answered(ELSEWHERE) == 10


async def test_the_deadline_of_a_call_covers_all_its_attempts_before_a_server_that_dribbles() -> None:
    conditions = Conditions(latency=30, beat_every=0.01, takes_unlisted=True)
    async with SimulatedOpenRouter(conditions) as server:
        office = Office(
            endpoints(one=server),
            attempt_timeout=0.1,
            retry=RetryPolicy(attempts_timed_out=100, random=lambda: 0.0),
        )
        async with office.client() as client:
            call = await office.ask(client, PAID, deadline=0.35)
        assert server.bill.requests == len(office.attempts)
    assert [fault.cause for fault in office.faults(PAID)] == [Cause.TIMED_OUT]
    assert call.deadline.remaining == 0
    # 0.1 s each, as long as there are; whatever is left for the last.
    limits = [float(re.findall(r"in ([\d.e-]+) s", attempt.detail)[0]) for attempt in office.attempts]
    assert 2 <= len(limits) <= 4
    assert limits[:-1] == pytest.approx([0.1] * (len(limits) - 1))
    assert 0 < limits[-1] < 0.1
