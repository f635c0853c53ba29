"""Run: one invocation, what it set out to do and what became of it."""

from __future__ import annotations

from pydantic import AwareDatetime

from panel.domain.frozen import Frozen
from panel.domain.seat import Model


class Run(Frozen):
    """One invocation. Ids sort by time; ``finished_at`` is null while it runs and after a crash."""

    id: str
    job: str
    tools: tuple[str, ...]
    personas: tuple[str, ...] = ()
    models: tuple[Model, ...] = ()
    samples: int = 1
    started_at: AwareDatetime
    finished_at: AwareDatetime | None = None
