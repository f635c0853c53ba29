"""What one seat comes to, however its model answers."""

from __future__ import annotations

import asyncio
import dataclasses
from decimal import Decimal

import pytest

from panel.domain.calling import Turn
from panel.domain.completion import Attempt
from panel.domain.finished import Finished
from panel.domain.take import Finding, Status
from panel.engine.asking import Asker, Backing, Leave
from panel.engine.progress import AskingAgain, Event, Progress, WaitingForRoom, unwatched
from panel.engine.purse import Purse
from panel.errors import AnswerFault, Cause, Fault, WireFault
from tests.builders import a_cell, a_model
from tests.fakes.engine import (
    NOON,
    FakeCompleter,
    FakeLedger,
    FakePrompts,
    FakeReader,
    FakeTurns,
    a_check,
    an_account,
    an_attempt,
    noon,
)

MALFORMED = AnswerFault(Cause.MALFORMED, "a comma is missing")
CONTRADICTION = AnswerFault(Cause.CONTRADICTION, "90 and skip", asks_again=1)
CENT = Decimal("0.01")
CUT_OFF = AnswerFault(Cause.CUT_OFF, "it stops in the middle")


def nowhere(finished: Finished) -> None:
    """Leave nothing: no test here is cancelled unless it says so."""
    raise AssertionError(finished)


def an_asker(completer: FakeCompleter, *, seat_timeout: float = 600, **faults: AnswerFault) -> Asker:
    """An asker with fakes around it."""
    return Asker(
        completer=completer,
        prompts=FakePrompts(),
        read=FakeReader(**faults),
        check=a_check,
        clock=noon,
        ship_at=60,
        seat_timeout=seat_timeout,
    )


def a_backing(*, progress: Progress = unwatched, leave: Leave = nowhere, turn: Turn | None = None) -> Backing:
    """A turn and an account that nothing stands in the way of."""
    return Backing(turn or FakeTurns().turn(a_model(), 0), an_account(), progress, leave)


async def test_an_answer_becomes_a_take_with_its_provenance() -> None:
    cell = a_cell()
    finished = await an_asker(FakeCompleter("70", cost="0.002")).take(cell, "run-1", a_backing())
    take = finished.take
    assert (take.status, take.score, take.decision, take.text) == (Status.OK, 70, "ship", "A take of 70.")
    assert (take.tool, take.persona, take.model, take.endpoint) == (
        cell.tool.slug,
        cell.persona.id,
        cell.model.id,
        cell.model.endpoint,
    )
    assert (take.key, take.prompt_hash, take.run, take.created_at) == (cell.key, cell.prompt_hash, "run-1", NOON)
    assert take.dossier_hash == cell.tool.dossier.fingerprint
    assert take.persona_hash == cell.persona.fingerprint
    assert (take.attempts, take.cost_usd, take.served_model) == (1, Decimal("0.002"), f"served/{cell.model.id}")


async def test_what_the_check_finds_comes_after_what_the_reader_found() -> None:
    reader = FakeReader()
    reader.findings = (Finding(code="borderline"),)
    completer = FakeCompleter("70")
    asker = dataclasses.replace(an_asker(completer), read=reader)
    finished = await asker.take(a_cell(), "run", a_backing())
    assert [finding.code for finding in finished.take.findings] == ["borderline", "seen"]
    assert finished.take.findings[1].detail == "A take of 70. / Alpha / Builder"


async def test_a_seat_that_failed_is_not_checked() -> None:
    finished = await an_asker(FakeCompleter("x"), x=CONTRADICTION).take(a_cell(), "run", a_backing())
    assert finished.take.findings == ()


async def test_a_model_that_stands_aside_abstains() -> None:
    finished = await an_asker(FakeCompleter("stand aside")).take(a_cell(), "run", a_backing())
    assert (finished.take.status, finished.take.reason) == (Status.ABSTAINED, "off_lens")


async def test_an_unusable_answer_is_asked_again_and_its_cost_is_kept() -> None:
    completer, seen = FakeCompleter("x", "70", cost="0.5"), list[Event]()
    finished = await an_asker(completer, x=MALFORMED).take(a_cell(), "run", a_backing(progress=seen.append))
    assert finished.take.status is Status.OK
    assert [prompt.again for _, prompt, _ in completer.asked] == [None, "malformed"]
    assert (finished.take.attempts, finished.take.cost_usd) == (2, Decimal("1.0"))
    assert [type(event) for event in seen] == [AskingAgain]


