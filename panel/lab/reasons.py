"""Reasons: why a take is worth an early look, in words and as a mark, with a weight; the weights are a judgement.

A hard finding weighs most, then what decides a split panel or is nearly another take, then what is near the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from panel.domain.agreement import GREY, contradicts
from panel.domain.quality import AlikePair, TakeName
from panel.domain.take import Take
from panel.domain.verdict import Outcome, PersonaVerdict, Verdict
from panel.lab.contradictions import is_failed_contradiction

HARD = 100
DECIDES_A_SPLIT = 60
OUTSIDE = 60
ALIKE = 50
FAILED = 40
ON_THE_LINE = 40
OFF_THE_LINE = 5
"""What each point between score and ``ship_at`` takes off the weight of being on the line."""
DECIDES_BY_ONE = 30
ALONE = 25
SOFT = 5
MOST_SOFT = 5

_OTHERS_AGAINST = 3
"""How many personas have to decide against one for it to be alone."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to look at a take. ``mark`` is its kind in a word or two, for a list of marks with commas between."""

    weight: int
    words: str
    mark: str


def weightiest_first(reasons: Iterable[Reason]) -> list[Reason]:
    """Reasons by weight; equal ones as they stood."""
    return sorted(reasons, key=lambda reason: -reason.weight)


def marks_of(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """The marks of some reasons, each once."""
    return tuple(dict.fromkeys(reason.mark for reason in weightiest_first(reasons)))


def of_itself(take: Take, ship_at: int) -> Iterator[Reason]:
    """What speaks for looking at a take whatever the others say."""
    if is_failed_contradiction(take):
        yield Reason(FAILED, "failed: its decision contradicted its score", "contradiction")
    if not take.is_ok:
        return
    hard = sorted({finding.code for finding in take.findings if finding.severity == "hard"})
    yield from (Reason(HARD, f"hard finding: {code}", "hard finding") for code in hard)
    if soft := len({finding.code for finding in take.findings if finding.severity == "soft"}):
        yield Reason(SOFT * min(soft, MOST_SOFT), f"{soft} soft finding{'s' if soft > 1 else ''}", "soft finding")
    if take.score is None or take.decision is None:
        return
    away = abs(take.score - ship_at)
    if away <= GREY:
        weight = ON_THE_LINE - OFF_THE_LINE * away
        yield Reason(weight, f"{take.decision.value} with {take.score}, in the grey band", "grey band")
    elif contradicts(take.score, take.decision, ship_at):
        yield Reason(OUTSIDE, f"{take.decision.value} with {take.score}, against its score", "contradiction")


def of_the_panel(verdict: Verdict, ship_at: int) -> Iterator[tuple[Take, Reason]]:
    """The shown takes that decide a close panel, or stand alone against the others."""
    score = f"{verdict.ship} ship, {verdict.skip} skip"
    if verdict.outcome is Outcome.SPLIT:
        reason = Reason(DECIDES_A_SPLIT, f"decides a split: {score}", "split")
        yield from _nearest(verdict, ("ship", "skip"), ship_at, reason)
    elif verdict.is_one_vote_apart:
        reason = Reason(DECIDES_BY_ONE, f"decides by one vote: {score}", "one vote")
        yield from _nearest(verdict, (verdict.outcome.value,), ship_at, reason)
    for mine, theirs, decision in (
        (verdict.ship, verdict.skip, "ship"),
        (verdict.skip, verdict.ship, "skip"),
    ):
        if mine == 1 and theirs >= _OTHERS_AGAINST:
            yield from (
                (row.take, Reason(ALONE, f"alone with {decision} against {theirs}", "alone"))
                for row in verdict.personas
                if row.decision == decision and row.take is not None
            )


def of_likeness(name: TakeName, earlier: TakeName | None, pairs: list[AlikePair]) -> Iterator[Reason]:
    """That a take is a near-duplicate, of one on another tool or of another persona's on this one."""
    if earlier is not None:
        yield Reason(ALIKE, f"nearly the take of {earlier.persona} on {earlier.tool}", "near-duplicate")
    others = [pair.b if pair.a == name.persona else pair.a for pair in pairs if name.persona in (pair.a, pair.b)]
    if others:
        yield Reason(ALIKE, f"nearly the take of {', '.join(others)} on the same tool", "near-duplicate")


def _nearest(
    verdict: Verdict, decisions: tuple[str, ...], ship_at: int, reason: Reason
) -> Iterator[tuple[Take, Reason]]:
    """The shown take, of personas that decide so, whose score is nearest to the line; the first of as near ones."""

    def distance(row: PersonaVerdict) -> int:
        return abs((row.score or 0) - ship_at)

    rows = [row for row in verdict.personas if row.decision in decisions]
    if rows and (take := min(rows, key=distance).take) is not None:
        yield take, reason
