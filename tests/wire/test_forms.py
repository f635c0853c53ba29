"""Forms: what a fault says of them, what is tried next, who waits, and what is remembered for how long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from panel.errors import Cause, WireFault
from panel.wire.endpoints import Dialect, Endpoint
from panel.wire.form import Form
from panel.wire.forms import LIFE, Forms, fixed, order
from panel.wire.forms_file import FormsFile
from tests.fakes.clock import FakeClock
from tests.wire.calls import an_endpoint

SCHEMA, OBJECT_SCHEMA, OBJECT, PLAIN = Form
PLAIN_SERVER = an_endpoint(dialect=Dialect.OPENAI)


def rejected(status: int | None, *, is_retryable: bool = False) -> WireFault:
    return WireFault(Cause.REQUEST_REJECTED, f"HTTP {status}", is_retryable=is_retryable, status=status)


class Server:
    """A server that answers these forms and meets the others with a fault; ``asked`` are the forms it saw."""

    def __init__(self, takes: Form | None, status: int = 400) -> None:
        self.takes = takes
        self.status = status
        self.asked: list[Form] = []

    async def __call__(self, form: Form) -> str:
        """Answer, after the others have had a turn."""
        self.asked.append(form)
        await asyncio.sleep(0)
        if form is not self.takes:
            raise rejected(self.status)
        return "answered"


async def ask(forms: Forms, send: Callable[[Form], Awaitable[str]], endpoint: Endpoint = PLAIN_SERVER) -> str:
    async with forms.trial(endpoint, "m") as trial:
        return await trial.through(send)


@pytest.mark.parametrize(
    ("dialect", "forms"),
    [
        (Dialect.OPENAI, (SCHEMA, OBJECT_SCHEMA, OBJECT, PLAIN)),
        (Dialect.OLLAMA, (SCHEMA, OBJECT, PLAIN)),
        (Dialect.LMSTUDIO, (SCHEMA, PLAIN)),
        (Dialect.OPENROUTER, ()),
    ],
)
def test_each_dialect_has_its_order(dialect: Dialect, forms: tuple[Form, ...]) -> None:
    assert order(an_endpoint(dialect=dialect)) == forms


async def side_by_side(forms: Forms, endpoint: Endpoint) -> None:
    """Have two calls try at the same time; neither waits for the other."""
    async with forms.trial(endpoint, "m") as one, asyncio.timeout(1), forms.trial(endpoint, "m") as other:
        assert (one.form, other.form) == (Form.JSON_SCHEMA, Form.JSON_SCHEMA)


@pytest.mark.parametrize("status", [400, 404, 415, 422, 500, 501])
@pytest.mark.parametrize("takes", list(Form))
async def test_the_first_form_that_is_taken_is_remembered(status: int, takes: Form) -> None:
    forms, server = Forms(None, clock=FakeClock()), Server(takes, status)
    assert await ask(forms, server) == "answered"
    assert server.asked == list(Form)[: list(Form).index(takes) + 1]
    assert forms.form(PLAIN_SERVER, "m") is takes
    assert forms.form(PLAIN_SERVER, "another") is None


async def test_a_call_that_waits_for_money_while_it_tries_is_not_waited_for_by_those_who_may_free_it() -> None:
    forms, freed = Forms(None, clock=FakeClock()), asyncio.Event()

    async def frees() -> None:
        async with forms.trial(PLAIN_SERVER, "m") as trial:
            assert trial.form is SCHEMA
            freed.set()

    async with asyncio.timeout(20), asyncio.TaskGroup() as group, forms.trial(PLAIN_SERVER, "m") as trial:
        group.create_task(frees())
        await asyncio.sleep(0)
        assert not freed.is_set()
        trial.let_others()
        trial.let_others()
        await freed.wait()
        assert await trial.through(Server(OBJECT)) == "answered"
    assert forms.form(PLAIN_SERVER, "m") is OBJECT


async def test_what_is_remembered_is_asked_in_at_once() -> None:
    forms, server = Forms(None, clock=FakeClock()), Server(OBJECT)
    await ask(forms, server)
    server.asked.clear()
    await ask(forms, server)
    assert server.asked == [OBJECT]


@pytest.mark.parametrize("status", [None, 200, 401, 402, 403, 408, 413, 429, 502, 503])
async def test_other_faults_say_nothing_of_the_form(status: int | None) -> None:
    forms, server = Forms(None, clock=FakeClock()), Server(None, status or 0)
    if status is None:
        server.status = 0
    with pytest.raises(WireFault):
        await ask(forms, server)
    assert server.asked == [SCHEMA]
    assert forms.form(PLAIN_SERVER, "m") is None


async def test_when_no_form_is_taken_the_first_fault_is_told_and_nothing_remembered() -> None:
    forms, met = Forms(None, clock=FakeClock()), iter([rejected(422), rejected(500), rejected(400), rejected(404)])

    async def send(_: Form) -> str:
        raise next(met)

    with pytest.raises(WireFault, match="HTTP 422"):
        await ask(forms, send)
    assert forms.form(PLAIN_SERVER, "m") is None


async def test_another_pass_begins_with_the_strictest_after_all_were_rejected() -> None:
    forms, server = Forms(None, clock=FakeClock()), Server(None, 500)
    async with forms.trial(PLAIN_SERVER, "m") as trial:
        with pytest.raises(WireFault):
            await trial.through(server)
        server.takes = SCHEMA
        await trial.through(server)
    assert server.asked == [*Form, SCHEMA]
    assert forms.form(PLAIN_SERVER, "m") is SCHEMA


async def test_another_pass_goes_on_where_something_else_came_between() -> None:
    forms, statuses = Forms(None, clock=FakeClock()), iter([422, 429])
    asked: list[Form] = []

    async def send(form: Form) -> str:
        asked.append(form)
        if (status := next(statuses, None)) is not None:
            raise rejected(status)
        return "answered"

    async with forms.trial(PLAIN_SERVER, "m") as trial:
        with pytest.raises(WireFault, match="429"):
            await trial.through(send)
        await trial.through(send)
    assert asked == [SCHEMA, OBJECT_SCHEMA, OBJECT_SCHEMA]


async def test_while_one_call_tries_the_others_wait_and_then_ask_in_what_it_found() -> None:
    forms, server = Forms(None, clock=FakeClock()), Server(PLAIN)
    await asyncio.gather(*(ask(forms, server) for _ in range(20)))
    assert server.asked == [*Form, *[PLAIN] * 19]


async def test_models_do_not_wait_for_each_other() -> None:
    forms, both = Forms(None, clock=FakeClock()), asyncio.Barrier(2)

    async def send(_: Form) -> str:
        async with asyncio.timeout(5):
            await both.wait()
        return "answered"

    async def ask_one(model: str) -> str:
        async with forms.trial(PLAIN_SERVER, model) as trial:
            return await trial.through(send)

    answers = await asyncio.gather(*(ask_one(model) for model in ("a", "b")))
    assert answers == ["answered", "answered"]


async def test_a_call_that_gives_up_lets_the_next_one_try() -> None:
    forms, server, started = Forms(None, clock=FakeClock()), Server(OBJECT), asyncio.Event()

    async def never(_: Form) -> str:
        started.set()
        await asyncio.Event().wait()
        raise AssertionError

    first = asyncio.create_task(ask(forms, never))
    await started.wait()
    second = asyncio.create_task(ask(forms, server))
    first.cancel()
    assert await second == "answered"
    with pytest.raises(asyncio.CancelledError):
        await first
    assert server.asked == [SCHEMA, OBJECT_SCHEMA, OBJECT]


async def test_a_known_form_that_is_rejected_is_replaced() -> None:
    forms, server = Forms(None, clock=FakeClock()), Server(OBJECT)
    await ask(forms, server)
    server.asked.clear()
    server.takes = SCHEMA
    await ask(forms, server)
    assert server.asked == [OBJECT, SCHEMA]
    assert forms.form(PLAIN_SERVER, "m") is SCHEMA


async def test_a_500_says_nothing_of_a_form_that_was_taken_before() -> None:
    forms, server = Forms(None, clock=FakeClock()), Server(SCHEMA)
    await ask(forms, server)
    server.takes, server.status = None, 500
    with pytest.raises(WireFault, match="500"):
        await ask(forms, server)
    assert server.asked == [SCHEMA, SCHEMA]
    assert forms.form(PLAIN_SERVER, "m") is SCHEMA


async def test_a_form_is_remembered_between_processes_with_its_date(tmp_path: Path) -> None:
    clock, path = FakeClock(), tmp_path / "forms.json"
    await ask(Forms(FormsFile(path), clock=clock), Server(OBJECT))
    found_out = clock()
    await clock.sleep(3_600)
    later = Forms(FormsFile(path), clock=clock)
    server = Server(OBJECT)
    await ask(later, server)
    assert server.asked == [OBJECT]
    remembered = later.remembered(PLAIN_SERVER, "m")
    assert remembered is not None
    assert (remembered.form, remembered.since) == (OBJECT, found_out)


async def test_a_form_of_an_earlier_process_that_only_meets_a_500_is_tried_anew(tmp_path: Path) -> None:
    clock, path = FakeClock(), tmp_path / "forms.json"
    await ask(Forms(FormsFile(path), clock=clock), Server(SCHEMA))
    later, another = Forms(FormsFile(path), clock=clock), Server(OBJECT, 500)
    with pytest.raises(WireFault):
        await ask(later, another)
    assert FormsFile(path).read() == {}
    await ask(later, another)
    assert another.asked == [SCHEMA, SCHEMA, OBJECT_SCHEMA, OBJECT]


async def test_a_form_is_found_out_anew_after_its_life() -> None:
    clock = FakeClock()
    forms, server = Forms(None, clock=clock), Server(PLAIN)
    await ask(forms, server)
    await clock.sleep(LIFE.total_seconds())
    assert forms.form(PLAIN_SERVER, "m") is None
    server.takes = SCHEMA
    await ask(forms, server)
    assert forms.form(PLAIN_SERVER, "m") is SCHEMA


async def test_after_its_life_a_form_is_found_out_by_calls_side_by_side() -> None:
    clock = FakeClock()
    forms = Forms(None, clock=clock)
    await ask(forms, Server(PLAIN))
    await clock.sleep(LIFE.total_seconds())
    await side_by_side(forms, PLAIN_SERVER)


async def test_a_form_that_is_in_doubt_is_found_out_by_calls_side_by_side(tmp_path: Path) -> None:
    clock, path = FakeClock(), tmp_path / "forms.json"
    await ask(Forms(FormsFile(path), clock=clock), Server(SCHEMA))
    later = Forms(FormsFile(path), clock=clock)
    with pytest.raises(WireFault):
        await ask(later, Server(OBJECT, 500))
    await side_by_side(later, PLAIN_SERVER)


async def test_a_form_that_the_dialect_does_not_know_is_not_used() -> None:
    forms = Forms(None, clock=FakeClock())
    await ask(forms, Server(OBJECT_SCHEMA))
    assert forms.form(an_endpoint(dialect=Dialect.LMSTUDIO), "m") is None


@pytest.mark.parametrize(
    ("dialect", "given", "asked"),
    [
        (Dialect.OPENROUTER, None, SCHEMA),
        (Dialect.OPENROUTER, OBJECT, OBJECT),
        (Dialect.OPENAI, PLAIN, PLAIN),
    ],
)
async def test_a_form_that_is_given_is_the_only_one(dialect: Dialect, given: Form | None, asked: Form) -> None:
    server, trial = Server(None), fixed(an_endpoint(dialect=dialect), given)
    assert trial is not None
    with pytest.raises(WireFault):
        await trial.through(server)
    server.takes = asked
    await trial.through(server)
    assert server.asked == [asked, asked]


def test_a_server_whose_forms_nobody_knows_has_no_fixed_one() -> None:
    assert fixed(an_endpoint(dialect=Dialect.OPENAI), None) is None


async def test_a_server_that_hangs_is_not_waited_for_by_each_call_in_turn() -> None:
    forms, endpoint = Forms(None, clock=FakeClock()), an_endpoint(dialect=Dialect.OPENAI, key=None)
    late = WireFault(Cause.TIMED_OUT, "late", is_retryable=True)
    with pytest.raises(WireFault):
        async with forms.trial(endpoint, "m"):
            raise late
    await side_by_side(forms, endpoint)
