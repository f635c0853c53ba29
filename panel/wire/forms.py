"""Forms: which form of structured output a model takes, found by trying where no catalogue says it, and remembered.

What a server answers to a form that it does not know, as far as it is known: LM Studio 400 with a bare string,
llama-server 400, llama-cpp-python 500, vLLM 400 or 422; Ollama and many others take any and may ignore it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from panel.errors import WireFault
from panel.wire.endpoints import Dialect, Endpoint
from panel.wire.faults import again
from panel.wire.form import Form
from panel.wire.forms_file import FormsFile, Remembered, Served

LIFE = timedelta(days=30)
"""How long a form is remembered; servers are brought up to date, and then take stricter ones."""

_ORDERS: Mapping[Dialect, tuple[Form, ...]] = {
    Dialect.OPENAI: tuple(Form),
    # It takes a schema as its native format, and would drop one that stands beside json_object.
    Dialect.OLLAMA: (Form.JSON_SCHEMA, Form.JSON_OBJECT, Form.PLAIN),
    Dialect.LMSTUDIO: (Form.JSON_SCHEMA, Form.PLAIN),
}

_SURE = frozenset({400, 404, 415, 422, 501})
_PERHAPS = frozenset({500})

Value = TypeVar("Value")


def order(endpoint: Endpoint) -> tuple[Form, ...]:
    """The forms that may be tried on an endpoint, strictest first; none where a catalogue says what is taken."""
    return _ORDERS.get(endpoint.dialect, ())


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where a call stands among the forms: the one to ask in is the first of ``left``.

    ``is_known`` says that the first has been taken before, so that a 500 is no word on it. ``fault`` is what the first
    form of all met.
    """

    left: tuple[Form, ...]
    is_known: bool = False
    fault: WireFault | None = None

    def after(self, fault: WireFault) -> Ladder | None:
        """The next form down; None where the fault says nothing of the form, or no form is left."""
        if not self._is_of_the_form(fault) or len(self.left) == 1:
            return None
        return Ladder(self.left[1:], fault=self.fault or fault)

    def is_spent(self, fault: WireFault) -> bool:
        """Whether every form was rejected, this last one too."""
        return self.fault is not None and self._is_of_the_form(fault)

    def _is_of_the_form(self, fault: WireFault) -> bool:
        return fault.status in (_SURE if self.is_known else _SURE | _PERHAPS)


class Trial:
    """One call and the forms it may be asked in. Made by ``Forms.trial``."""

    def __init__(self, ladder: Ladder, taken: Callable[[Form], None], let_others: Callable[[], None]) -> None:
        self._whole = self._ladder = ladder
        self._taken = taken
        self.let_others = let_others
        """Hold up no other call to this model any more; to be called before this one waits for what they may free."""

    @property
    def form(self) -> Form:
        """The form to ask in next."""
        return self._ladder.left[0]

    def has_another(self, fault: WireFault) -> bool:
        """Whether the fault may lie in the form, and another form is left: then it says nothing of the model."""
        return self._ladder.after(fault) is not None

    async def through(self, send: Callable[[Form], Awaitable[Value]]) -> Value:
        """Send in one form after the other, at once, until one is taken; raises what ``send`` raises otherwise.

        When every form was rejected that is the fault of the first, and the next pass begins with it again.
        """
        while True:
            try:
                value = await send(self.form)
            except WireFault as fault:
                following = self._ladder.after(fault)
                if following is None:
                    raise self._ended(fault) from None
                self._ladder = following
            else:
                self._taken(self.form)
                return value

    def _ended(self, fault: WireFault) -> WireFault:
        """The fault of this pass; one that says nothing of the form leaves the next pass where this one stopped."""
        first = self._ladder.fault
        if first is None or not self._ladder.is_spent(fault):
            return fault
        self._ladder = self._whole
        return again(first)


def fixed(endpoint: Endpoint, given: Form | None) -> Trial | None:
    """A trial of one form: that which is ``given``, by a catalogue or a person, or the strictest; None where to try."""
    if given is None and order(endpoint):
        return None
    return Trial(Ladder((given or Form.JSON_SCHEMA,)), lambda _: None, _nobody_waits)


