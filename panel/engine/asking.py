"""Asking one cell: render, send, read, check, and ask again while that is worth it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from panel.domain.answer import Answer
from panel.domain.calling import Turn
from panel.domain.cell import Cell
from panel.domain.completion import Attempt, Completion, total_cost, total_usage
from panel.domain.deadline import Deadline
from panel.domain.finished import Finished
from panel.domain.prompt import Prompt
from panel.domain.take import Finding, Status, Take
from panel.engine.ports import Check, Clock, Completer, PromptWriter, Reader, Reading
from panel.engine.progress import AskingAgain, Progress, TryingAgain, WaitingForRoom
from panel.engine.purse import Account
from panel.errors import AnswerFault, Cause, Fault, WireFault

Leave = Callable[[Finished], None]

RE_ASKS = 3
"""How often an answer that cannot be used is asked for again, at most."""


async def _unforbidden() -> None:
    """Forbid nothing."""


async def _unnoted(attempts: tuple[Attempt, ...]) -> None:
    """Put nothing on record."""
    del attempts


def _unheard() -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Backing:
    """What one cell has of the run around it: its turn, its account, and whom to tell.

    ``leave`` gets what was sent for a cell that is cancelled. ``may_leave`` returns before every request that may be
    sent, and raises WireFault for one that may not; ``departs`` returns when it is on record that the first is on its
    way, or what those before another may have cost, and ``stays`` is called where the first was not sent after all.
    ``answered`` is called at the first completion.
    """

    turn: Turn
    account: Account
    progress: Progress
    leave: Leave
    may_leave: Callable[[], Awaitable[None]] = _unforbidden
    departs: Callable[[tuple[Attempt, ...]], Awaitable[None]] = _unnoted
    stays: Callable[[], None] = _unheard
    answered: Callable[[], None] = _unheard


@dataclass(slots=True)
class _Ask:
    """What one cell has come to so far; the wire's view of it as a call."""

    cell: Cell
    backing: Backing
    deadline: Deadline
    has_departed: bool = False
    noted: int = 0
    attempts: list[Attempt] = field(default_factory=list)
    again: dict[Cause, int] = field(default_factory=dict)
    is_longer: bool = False
    worst_usd: Decimal | None = None

    @property
    def turn(self) -> Turn:
        """Its place in line."""
        return self.backing.turn

    async def departs(self) -> None:
        """Have it on record that a request is on its way, with what was paid for before, if it may be sent at all."""
        await self.backing.may_leave()
        if not self.has_departed or any(one.may_cost for one in self.attempts[self.noted :]):
            self.has_departed, self.noted = True, len(self.attempts)
            await self.backing.departs(tuple(self.attempts))

    async def allow(self, worst_usd: Decimal | None, waits: Callable[[], None]) -> None:
        """Have the money for one more request set aside; whoever may free it gets what this seat holds meanwhile."""
        self.worst_usd = worst_usd

        def waits_for_room() -> None:
            waits()
            self.turn.give_back()
            self.backing.progress(WaitingForRoom(self.cell))

        await self.backing.account.allow(worst_usd, waits_for_room)

    def record(self, attempt: Attempt) -> None:
        """Keep a request and what it cost."""
        self.attempts.append(attempt)
        self.backing.account.charge(attempt, self.worst_usd)
        if attempt.is_completed:
            self.backing.answered()

    def waits(self, seconds: float, fault: WireFault) -> None:
        """Say that it is tried again."""
        self.backing.progress(TryingAgain(self.cell, fault, seconds))

    @property
    def re_asks(self) -> int:
        return sum(self.again.values())

    def is_worth_another(self, fault: AnswerFault) -> bool:
        """Count the fault; three re-asks in all, and no more of one cause than the fault itself allows.

        A cut-off doubles the room once: more would not be enough either, and an upstream may cut off at any length.
        """
        spent = self.again.get(fault.cause, 0)
        if spent >= fault.asks_again or self.re_asks >= RE_ASKS or not self.deadline.remaining:
            return False
        self.again[fault.cause] = spent + 1
        self.is_longer = self.is_longer or fault.cause is Cause.CUT_OFF
        return True


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks cells one at a time. ``seat_timeout`` is in seconds, without the time that is spent in line."""

    completer: Completer
    prompts: PromptWriter
    read: Reader
    check: Check
    clock: Clock
    ship_at: int
    seat_timeout: float

    async def take(self, cell: Cell, run: str, backing: Backing) -> Finished:
        """Return the cell's take, a failed one if it cannot be had, with every attempt it cost.

        The turn is still taken then, so that the take can be kept before somebody else leaves. When this is cancelled,
        ``backing.leave`` gets a failed take with what was sent until then, since that may be billed.
        """
        ask = _Ask(cell, backing, Deadline(self.seat_timeout))
        try:
            completion, reading = await self._answer(ask)
        except asyncio.CancelledError:
            if ask.attempts:
                stopped = WireFault(Cause.STOPPED, "the run was stopped before an answer", is_retryable=True)
                backing.leave(self._failed(ask, run, stopped))
            elif ask.has_departed:
                backing.stays()
            raise
        except Fault as fault:
            return self._failed(ask, run, fault)
        return self._answered(ask, run, completion, reading)

    async def _answer(self, ask: _Ask) -> tuple[Completion, Reading]:
        first = self.prompts.prompt(ask.cell.tool, ask.cell.persona)
        prompt = first
        while True:
            completion = await self._complete(ask, prompt)
            try:
                return completion, self.read(completion, ask.cell.persona, ship_at=self.ship_at)
            except AnswerFault as fault:
                if not ask.is_worth_another(fault):
                    raise
                ask.backing.progress(AskingAgain(ask.cell, fault))
                prompt = self.prompts.again(first, fault)
            ask.turn.give_back()

    async def _complete(self, ask: _Ask, prompt: Prompt) -> Completion:
        sampling = ask.cell.sampling
        if ask.is_longer:
            sampling = sampling.model_copy(update={"max_tokens": 2 * sampling.max_tokens})
        return await self.completer.complete(ask.cell.model, prompt, sampling, ask)

    def _answered(self, ask: _Ask, run: str, completion: Completion, reading: Reading) -> Finished:
        answer: Answer = reading.answer
        take = Take(
            **self._provenance(ask, run),
            status=Status.OK if answer.decision else Status.ABSTAINED,
            score=answer.score,
            decision=answer.decision,
            text=answer.text,
            reason=None if answer.decision else answer.reason or "no_take",
            evidence=answer.evidence,
            marks=answer.marks,
            findings=reading.findings,
            rung=reading.rung,
            served_model=completion.attempt.served_model,
            provider=completion.attempt.provider,
            generation_id=completion.attempt.generation_id,
        )
        noticed = (*_served(ask.cell, completion), *self.check(take, ask.cell.tool, ask.cell.persona))
        if noticed:
            take = take.model_copy(update={"findings": (*take.findings, *noticed)})
        return Finished(take=take, attempts=tuple(ask.attempts))

    def _failed(self, ask: _Ask, run: str, fault: Fault) -> Finished:
        take = Take(**self._provenance(ask, run), status=Status.FAILED, reason=str(fault))
        return Finished(take=take, attempts=tuple(ask.attempts))

    def _provenance(self, ask: _Ask, run: str) -> dict[str, Any]:
        """What a take says of where it came from, whatever came of it."""
        cell, attempts = ask.cell, tuple(ask.attempts)
        return {
            "tool": cell.tool.slug,
            "persona": cell.persona.id,
            "model": cell.model.id,
            "endpoint": cell.model.endpoint,
            "sample": cell.sample,
            "usage": total_usage(attempts),
            "cost_usd": total_cost(attempts),
            "latency_ms": sum(attempt.latency_ms for attempt in attempts),
            "attempts": len(attempts),
            "persona_hash": cell.persona.fingerprint,
            "prompt_hash": cell.prompt_hash,
            "dossier_hash": cell.tool.dossier.fingerprint,
            "key": cell.key,
            "run": run,
            "created_at": self.clock(),
        }


def _served(cell: Cell, completion: Completion) -> tuple[Finding, ...]:
    """The finding for an answer by another model than the one that was asked."""
    if completion.is_as_asked:
        return ()
    return (Finding(code="served_by_another", detail=f"{completion.attempt.served_model} for {cell.model.id}"),)
