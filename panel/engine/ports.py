"""What the engine needs of the stages around it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Protocol

from panel.domain.answer import Answer
from panel.domain.calling import Call, Turn
from panel.domain.completion import Completion
from panel.domain.finished import Departure, Finished
from panel.domain.money import Reserve
from panel.domain.persona import Persona
from panel.domain.prompt import Prompt
from panel.domain.seat import Model, Sampling
from panel.domain.take import Finding, Take
from panel.domain.tool import Tool
from panel.errors import AnswerFault

Clock = Callable[[], datetime]


class Turns(Protocol):
    """Gives cells their turns, so many at once."""

    @property
    def places(self) -> int:
        """Requests in flight at most."""

    @property
    def in_flight(self) -> int:
        """Requests in flight now."""

    def turn(self, model: Model, order: int, left: Callable[[], None]) -> Turn:
        """A turn of a call to a model, not taken yet; lower orders leave first, and ``left`` is called as they do."""

    def close(self, why: str) -> None:
        """Let nothing more leave."""


class Completer(Protocol):
    """Puts a prompt to a model."""

    async def complete(self, model: Model, prompt: Prompt, sampling: Sampling, call: Call) -> Completion:
        """Return what the model sent; raises WireFault. ``call`` gets every attempt, failed ones too."""


class PromptWriter(Protocol):
    """Renders prompts."""

    def prompt(self, tool: Tool, persona: Persona) -> Prompt:
        """Return the prompt of a first ask."""

    def again(self, prompt: Prompt, fault: AnswerFault) -> Prompt:
        """Return the same prompt with one line that names the fault."""


class Reading(Protocol):
    """An answer as it was read."""

    @property
    def answer(self) -> Answer:
        """What the model answered."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was odd about it."""

    @property
    def rung(self) -> str:
        """How much had to be shed around it."""


class Reader(Protocol):
    """Reads a completion; raises AnswerFault."""

    def __call__(self, completion: Completion, persona: Persona, *, ship_at: int) -> Reading:
        """Return the answer in it."""


Check = Callable[[Take, Tool, Persona], Sequence[Finding]]
"""Says what an editor should look at in a take; never raises for what a take says."""


class TakeStore(Protocol):
    """Remembers takes and the attempts they cost."""

    def takes_by_key(self, keys: Sequence[str], *, since: datetime | None = None) -> dict[str, Take]:
        """Return the newest stored take for each key that has one."""

    def record(self, finished: Sequence[Finished], *, departures: Sequence[Departure] = ()) -> None:
        """Store all of them or none; a call that departed is on its way until its cell is finished."""

    def take_back(self, departures: Sequence[Departure]) -> None:
        """Take calls off the record that did not leave after all."""

    def reserve(self, held: Sequence[Reserve]) -> None:
        """Hold money for seats, all or nothing."""


class ClaimStore(Protocol):
    """Remembers which run works at which tool."""

    def claim(self, run: str, tools: Collection[str], *, now: datetime, until: datetime) -> Collection[str]:
        """Claim those of the tools that no other living run has, and return them."""

    def renew(self, run: str, until: datetime) -> Collection[str]:
        """Let all claims that a run still has stand until then, and return their tools."""

    def release(self, run: str, tools: Collection[str]) -> None:
        """Let others have these tools."""
