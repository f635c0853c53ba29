"""Waiting: what a run waits for, and until when, in words for a person."""

from __future__ import annotations

from pydantic import AwareDatetime

from panel.domain.frozen import Frozen


class Waiting(Frozen):
    """A model or an endpoint that wants fewer requests: ``why`` in words, ``until`` if it named a time.

    ``rate`` is how many requests a second it is sent from now on, where that is what changed. Where ``until`` is too
    far off nobody waits, and ``is_too_long``.
    """

    whom: str
    why: str
    until: AwareDatetime | None = None
    rate: float | None = None
    is_too_long: bool = False
