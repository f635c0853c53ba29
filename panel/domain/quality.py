"""Quality: what a whole feed's takes look like together, each figure with the number it rests on.

Shares lie between 0 and 1 and have four decimals; one is 0 or 1 only where it is exact. A figure that would rest on too
little is null and says why.
"""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeInt

from panel.domain.frozen import Frozen
from panel.domain.run import Tally

LEAST = 20
"""Fewer observations than this say nothing: the figure is undefined."""

FIRM = 50
"""From so many on a figure is more than an indication, and may raise a flag."""


class Share(Frozen):
    """``count`` of ``n``, with the 95% Wilson interval around the share; without one, ``undefined`` says why."""

    count: NonNegativeInt
    n: NonNegativeInt
    share: float | None = None
    low: float | None = None
    high: float | None = None
    is_indicative: bool = False
    undefined: str | None = None


class Heaping(Frozen):
    """How scores bunch. ``favourite`` is the most frequent score, the lowest of several.

    ``quartiles`` are observed scores. ``flag`` says in words what is wrong with the spread, if something is.
    """

    n: NonNegativeInt
    fives: Share
    tens: Share
    favourite: int | None = None
    favourites: Share
    distinct: NonNegativeInt
    quartiles: tuple[int, int, int] | None = None
    flag: str | None = None


class Opening(Frozen):
    """First words that takes share, in small letters, “…” for the tool's name.

    ``uses`` counts at least those that were met: up to ``short_by`` more may not have been counted.
    """

    words: str
    uses: Share
    short_by: NonNegativeInt = 0


class FindingCount(Frozen):
    """How many takes have a finding of one code."""

    code: str
    severity: Literal["hard", "soft"]
    takes: Share


class GroupQuality(Frozen):
    """The takes of one persona, of one model, or all.

    ``ships`` are those of ok takes. ``flag`` says in words that the group never skips or never ships. ``openings``
    are the most repeated, ``failures`` count by cause, and ``rungs`` by what had to be shed to read the answer.
    """

    kind: Literal["overall", "persona", "model"]
    name: str
    ok: NonNegativeInt
    abstained: NonNegativeInt
    failed: NonNegativeInt
    withheld: NonNegativeInt
    ships: Share
    scores: Heaping
    openings: tuple[Opening, ...] = ()
    findings: tuple[FindingCount, ...] = ()
    failures: tuple[Tally, ...] = ()
    rungs: tuple[Tally, ...] = ()
    flag: str | None = None


class PersonaPair(Frozen):
    """Two personas over the ``tools`` that both have a score for.

    ``correlation`` is Pearson's of their scores, with a 95% interval from ``low`` to ``high``. ``same`` are the tools
    on which both decide alike; ``alpha`` and ``ac1`` are that agreement beyond chance (Krippendorff's and Gwet's).
    ``undefined`` says why a figure is null, and ``flag`` in words that the two move as one.
    """

    a: str
    b: str
    tools: NonNegativeInt
    correlation: float | None = None
    low: float | None = None
    high: float | None = None
    same: Share
    alpha: float | None = None
    ac1: float | None = None
    undefined: str | None = None
    flag: str | None = None


class Redundancy(Frozen):
    """How far personas repeat each other: all pairs, and how many independent seats they come to.

    ``effective`` is n / (1 + (n - 1) · mean correlation) over ``personas``, those in pairs with a correlation. What
    makes a tool good moves all personas alike, so that this is a lower bound of how much they differ.
    """

    pairs: tuple[PersonaPair, ...] = ()
    personas: NonNegativeInt = 0
    mean_correlation: float | None = None
    effective: float | None = None
    undefined: str | None = None


class TakeName(Frozen):
    """Which take it is."""

    tool: str
    persona: str
    model: str
    sample: int = 1


class AlikeGroup(Frozen):
    """Near-duplicates of one take: ``takes`` in all, the ``first`` of them and some ``others``."""

    takes: NonNegativeInt
    first: TakeName
    others: tuple[TakeName, ...] = ()


class AlikeAcross(Frozen):
    """Takes that are nearly the same on different tools.

    ``alike`` are the takes in such a group, of those looked at. Of them ``estimated`` were joined by an estimate,
    their words being no longer at hand. ``uncompared`` came when no more takes could be remembered: they were compared
    with earlier ones only. Groups may be missed; the largest are the examples.
    """

    alike: Share
    groups: NonNegativeInt
    largest: NonNegativeInt
    estimated: NonNegativeInt
    uncompared: NonNegativeInt = 0
    examples: tuple[AlikeGroup, ...] = ()
    flag: str | None = None


class AlikePair(Frozen):
    """Two personas whose shown takes on a tool are nearly the same; ``similarity`` is their Jaccard index."""

    tool: str
    a: str
    b: str
    similarity: float


class AlikeWithin(Frozen):
    """Pairs of personas on one tool, of those compared, whose shown takes are nearly the same."""

    alike: Share
    examples: tuple[AlikePair, ...] = ()


class Contradictions(Frozen):
    """Where decision and score disagree.

    ``failed`` are takes that failed for it, of all that were answered with both. ``outside`` are ok takes that disagree
    outside the grey band, which only people's or older takes can. The others are ok takes in the band: by decision,
    and ``against`` those whose score is on the other side of ``ship_at``.
    """

    failed: Share
    outside: NonNegativeInt
    in_band: Share
    ship: NonNegativeInt
    skip: NonNegativeInt
    against: NonNegativeInt


class Margins(Frozen):
    """Panels by how close they are: ``split`` have as many ships as skips, ``one_vote`` one more of either."""

    split: Share
    one_vote: Share


class LookFirst(Frozen):
    """A take that an editor should look at early: why, in words, the weightiest first, and what that adds up to.

    ``tool_name`` is what its tool is called.
    """

    take: TakeName
    tool_name: str = ""
    weight: NonNegativeInt
    reasons: tuple[str, ...]


class Quality(Frozen):
    """The takes of a whole feed, looked at together. Tools without any take are not among ``tools``."""

    tools: NonNegativeInt
    takes: NonNegativeInt
    ship_at: int
    grey: int
    least: int = LEAST
    firm: int = FIRM
    overall: GroupQuality
    personas: tuple[GroupQuality, ...] = ()
    models: tuple[GroupQuality, ...] = ()
    margins: Margins
    redundancy: Redundancy
    across_tools: AlikeAcross
    within_tools: AlikeWithin
    contradictions: Contradictions
    look_first: tuple[LookFirst, ...] = ()

    @property
    def flags(self) -> tuple[str, ...]:
        """Everything that is flagged, in words, in a fixed order."""
        groups = (self.overall, *self.personas, *self.models)
        spoken = [(group.name, flag) for group in groups for flag in (group.flag, group.scores.flag) if flag]
        spoken += [(f"{pair.a} and {pair.b}", pair.flag) for pair in self.redundancy.pairs if pair.flag]
        spoken += [("all", flag) for flag in (self.across_tools.flag,) if flag]
        return tuple(f"{who}: {flag}" for who, flag in spoken)
