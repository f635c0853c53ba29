"""The client: puts prompts to models on any endpoint, retries what a retry mends, and records every attempt."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any

from panel.domain.calling import Call
from panel.domain.completion import COMPLETED, Attempt, Completion, CostBasis
from panel.domain.prompt import Prompt
from panel.domain.seat import Model, Sampling
from panel.domain.serving import is_as_asked
from panel.errors import Mistake, WireFault
from panel.wire.calling import Request
from panel.wire.channel import Head
from panel.wire.connection import Connection, cut_short
from panel.wire.endpoints import Dialect, Endpoint
from panel.wire.faults import again, given_up, too_late
from panel.wire.form import Form
from panel.wire.forms import Forms, Trial, fixed
from panel.wire.redact import Redactor
from panel.wire.request import body
from panel.wire.response import Received, read_response
from panel.wire.retry import RetryPolicy, Sleep, retried
from panel.wire.terms import Terms

if TYPE_CHECKING:
    import httpx2


_SAID = ("text", "finish_reason", "refusal", "served_model", "provider", "generation_id")
"""What an endpoint words itself."""

NO_TERMS = Terms()
"""Of a model that nobody knows anything of."""


class Client:
    """Talks to every endpoint, with one HTTP client for each, made when it is first needed.

    An async context manager: leaving it closes every socket. ``attempt_timeout`` is the deadline of one request from
    first byte sent to last byte read, in seconds; waits between attempts are not in it. ``connections`` is the most
    sockets to one endpoint. ``terms`` says of models in which form they are asked and what they cost; where it does not
    say the form, ``forms`` finds it. ``transports`` replaces the network for the endpoints it names, and
    ``sleep`` the rest that a turn gives before another try.
    """

    def __init__(
        self,
        endpoints: Mapping[str, Endpoint],
        *,
        clock: Callable[[], datetime],
        attempt_timeout: float = 120,
        retry: RetryPolicy | None = None,
        connections: int = 32,
        terms: Mapping[Model, Terms] | None = None,
        forms: Forms | None = None,
        sleep: Sleep | None = None,
        transports: Mapping[str, httpx2.AsyncBaseTransport] | None = None,
    ) -> None:
        self._endpoints = dict(endpoints)
        self._attempt_timeout = attempt_timeout
        self._retry = retry or RetryPolicy()
        self._limit = connections
        self._clock = clock
        self._terms = dict(terms or {})
        self._forms = forms or Forms(None, clock=clock)
        self._sleep = sleep
        self._transports = dict(transports or {})
        self._redact = Redactor.of(one.key.get_secret_value() for one in endpoints.values() if one.key)
        self._connections: dict[str, Connection] = {}

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connections, self._connections = self._connections, {}
        for connection in connections.values():
            await connection.close()

    async def complete(self, model: Model, prompt: Prompt, sampling: Sampling, call: Call) -> Completion:
        """Return what the model sent; raises WireFault when no attempt got a completion.

        ``call`` is told of every attempt before the next is made, failed ones too, since they may have been billed.
        Blank text is a completion. The call keeps its turn when this returns or raises; whoever made it gives it back.
        """
        endpoint = self._endpoints.get(model.endpoint)
        if endpoint is None:
            raise Mistake(f"no endpoint named {model.endpoint!r}; there are {', '.join(self._endpoints)}")
        terms = self._terms.get(model, NO_TERMS)
        request = Request(endpoint, model, terms, prompt, sampling, call, self._retry)
        trial = fixed(endpoint, terms.form)
        if trial is not None:
            return await self._retried(request, trial)
        async with self._forms.trial(endpoint, model.id) as trial:
            return await self._retried(request, trial)

    async def _retried(self, request: Request, trial: Trial) -> Completion:
        sleep = self._sleep or request.call.turn.rest
        return await retried(self._retry, request, sleep, partial(self._once, request, trial))

    async def _once(self, request: Request, trial: Trial) -> Completion:
        """One turn of the loop, which is a request for each form while forms are tried."""
        try:
            return await trial.through(partial(self._attempt, request, trial))
        except WireFault as fault:
            request.failed(fault)
            raise

    async def _attempt(self, request: Request, trial: Trial, form: Form) -> Completion:
        """Send one request in its turn, and record what came of it."""
        call, endpoint, terms = request.call, request.endpoint, request.terms
        content = body(
            request.prompt,
            request.model.id,
            request.sampling,
            endpoint.dialect,
            form,
            terms.supported,
            terms.bound,
        )
        connection = self._connection(endpoint)
        await call.allow(request.worst_usd, trial.let_others)
        await call.turn.take()
        await call.departs()
        # It holds its turn; but nothing may leave any more by now.
        await call.turn.take()
        if not call.deadline.remaining:
            raise too_late()
        sent_at, started = self._clock(), asyncio.get_running_loop().time()
        received, head = None, Head()
        try:
            received = await self._received(connection, content, request, head)
        finally:
            # Also when it is cancelled: what was sent may be billed.
            received = received or self._stopped(head)
            elapsed = asyncio.get_running_loop().time() - started
            call.deadline.spend(elapsed)
            attempt = self._recorded(request, received, sent_at, round(elapsed * 1000))
        if received.fault is None or not trial.has_another(received.fault):
            # What is said of a form that another may mend is no word on the model, or on its pace.
            call.turn.heard(received.fault)
        if received.fault is not None:
            # Not itself: with its trace it would refer to this frame, and so to itself, and stay.
            raise again(received.fault)
        return Completion(
            text=received.text,
            finish_reason=received.finish_reason,
            refusal=received.refusal,
            is_as_asked=_is_as_asked(request, received.served_model),
            attempt=attempt,
        )

    async def _received(self, connection: Connection, content: bytes, request: Request, head: Head) -> Received:
        """Send one request within its deadline; every failure of the other side is in what is returned."""
        try:
            within = min(self._attempt_timeout, request.deadline.remaining)
            raw = await connection.post(content, within=within, head=head)
        except WireFault as fault:
            received = Received(generation_id=fault.generation_id, fault=again(fault))
        else:
            headers = {name: self._redact(value) for name, value in raw.headers.items()}
            received = read_response(raw.status, headers, self._redact.raw(raw.body), self._clock(), self._redact)
        return _redacted(received, self._redact)

    def _stopped(self, head: Head) -> Received:
        """What is known of a request that was cancelled."""
        fault = cut_short(head, given_up(is_sent=head.is_sent))
        return _redacted(Received(generation_id=fault.generation_id, fault=fault), self._redact)

    def _recorded(self, request: Request, received: Received, sent_at: datetime, latency_ms: int) -> Attempt:
        fault = received.fault
        attempt = Attempt(
            outcome=fault.cause.value if fault else COMPLETED,
            detail=fault.detail if fault else "",
            status=fault.status if fault else 200,
            served_model=received.served_model,
            provider=received.provider,
            generation_id=received.generation_id,
            usage=received.usage,
            latency_ms=latency_ms,
            text=received.text or None,
            sent_at=sent_at,
            **self._cost(request, received),
        )
        request.call.record(attempt)
        return attempt

    def _cost(self, request: Request, received: Received) -> dict[str, Decimal | CostBasis | None]:
        """What an attempt cost: as billed, else by the listed prices of its tokens, else the most it may have cost.

        Tokens that cannot be true have no price.
        """
        if received.cost_usd is not None:
            return {"cost_usd": received.cost_usd, "cost_basis": "billed"}
        is_lost = received.fault is not None and received.fault.may_be_billed
        if received.fault is not None and not is_lost:
            return {}
        is_true = received.usage.can_be_of(received.text or received.refusal or "")
        if is_true and (priced := request.terms.priced(received.usage)) is not None:
            return {"cost_usd": priced, "cost_basis": "priced"}
        return {} if request.worst_usd is None else {"cost_usd": request.worst_usd, "cost_basis": "held"}

    def _connection(self, endpoint: Endpoint) -> Connection:
        if endpoint.name not in self._connections:
            self._connections[endpoint.name] = Connection.open(
                endpoint, connections=self._limit, transport=self._transports.get(endpoint.name)
            )
        return self._connections[endpoint.name]


def _is_as_asked(request: Request, served: str | None) -> bool:
    """Only OpenRouter routes to others; plain servers name a model as they like, by a file's path for one."""
    if request.endpoint.dialect is not Dialect.OPENROUTER:
        return True
    return is_as_asked(request.model.id, served, request.terms.canonical)


def _redacted(received: Received, redact: Redactor) -> Received:
    """What was received, without secrets: an endpoint may send back what it was sent."""
    said = {name: text for name in _SAID if (text := getattr(received, name))}
    fault = received.fault
    if fault is None and redact(whole := "\n".join(said.values())) == whole:
        return received
    clean: dict[str, Any] = {name: redact(text) for name, text in said.items()}
    if fault is not None:
        fault = again(fault, redact(fault.detail), generation_id=fault.generation_id and redact(fault.generation_id))
    return replace(received, **clean, fault=fault)
