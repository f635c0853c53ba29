"""What happens in a run, as values that a job hands to whoever watches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from panel.domain.cell import Cell
from panel.domain.seat import Model
from panel.domain.take import Take
from panel.domain.waiting import Waiting
from panel.errors import AnswerFault, WireFault


@dataclass(frozen=True, slots=True)
class Planned:
    """The run knows its cells: how many there are, and how many are stored already; ``tools`` where it is a batch.

    ``to_ask`` is how many each model is asked. ``whole`` tools have all that they need, and are not told of again.
    ``run`` is the run's id, where it tells it.
    """

    cells: int
    stored: int
    tools: int = 0
    to_ask: tuple[tuple[Model, int], ...] = ()
    whole: int = 0
    run: str = ""


@dataclass(frozen=True, slots=True)
class HeldElsewhere:
    """So many tools are being asked about by another run, and are looked at again until it is done with them."""

    tools: int


@dataclass(frozen=True, slots=True)
class Asking:
    """A cell got its place and is being asked."""

    cell: Cell


@dataclass(frozen=True, slots=True)
class AskingAgain:
    """An answer could not be used, and the cell is asked once more."""

    cell: Cell
    fault: AnswerFault


@dataclass(frozen=True, slots=True)
class TryingAgain:
    """A request of a cell failed, and is made again after so many seconds."""

    cell: Cell
    fault: WireFault
    seconds: float


@dataclass(frozen=True, slots=True)
class WaitingForRoom:
    """A budget leaves no room for one more request of a cell, until other cells free what they hold."""

    cell: Cell


@dataclass(frozen=True, slots=True)
class Stopping:
    """The run was told to stop: nothing more is sent, and so many answers are waited for, so many seconds at most.

    ``why`` is empty where somebody interrupted it.
    """

    in_flight: int
    seconds: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A cell has its take, stored; ``is_reused`` when nothing was asked."""

    cell: Cell
    take: Take
    is_reused: bool


Event = Planned | HeldElsewhere | Asking | AskingAgain | TryingAgain | Waiting | WaitingForRoom | Stopping | Settled
Progress = Callable[[Event], None]


def unwatched(event: Event) -> None:
    """Watch nothing."""
