"""The rubric: marks, score and decision, by rules that can be worked by hand.

1. Sentences that speak to the panel are left out. The rest is matched with the seat's criteria (``matching``): the
   strongest sentence answers with yes, or with no when it states the absence of what is asked for. A criterion that
   no sentence answers is unknown.
2. Each mark has a weight, in sixths:
       yes to a criterion that speaks for ship    +6 with a source, +5 on the description's word alone
       no to a criterion that speaks for skip     +3
       unknown, criterion speaks for ship         -2
       unknown, criterion speaks for skip         -1
       no to one that speaks for ship, or yes to one that speaks for skip    -6
   The price, the licence and the date count as having a source, and so does a fact that names one.
3. The score is 50 + 45 × (sum of the weights) / (6 × number of criteria), rounded half up, so it lies within 5 and 95.
   A criterion that speaks for skip and asks whether the makers have given the tool up is an alarm: it stands outside
   this sum and its count, so that silence costs nothing, and a yes to it halves the score, to 39 at most.
4. The decision is ship from the bound on that the request's own rules name, else skip.
5. No take: ``off_lens`` when the seat names signs and none of them stands in the dossier; ``thin_dossier`` when
   description and facts have fewer than 25 words, or fewer than two criteria can be marked yes or no.
6. Where something was planted to steer the panel, the dossier is read twice, once letting what follows the planted
   words speak only against the tool, and the lower score stands.
"""

from __future__ import annotations

from typing import Literal

from panel.domain.frozen import Frozen
from panel.wire.offline.lexicon import is_alarm
from panel.wire.offline.matching import Answered, answers
from panel.wire.offline.passages import Passage, passages
from panel.wire.offline.reading import DossierText, Request, SeatText
from panel.wire.offline.senses import shows_one
from panel.wire.offline.words import word_count

FEWEST_WORDS = 25
FEWEST_MARKS = 2
GIVEN_UP_AT_MOST = 39
"""The most that a tool gets which its makers have given up: the end of the band that needs more than one change."""

_PROSE = frozenset({"description", "fact", "quote"})


class Judgement(Frozen):
    """What the rules come to on one tool from one seat; with a ``reason`` there is no score."""

    answered: tuple[Answered, ...]
    score: int | None
    reason: Literal["off_lens", "thin_dossier"] | None = None
    ship_at: int

    @property
    def decision(self) -> Literal["ship", "skip", "no_take"]:
        """What follows from the score."""
        if self.score is None:
            return "no_take"
        return "ship" if self.score >= self.ship_at else "skip"


def judge(request: Request) -> Judgement:
    """Mark every criterion, and score and decide where there is enough to judge."""
    dossier, seat = request.dossier, request.seat
    stated = passages(dossier, seat.name)
    ways = (False, True) if any(passage.is_tainted for passage in stated) else (False,)
    readings = [answers(seat.criteria, stated, dossier.name, is_strict=strict) for strict in ways]
    answered = min(readings, key=score)
    reason = _reason(dossier, seat, stated, answered)
    return Judgement(
        answered=answered, score=None if reason else score(answered), reason=reason, ship_at=request.ship_at
    )


def score(answered: tuple[Answered, ...]) -> int:
    """50 + 45 × sum of weights / (6 × criteria), half up; alarms stand outside, and one that is raised halves it."""
    weights = [weight(one) for one in answered if not is_alarm(one.criterion)]
    whole = 6 * max(len(weights), 1)
    numerator = 50 * whole + 45 * sum(weights)
    if any(one.speaks_against and is_alarm(one.criterion) for one in answered):
        return min(GIVEN_UP_AT_MOST, (numerator + whole) // (2 * whole))
    return (2 * numerator + whole) // (2 * whole)


def weight(one: Answered) -> int:
    """What a mark counts for, in sixths of a criterion."""
    is_for_ship = one.criterion.yes_is == "ship"
    if one.met == "unknown":
        return -2 if is_for_ship else -1
    if one.speaks_against:
        return -6
    if not is_for_ship:
        return 3
    return 6 if one.is_sourced else 5


def _reason(
    dossier: DossierText, seat: SeatText, stated: tuple[Passage, ...], answered: tuple[Answered, ...]
) -> Literal["off_lens", "thin_dossier"] | None:
    if seat.signs and not _shows_a_sign(dossier, seat, stated):
        return "off_lens"
    words = sum(word_count(passage.text) for passage in stated if passage.place in _PROSE)
    marked = sum(one.met != "unknown" for one in answered)
    return "thin_dossier" if words < FEWEST_WORDS or marked < FEWEST_MARKS else None


def _shows_a_sign(dossier: DossierText, seat: SeatText, stated: tuple[Passage, ...]) -> bool:
    """Whether name, tagline, category or a statement holds one of the seat's signs."""
    headings = [line.text for line in dossier.lines if line.place in {"tagline", "category"}]
    texts = [dossier.name, *headings, *(passage.text for passage in stated)]
    return shows_one(seat.signs, "\n".join(texts))
