"""Finished: what one cell came to, ready to be stored."""

from __future__ import annotations

from decimal import Decimal

from panel.domain.completion import Attempt
from panel.domain.frozen import Frozen
from panel.domain.take import Take


class Finished(Frozen):
    """A take, and every request it cost.

    ``charge`` is what its seat's reserve comes to in USD, None where nothing was held for it.
    """

    take: Take
    attempts: tuple[Attempt, ...] = ()
    charge: Decimal | None = None
