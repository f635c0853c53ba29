"""Hold: an editor's decision to withhold a persona's takes on a tool, or to let them back, and its reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import StringConstraints

from panel.domain.frozen import Frozen, Identifier, Moment, Slug
from panel.domain.take import Status, Take

LONGEST_REASON = 1_000
"""Characters that a reason may have."""


class Hold(Frozen):
    """One decision. Of several on a persona and a tool the newest stands, whatever takes have come since."""

    tool: Slug
    persona: Identifier
    action: Literal["hold", "release"]
    reason: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_REASON)]
    at: Moment


def standing(holds: Iterable[Hold]) -> dict[str, Hold]:
    """The decision that stands for each persona, of decisions in the order in which they were made."""
    return {hold.persona: hold for hold in holds}


def after_holds(takes: Iterable[Take], holds: Iterable[Hold]) -> tuple[Take, ...]:
    """The takes on one tool as its holds leave them: a held one is withheld for the editor's reason.

    A released take counts again, also one that came withheld from elsewhere; takes without a score stay as they are.
    """
    decided = standing(holds)
    return tuple(_after(take, decided.get(take.persona)) for take in takes)


def _after(take: Take, hold: Hold | None) -> Take:
    if hold is None:
        return take
    if hold.action == "hold" and take.is_ok:
        return take.model_copy(update={"status": Status.WITHHELD, "reason": hold.reason})
    if hold.action == "release" and take.status is Status.WITHHELD and take.is_whole:
        return take.model_copy(update={"status": Status.OK, "reason": None})
    return take
