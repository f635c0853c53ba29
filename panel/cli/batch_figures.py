"""The figures of a batch under way: done, how fast, how long still, spent and what that will come to, per model too.

They are kept up event by event, in a few microseconds each, and put together when somebody looks. Times are seconds of
a clock that never goes back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from panel.cli.speed import Speed
from panel.domain.seat import Model
from panel.domain.take import Status, Take
from panel.domain.waiting import Waiting
from panel.engine.progress import (
    Asking,
    AskingAgain,
    Event,
    HeldElsewhere,
    Planned,
    Settled,
    Stopping,
    TryingAgain,
    WaitingForRoom,
)


@dataclass(frozen=True, slots=True)
class ModelSeen:
    """How far one model is; ``waiting`` is what it wanted last, where that still holds."""

    model: str
    asked: int
    to_ask: int
    failed: int
    rate: float
    waiting: Waiting | None


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a batch is. ``done`` of ``cells`` were stored before, or are by now; ``asked`` and ``failed`` are ours.

    ``rate`` is in takes a second, at the end that of the whole run. ``seconds_left`` is None while nobody can say;
    ``projected_usd`` is what the whole run will have cost, None while no cost is known. A run that ``is_over`` may have
    cells that are not done. ``tools`` is zero where they were not counted; those ``held_elsewhere`` are being asked
    about by another run. ``models`` are those that this run has something to ask of; ``waiting`` are endpoints, and
    whoever else has no line.
    """

    cells: int
    done: int
    asked: int
    failed: int
    in_flight: int
    re_asked: int
    rate: float
    seconds_left: float | None
    spent_usd: Decimal
    projected_usd: Decimal | None
    tools: int
    tools_done: int
    held_elsewhere: int
    is_short_of_money: bool
    is_stopping: bool
    is_over: bool
    models: tuple[ModelSeen, ...]
    waiting: tuple[Waiting, ...]

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        return self.done / self.cells if self.cells else 1.0


@dataclass(slots=True)
class _OfModel:
    """One model's counts. ``priced`` of its takes have a cost, and ``spent`` is the sum of these."""

    to_ask: int = 0
    failed: int = 0
    priced: int = 0
    spent: Decimal = Decimal(0)
    speed: Speed = field(default_factory=Speed)

    @property
    def asked(self) -> int:
        return self.speed.count

    @property
    def left(self) -> int:
        return max(self.to_ask - self.speed.count, 0)

    def seen(self, model: str, waiting: Waiting | None, rate: float) -> ModelSeen:
        return ModelSeen(model, self.asked, self.to_ask, self.failed, rate, waiting)


