"""Stand-ins for the stages around the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from panel.domain.answer import Answer
from panel.domain.calling import Call
from panel.domain.completion import Attempt, Completion
from panel.domain.finished import Departure, Finished
from panel.domain.money import Reserve
from panel.domain.persona import Persona
from panel.domain.prompt import Prompt
from panel.domain.seat import Model, Sampling
from panel.domain.take import Decision, Finding, Take
from panel.domain.tool import Tool
from panel.engine.purse import Account, Purse
from panel.errors import AnswerFault, Cause, Fault, WireFault

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


def noon() -> datetime:
    """A clock that stands still."""
    return NOON


def an_attempt(**fields: object) -> Attempt:
    """An attempt that was answered."""
    return Attempt.model_validate({"outcome": "completed", "sent_at": NOON, **fields})


class FakeCompleter:
    """Answers with scripted texts or faults in turn, the last one for ever; remembers what it was asked.

    ``gate``, when given, is awaited in every call, so that a test decides when answers arrive; ``in_flight`` and
    ``most_in_flight`` count calls. Each call ``spends`` so many seconds of its deadline, and says that it may cost
    ``worst``. One that is cancelled takes ``turns_to_end`` turns of the loop to end, and is recorded as given up.
    ``leaves`` is called as each request leaves.
    """

    def __init__(
        self,
        *replies: str | Fault,
        gate: asyncio.Event | None = None,
        cost: str | None = None,
        worst: str | None = None,
        spends: float = 0,
        turns_to_end: int = 0,
        leaves: Callable[[], None] = lambda: None,
    ) -> None:
        self._replies = list(replies)
        self._gate = gate
        self._cost = cost
        self._worst = None if worst is None else Decimal(worst)
        self._spends = spends
        self._turns_to_end = turns_to_end
        self._leaves = leaves
        self.asked: list[tuple[Model, Prompt, Sampling]] = []
        self.in_flight = 0
        self.most_in_flight = 0

    async def complete(self, model: Model, prompt: Prompt, sampling: Sampling, call: Call) -> Completion:
        """Give the next scripted reply, in the call's turn."""
        await call.allow(self._worst, lambda: None)
        await call.turn.take()
        await call.departs()
        self.asked.append((model, prompt, sampling))
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        self._leaves()
        try:
            await (self._gate.wait() if self._gate else asyncio.sleep(0))
        except asyncio.CancelledError:
            for _ in range(self._turns_to_end):
                await asyncio.sleep(0)
            call.record(an_attempt(outcome="unreachable", cost_usd=self._worst, cost_basis="held"))
            raise
        finally:
            self.in_flight -= 1
        call.deadline.spend(self._spends)
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(reply, Fault):
            call.record(an_attempt(outcome=reply.cause.value, detail=reply.detail))
            raise reply
        attempt = an_attempt(text=reply, cost_usd=self._cost, served_model=f"served/{model.id}", latency_ms=5)
        call.record(attempt)
        return Completion(text=reply, finish_reason="stop", attempt=attempt)


class FakeTurn:
    """A turn that is there as soon as one of its ``places`` is; ``gone`` ends all waiting."""

    def __init__(self, turns: FakeTurns, left: Callable[[], None]) -> None:
        self._turns = turns
        self._left = left
        self.is_taken = False

    async def take(self) -> None:
        """Take a place, or raise once there will be none."""
        if self.is_taken:
            return
        await self._turns.free.acquire()
        if self._turns.closed is not None:
            raise WireFault(Cause.STOPPED, self._turns.closed, is_retryable=False)
        self.is_taken = True
        self._turns.in_flight += 1
        self._left()

    async def rest(self, seconds: float) -> None:
        """Let no time pass."""
        del seconds

    def give_back(self) -> None:
        """Free the place."""
        if self.is_taken:
            self.is_taken = False
            self._turns.in_flight -= 1
            self._turns.free.release()

    def heard(self, fault: WireFault | None) -> None:
        """Learn nothing."""


class FakeTurns:
    """Turns first come, first served, so many at once; ``closed`` is why there are none any more."""

    def __init__(self, places: int = 4) -> None:
        self.places = places
        self.in_flight = 0
        self.free = asyncio.Semaphore(places)
        self.closed: str | None = None

    def turn(self, model: Model, order: int, left: Callable[[], None] = lambda: None) -> FakeTurn:
        """A turn, whoever asks."""
        del model, order
        return FakeTurn(self, left)

    def close(self, why: str) -> None:
        """Give no more turns."""
        self.closed = why
        self.free.release()


def no_money() -> Purse:
    """A purse without a cap."""

    async def keep(reserves: Sequence[Reserve]) -> None:
        raise AssertionError(reserves)

    return Purse(None, job="job", run="run", keep=keep, clock=noon)


def an_account() -> Account:
    """The account of one seat in a purse without a cap."""
    return Account(no_money(), "alpha", "key", Decimal(0))


