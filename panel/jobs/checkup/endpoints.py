"""Endpoints: whether each answers, how soon, and what it says of its key. No completion is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from panel.assembly import Workshop
from panel.domain.catalogue import KeyStanding, Listing
from panel.domain.checkup import EndpointState, Remark, broken, look, ok
from panel.domain.origin import Origin
from panel.errors import Mistake, WireFault
from panel.jobs.checkup.heard import Heard, hear
from panel.jobs.checkup.keys import check_key, variable_name
from panel.report.figures import ago, counted
from panel.wire.catalogue import NOT_SERVED
from panel.wire.endpoints import OFFLINE, Dialect, Endpoint

QUICK = 1.0
"""Seconds for an endpoint that nobody has named."""


@dataclass(frozen=True, slots=True)
class Examined:
    """An endpoint that was looked at; ``listing`` is None where it named no models, and never did.

    ``age`` is how long ago it named them; None just now.
    """

    state: EndpointState
    listing: Listing | None
    remarks: tuple[Remark, ...]
    age: timedelta | None = None


async def examine(
    shop: Workshop, used: Collection[str], *, nearby: Collection[str] = (), is_offline: bool = False
) -> dict[str, Examined]:
    """Look at endpoints, all at the same time: those in use, and those ``nearby`` that could be.

    ``is_offline`` asks only what needs no network.
    """
    found = await asyncio.gather(
        *(_used(shop, name, is_offline=is_offline) for name in used),
        *(_unused(shop, shop.endpoints[name]) for name in nearby if not is_offline),
    )
    return {one.state.name: one for one in found}


def announce_asking(announce: Callable[[str], None] | None, names: Collection[str]) -> None:
    """Say whom a command is about to wait for."""
    asked = [name for name in names if name != OFFLINE]
    if announce is not None and asked:
        announce(f"Asking {', '.join(asked)} what they have; nothing is billed")


def nearby_endpoints(shop: Workshop, used: Collection[str]) -> tuple[str, ...]:
    """The endpoints on this machine that nobody named, but for those that only a project's file knows of."""
    return tuple(
        name
        for name, endpoint in shop.endpoints.items()
        if name not in used and endpoint.is_local and endpoint.origin is not Origin.PROJECT
    )


def described(endpoint: Endpoint, *, is_used: bool) -> EndpointState:
    """An endpoint that nobody has asked yet."""
    return EndpointState(name=endpoint.name, address=endpoint.base_url, dialect=endpoint.dialect.value, is_used=is_used)


async def _used(shop: Workshop, name: str, *, is_offline: bool) -> Examined:
    endpoint = shop.endpoints[name]
    problems: tuple[Remark, ...] = ()
    try:
        endpoint = shop.keyed(name)
    except Mistake as mistake:
        problems = (broken(f"{name} key", str(mistake), 2),)
    is_set = shop.is_key_set(name)
    state = described(endpoint, is_used=True).model_copy(
        update={"key_variable": variable_name(shop.key_variable(name), is_set=is_set), "is_key_set": is_set}
    )
    if is_offline and endpoint.dialect is not Dialect.OFFLINE:
        return _as_kept(shop, endpoint, Examined(state, None, _unasked(state, problems)))
    catalogue = shop.catalogue()
    asks_key = endpoint.dialect is Dialect.OPENROUTER and endpoint.key is not None
    models, standing = await asyncio.gather(
        hear(catalogue.models(endpoint)), hear(catalogue.standing(endpoint)) if asks_key else _nothing()
    )
    told = _told(state, models, standing, problems)
    if told.listing is not None:
        return replace(told, state=told.state.model_copy(update={"listed_at": shop.clock()}))
    return told if models.is_refused else _as_kept(shop, endpoint, told)


def _as_kept(shop: Workshop, endpoint: Endpoint, examined: Examined) -> Examined:
    """An endpoint that named no models now, with those that it last named, if any are kept."""
    kept = shop.kept_listings.find(endpoint)
    if kept is None:
        return examined
    age = kept.age(shop.clock())
    remark = ok(
        f"{endpoint.name} models", f"going by its list of {ago(age)}, {counted(len(kept.value.models), 'model')}"
    )
    state = examined.state.model_copy(update={"listed_at": kept.fetched_at})
    return Examined(state, kept.value, (*examined.remarks, remark), age=age)


def _unasked(state: EndpointState, problems: tuple[Remark, ...]) -> tuple[Remark, ...]:
    """What there is to say of an endpoint in use without asking it."""
    check = check_key(state, None, Heard(None, None))
    keys = problems or ((check.remark,) if check.remark else ())
    return (look(state.name, f"{state.address} was not asked, as wanted"), *keys)


async def _unused(shop: Workshop, endpoint: Endpoint) -> Examined:
    state, models = described(endpoint, is_used=False), await hear(shop.catalogue(QUICK).models(endpoint))
    if models.value is None:
        remark = ok(endpoint.name, f"not in use; {endpoint.base_url} has nothing to list just now")
    else:
        heard = f"answers in {models.latency_ms} ms and lists {counted(len(models.value.models), 'model')}"
        remark = ok(endpoint.name, f"not in use; {endpoint.base_url} {heard}")
    return Examined(_answered(state, models), models.value, (remark,))


def _told(
    state: EndpointState, models: Heard[Listing], standing: Heard[KeyStanding] | None, problems: tuple[Remark, ...]
) -> Examined:
    """An endpoint in use that was asked. Where its key could not be sent, that is all there is to say of it."""
    answered = _answered(state, models)
    if problems:
        return Examined(answered, models.value, (_reached(answered, models), *problems))
    check = check_key(state, standing, models)
    update = {"is_key_accepted": check.is_accepted, "key": standing.value if standing else None}
    remarks = (_reached(answered, models), *((check.remark,) if check.remark else ()))
    return Examined(answered.model_copy(update=update), models.value, remarks)


def _reached(state: EndpointState, models: Heard[Listing]) -> Remark:
    if state.dialect == Dialect.OFFLINE:
        return ok(state.name, "answers inside this process: rules rather than a language model")
    if models.value is not None:
        listed = counted(len(models.value.models), "model")
        return ok(state.name, f"{state.address} answers in {models.latency_ms} ms and lists {listed}")
    if _lists_none(state, models):
        says = f"{state.address} answers, and has no list of models; completions are not tried here"
        return look(state.name, f"{says}. Should they fail, check the address, up to and including /v1")
    if state.is_reachable:
        return ok(state.name, f"{state.address} answers")
    return broken(state.name, models.problem, 2 if isinstance(models.fault, Mistake) else 3)


def _answered(state: EndpointState, models: Heard[Listing]) -> EndpointState:
    """The endpoint with what it said of its models; a public list that is refused is no answer."""
    is_refused = models.is_refused and state.dialect != Dialect.OPENROUTER
    return state.model_copy(
        update={
            "is_reachable": models.value is not None or is_refused or _lists_none(state, models),
            "latency_ms": models.latency_ms,
            "models": None if models.value is None else len(models.value.models),
        }
    )


def _lists_none(state: EndpointState, models: Heard[Listing]) -> bool:
    """Whether it is a plain server without a list of models, which completions do not need."""
    is_missing = isinstance(models.fault, WireFault) and models.fault.status in NOT_SERVED
    return is_missing and state.dialect == Dialect.OPENAI


async def _nothing() -> None:
    """Ask nothing, where there is no key to ask about."""
