"""The client: puts a prompt to a model on any endpoint, retries what is worth it, and reports every attempt."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType

import httpx2

from panel.domain.completion import Attempt, Completion
from panel.domain.prompt import Prompt
from panel.domain.seat import Model, Sampling
from panel.errors import Cause, WireFault
from panel.wire.endpoints import OFFLINE, Endpoint
from panel.wire.faults import of_connection
from panel.wire.line import Line
from panel.wire.redact import Redactor
from panel.wire.request import body
from panel.wire.response import Raw, failed_attempt, read_completion
from panel.wire.retry import RetryPolicy, Sleep, with_retries

Record = Callable[[Attempt], None]


class Client:
    """An async context manager over all endpoints; each gets its http client when it is first asked.

    ``attempt_timeout`` is in seconds and total, not for each read. ``transports`` stand in for the network, by
    endpoint name.
    """

    def __init__(
        self,
        endpoints: Mapping[str, Endpoint],
        *,
        clock: Callable[[], datetime],
        attempt_timeout: float = 120,
        connections: int = 32,
        retry: RetryPolicy | None = None,
        sleep: Sleep = asyncio.sleep,
        transports: Mapping[str, httpx2.AsyncBaseTransport] | None = None,
    ) -> None:
        self._endpoints = endpoints
        self._clock = clock
        self._timeout = attempt_timeout
        self._connections = connections
        self._retry = retry or RetryPolicy()
        self._sleep = sleep
        self._transports = dict(transports or {})
        self._lines: dict[str, Line] = {}
        self._rejected: dict[str, WireFault] = {}
        self._redact = Redactor(one.key.get_secret_value() for one in endpoints.values() if one.key)

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for line in self._lines.values():
            await line.close()

    async def complete(self, model: Model, prompt: Prompt, sampling: Sampling, record: Record) -> Completion:
        """Return what the model sent; ``record`` gets every attempt, failed ones too. Raises WireFault.

        Once an endpoint has rejected the key, its other calls fail at once and are not sent.
        """
        endpoint = self._endpoints[model.endpoint]
        content = body(prompt, model, sampling, endpoint.dialect)

        async def send() -> Completion:
            if rejected := self._rejected.get(endpoint.name):
                raise rejected
            return await self._attempt(endpoint, content, record)

        return await with_retries(send, self._retry, self._sleep)

    async def _attempt(self, endpoint: Endpoint, content: bytes, record: Record) -> Completion:
        sent_at, began = self._clock(), time.monotonic()
        raw: Raw | None = None
        try:
            async with asyncio.timeout(self._timeout):
                raw = await self._line(endpoint).send(content)
            completion = read_completion(raw, sent_at=sent_at, latency_ms=_since(began))
        except asyncio.CancelledError:
            gone = WireFault(Cause.TIMED_OUT, "given up while it was in flight; it may be billed", is_retryable=True)
            record(failed_attempt(gone, raw, sent_at=sent_at, latency_ms=_since(began)))
            raise
        except (WireFault, TimeoutError, httpx2.HTTPError, OSError) as error:
            fault = self._fault(error, endpoint)
            record(self._safe(failed_attempt(fault, raw, sent_at=sent_at, latency_ms=_since(began))))
            if fault.cause is Cause.KEY_REJECTED:
                self._rejected[endpoint.name] = fault
            raise fault from None
        record(self._safe(completion.attempt))
        return completion

    def _fault(self, error: BaseException, endpoint: Endpoint) -> WireFault:
        if isinstance(error, WireFault):
            fault = error
        elif type(error) is TimeoutError:
            fault = WireFault(Cause.TIMED_OUT, f"no whole answer in {self._timeout:g} s", is_retryable=True)
        else:
            fault = of_connection(error, endpoint.base_url)
        return WireFault(
            fault.cause,
            self._redact(fault.detail),
            is_retryable=fault.is_retryable,
            status=fault.status,
            retry_after=fault.retry_after,
        )

    def _safe(self, attempt: Attempt) -> Attempt:
        """The attempt as it may be stored: an endpoint can echo what it was sent."""
        texts = ("detail", "text", "served_model", "provider", "generation_id")
        changes = {name: self._redact(value) for name in texts if (value := getattr(attempt, name))}
        return attempt.model_copy(update=changes)

    def _line(self, endpoint: Endpoint) -> Line:
        if endpoint.name not in self._lines:
            self._lines[endpoint.name] = Line(
                endpoint,
                timeout=self._timeout,
                connections=self._connections,
                transport=self._transport(endpoint),
            )
        return self._lines[endpoint.name]

    def _transport(self, endpoint: Endpoint) -> httpx2.AsyncBaseTransport | None:
        if endpoint.name == OFFLINE and OFFLINE not in self._transports:
            from panel.wire.offline.transport import OfflineTransport

            return OfflineTransport()
        return self._transports.get(endpoint.name)


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1_000)