def _nobody_waits() -> None:
    """Hold up nobody, as nobody is."""


class Forms:
    """What every model took, in this process and, with a ``file``, between processes. Ages are told by ``clock``."""

    def __init__(self, file: FormsFile | None, *, clock: Callable[[], datetime], life: timedelta = LIFE) -> None:
        self._file = file
        self._clock = clock
        self._life = life
        self._known: dict[Served, Remembered] = file.read() if file else {}
        self._met: set[Served] = set()
        self._tried: set[Served] = set()
        self._trying: dict[Served, asyncio.Lock] = {}

    def form(self, endpoint: Endpoint, model: str) -> Form | None:
        """The form that a model took; None where that is not known."""
        remembered = self.remembered(endpoint, model)
        return remembered.form if remembered else None

    def remembered(self, endpoint: Endpoint, model: str) -> Remembered | None:
        """The form that a model took, and since when that is known."""
        one = self._known.get(Served(endpoint.base_url, model))
        is_good = one is not None and one.form in order(endpoint) and self._clock() - one.since < self._life
        return one if is_good else None

    @asynccontextmanager
    async def trial(self, endpoint: Endpoint, model: str) -> AsyncIterator[Trial]:
        """The forms for one call to an endpoint whose catalogue does not say them.

        While nothing is known of a model, one call tries and the others wait here, so take a place in line inside.
        Once something came of a call, though it be nothing, they go side by side, so that a server that hangs is not
        waited for by each of them in turn; and so they do once it waits for money, which they may free.
        """
        served = Served(endpoint.base_url, model)
        if self._is_new(endpoint, model):
            async with self._alone(served) as let_others:
                if self._is_new(endpoint, model):
                    try:
                        yield self._trial(endpoint, model, let_others)
                    except WireFault:
                        self._tried.add(served)
                        raise
                    return
        try:
            yield self._trial(endpoint, model, _nobody_waits)
        except WireFault as fault:
            self._doubt(endpoint, model, fault)
            raise

    @asynccontextmanager
    async def _alone(self, served: Served) -> AsyncIterator[Callable[[], None]]:
        """Have others wait until this is left, or until what it gives is called."""
        lock = self._trying.setdefault(served, asyncio.Lock())
        await lock.acquire()
        is_alone = True

        def leave() -> None:
            nonlocal is_alone
            if is_alone:
                is_alone = False
                lock.release()

        def let_others() -> None:
            self._tried.add(served)
            leave()

        try:
            yield let_others
        finally:
            leave()

    def _is_new(self, endpoint: Endpoint, model: str) -> bool:
        served = Served(endpoint.base_url, model)
        is_tried = served in self._tried or served in self._met
        return not is_tried and self.form(endpoint, model) is None

    def _trial(self, endpoint: Endpoint, model: str, let_others: Callable[[], None]) -> Trial:
        served, known, forms = Served(endpoint.base_url, model), self.form(endpoint, model), order(endpoint)
        ladder = Ladder(forms)
        if known is not None:
            ladder = replace(ladder, left=(known, *(one for one in forms if one is not known)), is_known=True)

        def taken(form: Form) -> None:
            self._met.add(served)
            if form is not self.form(endpoint, model):
                self._remember(served, Remembered(form=form, since=self._clock()))

        return Trial(ladder, taken, let_others)

    def _doubt(self, endpoint: Endpoint, model: str, fault: WireFault) -> None:
        """Forget a form of an earlier process that only met a 500: another server may listen at the address now."""
        served = Served(endpoint.base_url, model)
        if fault.status in _PERHAPS and served not in self._met:
            self._tried.add(served)
            self._remember(served, None)

    def _remember(self, served: Served, remembered: Remembered | None) -> None:
        self._known.pop(served, None)
        if remembered is not None:
            self._known[served] = remembered
        if self._file is not None:
            self._file.write(served, remembered)