class BatchFigures:
    """Hears every event of a run, and says how far it is."""

    def __init__(self) -> None:
        self._planned = Planned(0, 0)
        self._models: dict[Model, _OfModel] = {}
        self._waits: dict[str, Waiting] = {}
        self._speed = Speed()
        self._open_tools: dict[str, int] = {}
        self._tools_done = self._elsewhere = self._reused = self._held_elsewhere = 0
        self._known = self._of_each = 0
        self._in_flight: set[str] = set()
        self._re_asked = 0
        self._is_short_of_money = self._is_stopping = self._is_over = False

    def end(self) -> None:
        """Nothing more comes."""
        self._is_over = True

    def heard(self, event: Event, now: float) -> None:
        """Take an event in."""
        match event:
            case Settled():
                self._settled(event, now)
            case Asking():
                self._in_flight.add(event.cell.key)
                self._is_short_of_money = False
                self._model(event.cell.model).speed.begin(now)
                self._speed.begin(now)
            case AskingAgain():
                self._in_flight.discard(event.cell.key)
                self._re_asked += 1
            case TryingAgain():
                self._in_flight.discard(event.cell.key)
            case WaitingForRoom():
                self._in_flight.discard(event.cell.key)
                self._is_short_of_money = True
            case Waiting():
                self._waits[event.whom] = event
            case Planned():
                self._plan(event)
            case HeldElsewhere():
                self._held_elsewhere = event.tools
            case Stopping():
                self._is_stopping = True

    def seen(self, now: float, at: datetime) -> Seen:
        """How far it is at this moment; ``at`` is the same moment as a time, which waits are measured by."""
        plan, models = self._planned, self._models
        asked = self._speed.count
        done = min(plan.stored + self._elsewhere + asked, plan.cells)
        waits = {whom: wait for whom, wait in self._waits.items() if wait.until is None or wait.until > at}
        shown = {str(model): one for model, one in models.items() if one.to_ask > 0 or one.asked}
        has_ended = self._is_over or done == plan.cells
        return Seen(
            cells=plan.cells,
            done=done,
            asked=asked,
            failed=sum(one.failed for one in models.values()),
            in_flight=len(self._in_flight),
            re_asked=self._re_asked,
            rate=self._speed.shown(now, has_ended=has_ended),
            seconds_left=self._seconds_left(now),
            spent_usd=sum((one.spent for one in models.values()), Decimal(0)),
            projected_usd=self._projected(),
            tools=plan.tools,
            tools_done=self._tools_done,
            held_elsewhere=self._held_elsewhere,
            is_short_of_money=self._is_short_of_money,
            is_stopping=self._is_stopping and not self._is_over,
            is_over=self._is_over,
            models=tuple(
                one.seen(model, waits.get(model), one.speed.shown(now, has_ended=has_ended))
                for model, one in shown.items()
            ),
            waiting=tuple(wait for whom, wait in waits.items() if whom not in shown),
        )

    def _plan(self, plan: Planned) -> None:
        self._planned = plan
        self._of_each = plan.cells // plan.tools if plan.tools else 0
        self._known = plan.stored - plan.whole * self._of_each
        self._tools_done = plan.whole
        self._models.update({model: _OfModel(count) for model, count in plan.to_ask})

    def _settled(self, event: Settled, now: float) -> None:
        self._count_tool(event.cell.tool.slug)
        one = self._model(event.cell.model)
        if event.is_reused:
            self._reused += 1
            if self._reused > self._known:
                # It was to be asked, and another run has asked it meanwhile.
                self._elsewhere += 1
                one.to_ask -= 1
            return
        self._in_flight.discard(event.cell.key)
        self._speed.begin(now)
        self._speed.add(now)
        one.speed.begin(now)
        one.speed.add(now)
        _add(event.take, one)

    def _model(self, model: Model) -> _OfModel:
        one = self._models.get(model)
        if one is None:
            one = self._models[model] = _OfModel()
        return one

    def _count_tool(self, slug: str) -> None:
        """A tool is done with the last of its cells, of which every tool has as many."""
        settled = self._open_tools.pop(slug, 0) + 1
        if settled == self._of_each:
            self._tools_done += 1
        elif self._of_each:
            self._open_tools[slug] = settled

    def _seconds_left(self, now: float) -> float | None:
        """As long as the model that takes longest: each has a line of its own."""
        longest = 0.0
        for one in self._models.values():
            if one.left:
                rate = one.speed.lasting(now)
                if not rate:
                    return None
                longest = max(longest, one.left / rate)
        return longest

    def _projected(self) -> Decimal | None:
        """What was spent, and for every take to come what its model's cost so far; of a new model, what others' did."""
        models = self._models.values()
        priced, spent = sum(one.priced for one in models), sum((one.spent for one in models), Decimal(0))
        if not priced:
            return None
        usual = spent / priced
        return spent + sum(((one.spent / one.priced if one.priced else usual) * one.left for one in models), Decimal(0))


def _add(take: Take, one: _OfModel) -> None:
    one.failed += take.status is Status.FAILED
    if take.cost_usd is not None:
        one.priced += 1
        one.spent += take.cost_usd
