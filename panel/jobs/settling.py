"""Settling: learns from the endpoint what calls of unknown outcome really cost, and frees what was held for them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from panel.domain.money import Found, LostCall
from panel.errors import Mistake, WireFault
from panel.store.store import Store
from panel.wire.catalogue import Catalogue
from panel.wire.endpoints import Dialect, Endpoint

Sleep = Callable[[float], Awaitable[None]]

WAITS = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each further try: what a call cost is not known at once after it."""

WAITS_FOR_EARLIER = WAITS[:1]
"""The same for calls of earlier runs, which have long been over: a further try is for an endpoint that failed."""

PATIENCE = 10.0
"""Seconds for all of it; what is not known then stays held."""

_AT_ONCE = 8
_NOT_KNOWN_YET = 404


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks endpoints about calls, a few at a time."""

    catalogue: Catalogue
    endpoints: Mapping[str, Endpoint]
    waits: Sequence[float]
    sleep: Sleep
    places: asyncio.Semaphore
    found: list[Found]

    async def ask(self, call: LostCall) -> None:
        """Find a call's cost, if the endpoint tells it in time."""
        endpoint = self.endpoints[call.endpoint]
        for wait in (0.0, *self.waits):
            if wait:
                await self.sleep(wait)
            try:
                async with self.places:
                    told = (await self.catalogue.generation(endpoint, call.generation_id)).value
            except WireFault as fault:
                if not fault.is_retryable and fault.status != _NOT_KNOWN_YET:
                    return
            except Mistake:
                return
            else:
                self.found.append(
                    Found(
                        call=call,
                        cost_usd=told.cost_usd,
                        prompt_tokens=told.prompt_tokens,
                        cached_tokens=told.cached_tokens,
                        completion_tokens=told.completion_tokens,
                    )
                )
                return


async def settle_lost(
    store: Store,
    catalogue: Catalogue,
    endpoints: Mapping[str, Endpoint],
    lost: Iterable[LostCall],
    *,
    waits: Sequence[float] = WAITS,
    sleep: Sleep = asyncio.sleep,
) -> tuple[Found, ...]:
    """Store what lost calls cost, as far as their endpoints tell, and return that.

    ``endpoints`` have their keys; only OpenRouter tells of single calls. Raises StoreUnusable and nothing of an
    endpoint's making; what stays unknown stays held.
    """
    lost = [call for call in lost if _tells(endpoints.get(call.endpoint))]
    if not lost:
        return ()
    asker = _Asker(catalogue, endpoints, waits, sleep, asyncio.Semaphore(_AT_ONCE), [])
    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(asker.ask(call) for call in lost))
    except TimeoutError:
        pass
    finally:
        # Also when it is cancelled: what was learned is true all the same.
        store.settle_lost(asker.found)
    return tuple(asker.found)


def _tells(endpoint: Endpoint | None) -> bool:
    return endpoint is not None and endpoint.dialect is Dialect.OPENROUTER and endpoint.key is not None
