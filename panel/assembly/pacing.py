"""Pacing: how fast each model and endpoint may be asked, by what is set and by what kind of server it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from panel.assembly.directory import Directory
from panel.domain.origin import Origin
from panel.domain.seat import Model
from panel.domain.waiting import Waiting
from panel.wire.pace import Pace
from panel.wire.rate import MOST
from panel.wire.terms import Terms
from panel.wire.turnstile import Turnstile


def turnstile(
    directory: Directory,
    terms: Mapping[Model, Terms],
    *,
    places: int,
    rate: float | None,
    patience: float,
    tell: Callable[[Waiting], None],
) -> Turnstile:
    """What lets requests leave, ``places`` at once and ``rate`` a second to each endpoint; says what is waited for.

    Nobody waits in line where an endpoint asks to be left alone for longer than ``patience``, in seconds, and nothing
    more is sent where everything was refused for so long.
    A server on somebody's own machine gets few at once, unless somebody said how many.
    """
    redact = directory.redactor

    def of_model(model: Model) -> Pace:
        own = terms.get(model)
        return _pace(redact(str(model)), own.rate if own else None, own.concurrency if own else None, patience)

    def of_endpoint(name: str) -> Pace:
        own = directory.pace_of(name)
        at_once = own.concurrency if own else None
        if at_once is None and directory.loaded.origin("concurrency") is Origin.BUILT_IN:
            at_once = directory.endpoints[name].default_in_flight
        slowest = min((one for one in (rate, own.rate if own else None) if one is not None), default=None)
        is_own = directory.endpoints[name].default_in_flight is not None
        return _pace(name, slowest, at_once, patience, is_own_server=is_own)

    return Turnstile(
        places,
        clock=directory.clock,
        pace_of_model=of_model,
        pace_of_endpoint=of_endpoint,
        tell=tell,
    )


def _pace(name: str, rate: float | None, at_once: int | None, patience: float, *, is_own_server: bool = False) -> Pace:
    return Pace(name, rate=rate or MOST, at_once=at_once or math.inf, patience=patience, is_own_server=is_own_server)
