"""The checkup: what was looked at before a run, what was found, and how bad each of it is."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime

from panel.domain.catalogue import Dollars, KeyStanding, ListedModel
from panel.domain.frozen import Frozen, Moment
from panel.domain.origin import Origin

ExitCode = Literal[0, 2, 3, 5]

_SOURCES = {
    Origin.BUILT_IN: "default",
    Origin.FLAG: "flag {}",
    Origin.ENVIRONMENT: "environment variable {}",
    Origin.PROJECT: "project file {}",
    Origin.USER: "your own file {}",
}


class Mark(StrEnum):
    """How a thing is: as it should be, worth a look, or such that a run cannot work."""

    OK = "ok"
    LOOK = "look"
    BROKEN = "broken"


class Remark(Frozen):
    """What was found of one thing. ``exit_code`` is how a command ends because of it: 0 unless it is broken."""

    mark: Mark
    subject: str
    says: str
    exit_code: ExitCode = 0


class Group(Frozen):
    """Remarks on things of one kind."""

    name: str
    remarks: tuple[Remark, ...]


class Setting(Frozen):
    """A setting's value as text, and where it came from; ``source`` names the flag, the variable or the file."""

    name: str
    value: str
    origin: Origin
    source: str

    @classmethod
    def of(cls, name: str, value: object, origin: Origin, where: str) -> Setting:
        """A setting whose source calls it ``where``."""
        return cls(name=name, value=_as_text(value), origin=origin, source=_SOURCES[origin].format(where))


class StoreState(Frozen):
    """A store as it was found, with nothing changed; counts are None while there is none."""

    path: str
    is_made: bool
    size: int | None = None
    revision: str | None = None
    is_older: bool = False
    tools: int | None = None
    takes: int | None = None
    runs: int | None = None


class StoredModel(Frozen):
    """A model with takes in the store."""

    model: str
    endpoint: str | None
    takes: int


class EndpointState(Frozen):
    """An endpoint as it was found; None is what was not asked, or not answered.

    ``listed_at`` is when it listed the models that are gone by, which may be longer ago than now.
    """

    name: str
    address: str
    dialect: str
    is_used: bool
    is_reachable: bool | None = None
    latency_ms: int | None = None
    models: int | None = None
    listed_at: AwareDatetime | None = None
    key_variable: str | None = None
    is_key_set: bool = False
    is_key_accepted: bool | None = None
    key: KeyStanding | None = None


class ModelState(Frozen):
    """A model to ask, as its endpoint lists it. Sums are estimates in USD, None where no price is known.

    ``review_usd`` is what every seat of one tool costs with a dossier like the bundled example's, ``full_review_usd``
    with the longest that is taken; ``seat_usd`` is the dearest seat of the former.

    On a server of one's own ``context_length`` is that of the model as it is loaded, ``most_context`` what it was made
    for, ``at_a_time`` how many calls are answered side by side, ``form`` the structured output that it took.
    """

    model: str
    endpoint: str
    is_listed: bool | None = None
    close: tuple[str, ...] = ()
    name: str | None = None
    context_length: int | None = None
    context_needed: int | None = None
    prompt_price: Dollars | None = None
    completion_price: Dollars | None = None
    structured_output: str = "not stated"
    seats: int = 0
    seat_usd: Dollars | None = None
    review_usd: Dollars | None = None
    full_review_usd: Dollars | None = None
    is_loaded: bool | None = None
    most_context: int | None = None
    at_a_time: int | None = None
    form: str | None = None
    form_since: Moment | None = None


class KnownModel(Frozen):
    """A model that is known here, as a command would name it, and why."""

    named: str
    reasons: tuple[str, ...]
    takes: int = 0


class KnownModels(Frozen):
    """The models that are named, stored or built in."""

    models: tuple[KnownModel, ...]


class ListedModels(Frozen):
    """What an endpoint lists, or as much of it as was searched for; ``listed_at`` and ``age`` say how old that is.

    The age is in seconds, and 0 for what it was asked just now.
    """

    endpoint: str
    address: str
    listed_at: AwareDatetime
    age: int = 0
    models: tuple[ListedModel, ...]


class ShownModel(Frozen):
    """One model with its endpoint; ``estimate`` says how its costs were worked out.

    ``age`` is how long ago the endpoint listed it, in seconds.
    """

    model: ModelState
    endpoint: EndpointState
    estimate: str
    age: int = 0


class CheckedModels(Frozen):
    """Models that were looked up on their endpoints."""

    exit_code: ExitCode
    remarks: tuple[Remark, ...]
    endpoints: tuple[EndpointState, ...]
    models: tuple[ModelState, ...]


class Version(Frozen):
    """Something that is installed; None is not there."""

    name: str
    version: str | None


class Checkup(Frozen):
    """All that was looked at: the remarks in groups, and the facts behind them for programs.

    ``plan`` is what a run would do now, in one sentence; ``exit_code`` how a command ends that found this.
    """

    exit_code: ExitCode
    plan: str
    groups: tuple[Group, ...]
    versions: tuple[Version, ...]
    settings: tuple[Setting, ...]
    store: StoreState | None
    endpoints: tuple[EndpointState, ...]
    models: tuple[ModelState, ...]


def ok(subject: str, says: str) -> Remark:
    """A remark on what is as it should be."""
    return Remark(mark=Mark.OK, subject=subject, says=says)


def look(subject: str, says: str) -> Remark:
    """A remark on what may be meant, and may not."""
    return Remark(mark=Mark.LOOK, subject=subject, says=says)


def broken(subject: str, says: str, exit_code: ExitCode) -> Remark:
    """A remark on what no run can work with."""
    return Remark(mark=Mark.BROKEN, subject=subject, says=says, exit_code=exit_code)


def exit_code(remarks: Iterable[Remark]) -> ExitCode:
    """How a command ends after these: the store and the output first, then mistakes, then who cannot be reached."""
    codes = {remark.exit_code for remark in remarks}
    order: tuple[ExitCode, ...] = (5, 2, 3)
    return next((code for code in order if code in codes), 0)


def _as_text(value: object) -> str:
    if value in (None, ()):
        return "not set"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