@pytest.mark.parametrize(("fault", "asked"), [(MALFORMED, 4), (CONTRADICTION, 2), (CUT_OFF, 4)])
async def test_re_asks_are_bounded_by_their_cause(fault: AnswerFault, asked: int) -> None:
    completer = FakeCompleter("x")
    finished = await an_asker(completer, x=fault).take(a_cell(), "run", a_backing())
    assert len(completer.asked) == asked
    assert finished.take.status is Status.FAILED
    assert finished.take.reason == f"{fault.cause}: {fault.detail}"
    assert len(finished.attempts) == asked


async def test_different_faults_share_three_re_asks() -> None:
    completer = FakeCompleter("c", "x", "x", "x", "70")
    finished = await an_asker(completer, c=CONTRADICTION, x=MALFORMED).take(a_cell(), "run", a_backing())
    assert len(completer.asked) == 4
    assert finished.take.status is Status.FAILED


async def test_a_cut_off_answer_gets_twice_the_room_and_no_more() -> None:
    completer = FakeCompleter("x", "x", "70")
    cell = a_cell()
    await an_asker(completer, x=CUT_OFF).take(cell, "run", a_backing())
    assert [sampling.max_tokens for _, _, sampling in completer.asked] == [
        cell.sampling.max_tokens,
        2 * cell.sampling.max_tokens,
        2 * cell.sampling.max_tokens,
    ]


async def test_a_seat_that_cannot_be_reached_fails_with_the_cause() -> None:
    gone = WireFault(Cause.UNREACHABLE, "nobody listens", is_retryable=True)
    finished = await an_asker(FakeCompleter(gone)).take(a_cell(), "run", a_backing())
    assert (finished.take.status, finished.take.reason) == (Status.FAILED, "unreachable: nobody listens")
    assert [attempt.outcome for attempt in finished.attempts] == ["unreachable"]


async def test_an_unusable_answer_at_the_deadline_is_not_asked_for_again() -> None:
    completer = FakeCompleter("x", spends=7)
    finished = await an_asker(completer, seat_timeout=7, x=MALFORMED).take(a_cell(), "run", a_backing())
    assert len(completer.asked) == 1
    assert finished.take.cause == Cause.MALFORMED


async def test_its_place_is_given_back_between_asks_and_kept_at_the_end() -> None:
    turn = FakeTurns().turn(a_model(), 0)
    seen: list[bool] = []
    await an_asker(FakeCompleter("x", "70"), x=MALFORMED).take(
        a_cell(), "run", a_backing(progress=lambda _: seen.append(turn.is_taken), turn=turn)
    )
    assert seen == [True]
    assert turn.is_taken


async def test_a_seat_that_waits_for_room_gives_its_place_back_and_says_so() -> None:
    told: list[str] = []

    class Insistent(FakeCompleter):
        """Loses two requests, and asks again without giving its place back."""

        async def complete(self, model, prompt, sampling, call):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as in its base
            for _ in range(3):
                await call.allow(CENT, lambda: told.append("waits"))
                await call.turn.take()
                if told:
                    break
                call.record(an_attempt(outcome="timed_out", cost_usd="0.01", cost_basis="held"))
            return await super().complete(model, prompt, sampling, call)

    cell, turns, ledger = a_cell(), FakeTurns(1), FakeLedger()
    purse = Purse(Decimal("0.04"), job="j", run="r", keep=ledger.keep, clock=noon)
    accounts = await purse.open("alpha", {"this": CENT, "other": CENT})
    await accounts["other"].allow(CENT)
    seen: list[Event] = []
    asker = an_asker(Insistent("70", cost="0.001", worst="0.01"))
    turn = turns.turn(a_model(), 0)
    asking = asyncio.create_task(asker.take(cell, "r", Backing(turn, accounts["this"], seen.append, nowhere)))
    while not seen:  # noqa: ASYNC110 - progress is a plain list
        await asyncio.sleep(0)
    assert (seen, turns.in_flight, purse.committed) == ([WaitingForRoom(cell)], 0, Decimal("0.04"))
    # Who asks gives back what it holds, too.
    assert told == ["waits"]
    purse.settle(accounts["other"])
    assert (await asking).take.status is Status.OK
    # Two lost requests, and the third.
    assert accounts["this"].settled == Decimal("0.021")


