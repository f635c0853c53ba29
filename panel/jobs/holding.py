"""Hold and release: an editor withholds a persona's takes on a tool from pages and verdict, or lets them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Unpack

from panel.assembly import Workshop
from panel.domain.hold import LONGEST_REASON, Hold, after_holds, standing
from panel.domain.persona import in_row_order
from panel.domain.take import Status, Take
from panel.domain.tool import Tool
from panel.domain.verdict import Verdict
from panel.errors import Mistake
from panel.intake.clean import clean_take_text
from panel.jobs.hints import meant, repeated
from panel.jobs.options import Options, workshop
from panel.jobs.stored import page_takes, stored_tool


@dataclass(frozen=True, slots=True)
class Held:
    """A decision, and what the panel on the tool came to before it and comes to now.

    ``was_held`` says that an earlier hold stood when it was made.
    """

    hold: Hold
    was_held: bool
    before: Verdict
    after: Verdict


def hold(tool: str, persona_id: str, reason: str, **options: Unpack[Options]) -> Held:
    """Withhold a persona's takes on a stored tool, those to come too, until they are released.

    Nothing is deleted. A second hold puts another reason in the first one's place. Raises Mistake for a tool or
    persona without takes, and for a reason that says nothing.
    """
    return _decide("hold", tool, persona_id, reason, **options)


def release(tool: str, persona_id: str, reason: str, **options: Unpack[Options]) -> Held:
    """Let a persona's takes back; raises Mistake, when nothing of it is withheld too."""
    return _decide("release", tool, persona_id, reason, **options)


def _decide(
    action: Literal["hold", "release"], slug: str, persona_id: str, reason: str, **options: Unpack[Options]
) -> Held:
    said = _reason(reason)
    with workshop(**options) as shop:
        tool = stored_tool(shop, slug)
        takes = shop.store.takes_of(tool.slug)
        known = shop.store.holds(tool.slug)
        _require_takes(tool, persona_id, takes)
        if action == "release":
            _require_held(tool, persona_id, takes, known)
        decision = Hold(tool=tool.slug, persona=persona_id, action=action, reason=said, at=shop.clock())
        shown = page_takes(shop, tool)
        before = shop.verdict(tool, after_holds(shown, known))
        shop.store.put_hold(decision)
        earlier = standing(known).get(persona_id)
        was_held = earlier is not None and earlier.action == "hold"
        return Held(decision, was_held=was_held, before=before, after=_verdict(shop, tool, shown))


def _verdict(shop: Workshop, tool: Tool, shown: Sequence[Take]) -> Verdict:
    return shop.verdict(tool, after_holds(shown, shop.store.holds(tool.slug)))


def _reason(given: str) -> str:
    said = " ".join(clean_take_text(given).text.split())
    if not said:
        raise Mistake("--reason: say why, in a sentence; it is kept with the decision")
    if len(said) > LONGEST_REASON:
        raise Mistake(f"--reason: over {LONGEST_REASON:,} characters; shorten it")
    return said


def _require_takes(tool: Tool, persona: str, takes: Sequence[Take]) -> None:
    known = in_row_order(take.persona for take in takes)
    if persona in known:
        return
    if not known:
        raise Mistake(f"{tool.slug} has no takes yet; `panel review {tool.slug}` asks for them")
    hint = meant(persona.lower(), known, f"there are {', '.join(known)}")
    raise Mistake(f"no persona named {repeated(persona)!r} has a take on {tool.slug}; {hint}")


def _require_held(tool: Tool, persona: str, takes: Sequence[Take], holds: Sequence[Hold]) -> None:
    """Raise Mistake unless an editor holds the persona's takes here, or one of them came withheld and still is."""
    decided = standing(holds).get(persona)
    came_withheld = any(take.persona == persona and take.status is Status.WITHHELD for take in takes)
    if decided.action != "hold" if decided else not came_withheld:
        raise Mistake(f"nothing of {persona} on {tool.slug} is withheld; there is nothing to release")
