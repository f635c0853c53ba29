"""Finished: what one cell came to, ready to be stored."""

from __future__ import annotations

from decimal import Decimal

from pydantic import AwareDatetime

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


class Departure(Frozen):
    """A call for a cell is about to be sent; on record until the cell's take is, so that a killed run tells of it.

    ``attempts`` are all requests for the cell before it, whose answers were none or could not be used.
    """

    run: str
    key: str
    at: AwareDatetime
    attempts: tuple[Attempt, ...] = ()