async def test_our_own_bugs_are_not_taken_for_faults() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        await an_asker(FakeCompleter("seventy")).take(a_cell(), "run", a_backing())


def test_faults_say_whether_a_retry_helps() -> None:
    faults: list[Fault] = [MALFORMED, CONTRADICTION]
    assert all(fault.is_retryable for fault in faults)


async def test_what_was_sent_before_a_stop_is_left_to_be_kept() -> None:
    left: list[Finished] = []
    completer = FakeCompleter("x", "70", cost="0.5")
    never = FakeCompleter("70", gate=asyncio.Event())

    class Then(FakeCompleter):
        """Gives an unusable answer, then hangs."""

        async def complete(self, model, prompt, sampling, call):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as in its base
            chosen = never if completer.asked else completer
            return await chosen.complete(model, prompt, sampling, call)

    asker = an_asker(Then("70"), x=MALFORMED)
    running = asyncio.create_task(asker.take(a_cell(), "run", a_backing(leave=left.append)))
    while not never.asked:  # noqa: ASYNC110 - the fake has no event to wait for
        await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    (finished,) = left
    assert (finished.take.status, finished.take.cause) == (Status.FAILED, Cause.STOPPED)
    # The answer that could not be used, and the request that hung: what that cost is not known.
    assert (len(finished.attempts), finished.take.cost_usd) == (2, Decimal("0.5"))


async def test_an_answer_by_another_model_is_a_finding() -> None:
    class Substitute(FakeCompleter):
        """Has another model answer."""

        async def complete(self, model, prompt, sampling, call):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as in its base
            completion = await super().complete(model, prompt, sampling, call)
            return completion.model_copy(update={"is_as_asked": False})

    cell = a_cell()
    finished = await an_asker(Substitute("70")).take(cell, "run", a_backing())
    assert (
        Finding(code="served_by_another", detail=f"served/{cell.model.id} for {cell.model.id}")
        in finished.take.findings
    )


@pytest.mark.parametrize(("cost", "noted"), [(None, [0]), ("0", [0]), ("0.01", [0, 1])])
async def test_before_every_request_it_is_asked_whether_it_may_leave_and_what_was_paid_for_is_noted(
    cost: str | None, noted: list[int]
) -> None:
    asked: list[str] = []
    departed: list[int] = []

    async def may_leave() -> None:
        asked.append("may leave")

    async def departs(attempts: tuple[Attempt, ...]) -> None:
        asked.append("departs")
        departed.append(len(attempts))

    backing = dataclasses.replace(a_backing(), may_leave=may_leave, departs=departs)
    completer = FakeCompleter("x", "70", cost=cost)
    await an_asker(completer, x=MALFORMED).take(a_cell(), "run", backing)
    assert (asked[:3], departed) == (["may leave", "departs", "may leave"], noted)


async def test_a_cell_that_may_leave_no_more_is_not_asked_again() -> None:
    completer, is_ours = FakeCompleter("x", "70"), True

    async def may_leave() -> None:
        nonlocal is_ours
        if not is_ours:
            raise WireFault(Cause.STOPPED, "another run has taken the tool over", is_retryable=False)
        is_ours = False

    finished = await an_asker(completer, x=MALFORMED).take(
        a_cell(), "run", dataclasses.replace(a_backing(), may_leave=may_leave)
    )
    assert (len(completer.asked), finished.take.cause) == (1, Cause.STOPPED)


async def test_a_cell_that_was_noted_and_not_sent_is_said_to_stay_when_it_is_cancelled() -> None:
    stayed: list[bool] = []
    is_noted = asyncio.Event()

    async def departs(attempts: tuple[Attempt, ...]) -> None:
        assert attempts == ()
        is_noted.set()
        await asyncio.Event().wait()

    backing = dataclasses.replace(a_backing(), departs=departs, stays=lambda: stayed.append(True))
    asking = asyncio.create_task(an_asker(FakeCompleter("70")).take(a_cell(), "run", backing))
    await is_noted.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert stayed == [True]