class FakePrompts:
    """Writes prompts that say whom they are for."""

    fingerprint = "templates"

    def prompt(self, tool: Tool, persona: Persona) -> Prompt:
        """A prompt with the tool's and the persona's names in it."""
        return Prompt(rules="rules", dossier=tool.name, persona=persona.id)

    def again(self, prompt: Prompt, fault: AnswerFault) -> Prompt:
        """The same prompt, and the cause."""
        return prompt.model_copy(update={"again": fault.cause.value})


def a_check(take: Take, tool: Tool, persona: Persona) -> tuple[Finding, ...]:
    """A check that notes what it was shown."""
    return (Finding(code="seen", detail=f"{take.text} / {tool.name} / {persona.name}"),)


class FakeReading:
    """An answer, with nothing odd about it unless findings say so."""

    def __init__(self, answer: Answer, findings: tuple[Finding, ...] = ()) -> None:
        self.answer = answer
        self.findings = findings
        self.rung = "as_is"


class FakeReader:
    """Reads a score out of a completion, or raises the fault scripted for its text."""

    def __init__(self, **faults: AnswerFault) -> None:
        self._faults = faults
        self.findings: tuple[Finding, ...] = ()

    def __call__(self, completion: Completion, persona: Persona, *, ship_at: int) -> FakeReading:
        """Read ``70`` as a ship with 70, ``stand aside`` as an abstention."""
        del persona
        if completion.text in self._faults:
            raise self._faults[completion.text]
        if completion.text == "stand aside":
            return FakeReading(Answer(evidence=(), marks=(), text=None, decision=None, reason="off_lens", score=None))
        score = int(completion.text)
        decision = Decision.SHIP if score >= ship_at else Decision.SKIP
        return FakeReading(
            Answer(evidence=(), marks=(), text=f"A take of {score}.", decision=decision, reason=None, score=score),
            self.findings,
        )


class FakeStore:
    """Keeps takes in memory; ``groups`` are the sizes of its commits, ``fails_with`` what a commit raises.

    ``flights`` are the keys of calls that departed, and are not finished; ``noted`` are attempts before them.
    """

    def __init__(self, *takes: Take, fails_with: Exception | None = None) -> None:
        self.takes = [take for take in takes if take.key]
        self.attempts: list[Attempt] = []
        self.groups: list[int] = []
        self.reserves: list[Reserve] = []
        self.departed: list[str] = []
        self.noted: list[Attempt] = []
        self.flights: set[str] = set()
        self.claimed: dict[str, str] = {}
        self.renewals = 0
        self._fails_with = fails_with

    def takes_by_key(self, keys: Sequence[str], *, since: datetime | None = None) -> dict[str, Take]:
        """The newest take for each key."""
        return {
            take.key: take
            for take in self.takes
            if take.key in keys and take.key is not None and (since is None or take.created_at >= since)
        }

    def record(self, finished: Sequence[Finished], *, departures: Sequence[Departure] = ()) -> None:
        """Keep them all, or raise."""
        if self._fails_with is not None:
            raise self._fails_with
        self.departed += [one.key for one in departures]
        self.noted += [attempt for one in departures for attempt in one.attempts]
        self.flights -= {one.take.key for one in finished if one.take.key is not None}
        self.flights |= {one.key for one in departures}
        self.groups.append(len(finished))
        for one in finished:
            self.takes.append(one.take)
            self.attempts.extend(one.attempts)

    def take_back(self, departures: Sequence[Departure]) -> None:
        """Forget that they departed."""
        self.flights -= {one.key for one in departures}

    def reserve(self, held: Sequence[Reserve]) -> None:
        """Keep them in ``reserves``."""
        self.reserves.extend(held)

    def claim(self, run: str, tools: Collection[str], *, now: datetime, until: datetime) -> set[str]:
        """Claim those that no other run has."""
        del now, until
        return {tool for tool in tools if self.claimed.setdefault(tool, run) == run}

    def renew(self, run: str, until: datetime) -> set[str]:
        """Count it."""
        del until
        self.renewals += 1
        return {tool for tool, holder in self.claimed.items() if holder == run}

    def release(self, run: str, tools: Collection[str]) -> None:
        """Give them up."""
        for tool in tools:
            if self.claimed.get(tool) == run:
                del self.claimed[tool]


class FakeLedger:
    """Keeps reserves as a store does; each commit waits for ``turns`` of the loop, and is lost if it is cut short."""

    def __init__(self, turns: int = 0) -> None:
        self._turns = turns
        self.held: dict[tuple[str, str], Reserve] = {}
        self.settled: dict[tuple[str, str], Decimal] = {}
        self.commits = 0

    async def keep(self, reserves: Sequence[Reserve]) -> None:
        """Keep them all, in the end."""
        for _ in range(self._turns):
            await asyncio.sleep(0)
        self.commits += 1
        self.held.update({(one.run, one.key): one for one in reserves})

    async def settle(self, run: str, key: str, charge: Decimal) -> None:
        """Put a charge in the place of what is held."""
        for _ in range(self._turns):
            await asyncio.sleep(0)
        self.settled[run, key] = charge

    @property
    def committed(self) -> Decimal:
        """What is settled, and held where it is not."""
        return sum((self.settled.get(cell, one.held_usd) for cell, one in self.held.items()), Decimal(0))
