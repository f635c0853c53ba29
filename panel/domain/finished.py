"""Finished: what one cell came to, ready to be stored."""

from __future__ import annotations

from panel.domain.completion import Attempt
from panel.domain.frozen import Frozen
from panel.domain.take import Take


class Finished(Frozen):
    """A take, and every request it cost."""

    take: Take
    attempts: tuple[Attempt, ...] = ()
