"""Verdict and Comparison: what the takes on a tool come to, and two of them side by side."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from panel.domain.frozen import Frozen
from panel.domain.take import Take


class Outcome(StrEnum):
    """What a panel says of a tool."""

    SHIP = "ship"
    SKIP = "skip"
    SPLIT = "split"
    TOO_FEW = "too_few"

    @property
    def label(self) -> str:
        """The word that pages print."""
        return "Too few takes" if self is Outcome.TOO_FEW else self.value.capitalize()


def majority(ship: int, skip: int) -> Outcome:
    """What two counts come to when there is no least number of votes."""
    if ship == skip:
        return Outcome.SPLIT
    return Outcome.SHIP if ship > skip else Outcome.SKIP


def percentage(ship: int, skip: int) -> int | None:
    """Ship in percent of both, halves up, never 0 or 100 unless it is exact; None of nothing."""
    both = ship + skip
    if both == 0:
        return None
    if 0 in (ship, skip):
        return 100 if ship else 0
    return min(max((200 * ship + both) // (2 * both), 1), 99)


class PersonaVerdict(Frozen):
    """What one persona's takes come to.

    ``decision`` is null when the persona has no ok take. ``score`` is the half-up mean of its ok takes, ``take`` the
    one whose text is shown and ``others`` the ok takes behind it; ``reason`` says why there is none.
    """

    persona: str
    decision: Literal["ship", "skip", "split"] | None
    score: int | None
    ship: int
    skip: int
    reason: str | None = None
    take: Take | None = None
    others: tuple[Take, ...] = ()

    @property
    def counted(self) -> tuple[Take, ...]:
        """The ok takes, the one that is shown first."""
        return () if self.take is None else (self.take, *self.others)


class Verdict(Frozen):
    """What the panel says of one tool.

    ``ship`` and ``skip`` count personas; ``ship_pct`` is null with neither. ``mean`` has two decimals; ``low`` and
    ``high`` bound the personas' scores. ``missing`` are the personas of the roster with no ok take, and ``takes`` the
    number of ok takes. ``samples`` is the most that one seat has, and
    ``flags`` name what a reader should know of the panel, such as mixed versions.
    """

    tool: str
    outcome: Outcome
    ship: int
    skip: int
    ship_pct: int | None
    missing: tuple[str, ...]
    mean: Decimal | None
    low: int | None
    high: int | None
    cost_usd: Decimal | None
    takes: int
    samples: int
    personas: tuple[PersonaVerdict, ...]
    models: tuple[str, ...]
    flags: tuple[str, ...] = ()

    @property
    def counted(self) -> tuple[Take, ...]:
        """The ok takes of all personas, in the order of their rows."""
        return tuple(take for row in self.personas for take in row.counted)

    @property
    def seated(self) -> frozenset[str]:
        """The personas that have a score."""
        return frozenset(row.persona for row in self.personas if row.score is not None)

    @property
    def is_one_vote_apart(self) -> bool:
        """Whether one vote more on one side than on the other makes the verdict."""
        return self.outcome is not Outcome.TOO_FEW and abs(self.ship - self.skip) == 1


class Gap(Frozen):
    """How far apart two tools are on one persona: score of the first less score of the second."""

    persona: str
    gap: int


class Comparison(Frozen):
    """Two verdicts side by side, in the order asked for.

    ``paired_gap`` is the mean of the gaps over ``shared``, the personas with a score on both sides, first less
    second, two decimals. ``flags`` name what makes the two panels unlike.
    """

    a: Verdict
    b: Verdict
    shared: tuple[str, ...]
    gaps: tuple[Gap, ...]
    paired_gap: Decimal | None
    widest: Gap | None
    is_single_run: bool
    flags: tuple[str, ...]
