"""Feed quality: what the takes of a whole feed look like together, gathered panel by panel in bounded memory.

What it gives depends on the panels alone: the same ones in the same order give the same figures, in any process. Only
near-duplicates and openings depend on the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from panel.domain.agreement import GREY
from panel.domain.panel import Panel
from panel.domain.persona import Persona, in_row_order
from panel.domain.quality import AlikePair, Quality, TakeName
from panel.domain.take import Take
from panel.lab.alike_across import TakesAcross
from panel.lab.alike_within import TakesWithin
from panel.lab.contradictions import Sides
from panel.lab.group import Group
from panel.lab.look_first import Weightiest
from panel.lab.margins import CloseCalls
from panel.lab.openings import opening_of
from panel.lab.reasons import Reason, marks_of, of_itself, of_likeness, of_the_panel
from panel.lab.redundancy import PersonasTogether
from panel.lab.words import LEAST_WORDS, stretches_of, words_of


@dataclass(frozen=True, slots=True)
class _Read:
    """A take with its opening and its stretches, where its text has them."""

    take: Take
    name: TakeName
    opening: str | None = None
    stretches: frozenset[int] | None = None


class FeedQuality:
    """Takes panels in, one tool after another, and says at any time what they come to.

    ``personas`` is the roster: only its personas are paired, and each of them has figures even without a take.
    """

    def __init__(self, *, ship_at: int, personas: Sequence[Persona]) -> None:
        self._ship_at = ship_at
        self._roster = in_row_order(persona.id for persona in personas)
        self._tools = self._takes = 0
        self._overall = Group("overall", "all")
        self._personas = {one: Group("persona", one) for one in self._roster}
        self._models: dict[str, Group] = {}
        self._margins = CloseCalls()
        self._together = PersonasTogether(self._roster)
        self._across = TakesAcross()
        self._within = TakesWithin()
        self._sides = Sides(ship_at)
        self._weightiest = Weightiest()

    def add(self, panel: Panel) -> tuple[str, ...]:
        """Take one tool's panel in, and say what there is to look at in it: the marks of all reasons of its takes.

        A tool without a take is passed over.
        """
        if not panel.takes:
            return ()
        self._tools += 1
        self._takes += len(panel.takes)
        read = [_read(take, panel.tool.name) for take in panel.takes]
        for one in read:
            self._count(one)
        self._margins.add(panel.verdict)
        self._together.add(panel.verdict.personas)
        return marks_of(self._look(panel, read, self._compare_shown(panel, read)))

    def figures(self) -> Quality:
        """What all panels so far come to."""
        return Quality(
            tools=self._tools,
            takes=self._takes,
            ship_at=self._ship_at,
            grey=GREY,
            overall=self._overall.figures(),
            personas=tuple(self._personas[one].figures() for one in in_row_order(self._personas)),
            models=tuple(group.figures() for group in self._models.values()),
            margins=self._margins.figures(),
            redundancy=self._together.figures(),
            across_tools=self._across.figures(),
            within_tools=self._within.figures(),
            contradictions=self._sides.figures(),
            look_first=self._weightiest.figures(),
        )

    def _count(self, read: _Read) -> None:
        take, model = read.take, read.name.model
        if take.persona not in self._personas:
            self._personas[take.persona] = Group("persona", take.persona)
        if model not in self._models:
            self._models[model] = Group("model", model)
        for group in (self._overall, self._personas[take.persona], self._models[model]):
            group.add(take, read.opening)
        self._sides.add(take)

    def _compare_shown(self, panel: Panel, read: Sequence[_Read]) -> list[AlikePair]:
        """The pairs of personas whose shown takes are alike."""
        stretches = {one.name: one.stretches for one in read if one.stretches}
        shown = {}
        for row in panel.verdict.personas:
            if row.take is not None and (found := stretches.get(_name(row.take))):
                shown[row.persona] = found
        return self._within.add(panel.tool.slug, shown)

    def _look(self, panel: Panel, read: Sequence[_Read], pairs: list[AlikePair]) -> list[Reason]:
        """Weigh what speaks for looking at each take first; returns all of it."""
        found: list[Reason] = []
        of_panel: dict[TakeName, list[Reason]] = {}
        for take, reason in of_the_panel(panel.verdict, self._ship_at):
            of_panel.setdefault(_name(take), []).append(reason)
        is_shown = {_name(row.take) for row in panel.verdict.personas if row.take is not None} if pairs else set()
        for one in read:
            earlier = self._across.add(one.name, one.stretches) if one.stretches else None
            reasons = [
                *of_itself(one.take, self._ship_at),
                *of_panel.get(one.name, ()),
                *of_likeness(one.name, earlier, pairs if one.name in is_shown else []),
            ]
            if reasons:
                self._weightiest.add(one.name, reasons, tool_name=panel.tool.name)
                found += reasons
        return found


def _read(take: Take, tool: str) -> _Read:
    if not (take.is_ok and take.text):
        return _Read(take, _name(take))
    words = words_of(take.text, tool)
    stretches = stretches_of(words) if len(words) >= LEAST_WORDS else None
    return _Read(take, _name(take), opening_of(words), stretches)


def _name(take: Take) -> TakeName:
    model = f"{take.endpoint}:{take.model}" if take.endpoint else take.model
    return TakeName(tool=take.tool, persona=take.persona, model=model, sample=take.sample)
