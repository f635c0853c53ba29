"""What a caller of the library may set; the same names as the flags."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypedDict, Unpack

from panel.assembly import Opened, Workshop, lone_workshop, open_sound_workshop, open_workshop
from panel.engine.progress import Progress
from panel.engine.stop import Stop


class Options(TypedDict, total=False):
    """Settings beat the environment and panel.toml; ``folder`` is where both are looked up from, else the current one.

    ``announce`` gets the sentences that a command prints on stderr, ``progress`` the events of the run. ``stop`` ends
    the run gently when it is wished: cancelling the call ends it at once.
    """

    model: Sequence[str]
    persona: Sequence[str]
    samples: int | None
    base_url: str | None
    concurrency: int | None
    rate: float | None
    budget: Decimal | float | str | None
    max_wait: float | str | None
    store: str | None
    out: str | None
    fresh: bool
    retry_failed: bool
    folder: Path
    announce: Callable[[str], None]
    progress: Progress
    stop: Stop


FLAGS = ("model", "persona", "samples", "base_url", "concurrency", "rate", "budget", "max_wait", "store", "out")


def workshop(**options: Unpack[Options]) -> Workshop:
    """Open a workshop for these options; raises Mistake when one of them cannot be."""
    return open_workshop(
        flags=_flags(options),
        environment=os.environ,
        folder=(options.get("folder") or Path.cwd()).absolute(),
        announce=options.get("announce") or _unheard,
    )


def sound_workshop(**options: Unpack[Options]) -> Opened:
    """Open one of whatever can be used, and say what was left out."""
    return open_sound_workshop(
        flags=_flags(options),
        environment=os.environ,
        folder=(options.get("folder") or Path.cwd()).absolute(),
        announce=_unheard,
    )


def demo_workshop(**options: Unpack[Options]) -> Workshop:
    """Open one that neither the environment nor any panel.toml changes."""
    return lone_workshop(
        flags=_flags(options),
        folder=(options.get("folder") or Path.cwd()).absolute(),
        announce=options.get("announce") or _unheard,
    )


def _flags(options: Options) -> dict[str, object]:
    """The settings among the options; one name by itself is a list of one."""
    flags: dict[str, object] = {name: options.get(name) for name in FLAGS}
    for name in ("model", "persona"):
        if isinstance(given := flags[name], str):
            flags[name] = (given,)
    return flags


def _unheard(sentence: str) -> None:
    """Announce to nobody."""
    del sentence
