"""Scanning: a batch before anything is sent: its cells, which of them are stored, and which stored takes are void.

A stored take is void where something that shaped the call has changed since, so that its cell is asked again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from panel.assembly import Workshop
from panel.domain.cell import Cell
from panel.domain.parts import parts
from panel.domain.run import Run, Tally
from panel.domain.seat import Model
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.errors import Mistake
from panel.intake.clean import CLEANING

LEAST_VOID = 100
"""Takes that may be void for the panel's own reasons without anybody's leave."""

_TOOLS = 50
_SAMPLE = 100
"""Tools whose cells are looked up together, and cells of each model that stand for the price of all."""


class Why(StrEnum):
    """What has changed since a take was asked for; ``CLEANING`` is a dossier that a new version of cleaning changed."""

    DOSSIER = "dossier"
    CLEANING = "cleaning"
    PERSONA = "persona"
    BUNDLED_PERSONA = "bundled persona"
    TEMPLATE = "template"
    CONTRACT = "contract"
    TEMPLATE_OR_CONTRACT = "template or contract"
    MODEL = "model, its settings or its address"


OURS = frozenset({Why.CLEANING, Why.BUNDLED_PERSONA, Why.TEMPLATE, Why.CONTRACT, Why.TEMPLATE_OR_CONTRACT})
"""What changes with the panel itself, and not with what its user has."""


@dataclass(slots=True)
class Scan:
    """What is there and what is missing. ``tools`` are those with a cell to ask, in their order.

    ``sample`` are some of the cells to ask of each model.
    """

    cells: int = 0
    stored: int = 0
    tools: list[str] = field(default_factory=list)
    to_ask: Counter[Model] = field(default_factory=Counter)
    void: Counter[Why] = field(default_factory=Counter)
    sample: list[Cell] = field(default_factory=list)
    _sampled: Counter[Model] = field(default_factory=Counter)

    @property
    def missing(self) -> int:
        """How many cells are to be asked."""
        return self.cells - self.stored

    @property
    def voided(self) -> tuple[Tally, ...]:
        """The void takes by what has changed, the most frequent first."""
        return tuple(Tally(what=why.value, count=count) for why, count in self.void.most_common())

    def add(self, tool: Tool, cells: int, to_ask: Sequence[Cell]) -> None:
        """Count a tool."""
        self.cells += cells
        self.stored += cells - len(to_ask)
        if to_ask:
            self.tools.append(tool.slug)
        for cell in to_ask:
            self.to_ask[cell.model] += 1
            if self._sampled[cell.model] < _SAMPLE:
                self._sampled[cell.model] += 1
                self.sample.append(cell)


class Scanner:
    """Looks up every cell of tools that come some at a time; a store that is not there holds nothing."""

    def __init__(self, shop: Workshop, *, since: datetime | None, asks_failed_again: bool) -> None:
        self.found = Scan()
        self._shop = shop
        self._since = since
        self._asks_failed_again = asks_failed_again
        self._runs: dict[str, Run] | None = None

    def look(self, tools: Sequence[Tool]) -> None:
        """Look up the cells of some tools."""
        cells = {cell.key: cell for cell in self._shop.cells(tuple(tools))}
        answered = self._answered([*cells])
        by_tool: dict[str, list[Cell]] = {tool.slug: [] for tool in tools}
        for cell in cells.values():
            by_tool[cell.tool.slug].append(cell)
        missing: list[Cell] = []
        for tool in tools:
            own = by_tool[tool.slug]
            to_ask = [cell for cell in own if cell.key not in answered]
            self.found.add(tool, len(own), to_ask)
            missing += to_ask
        if missing and self._shop.has_store:
            if self._runs is None:
                self._runs = {run.id: run for run in self._shop.store.runs()}
            self.found.void.update(_void(self._shop, missing, self._runs))

    def _answered(self, keys: Sequence[str]) -> set[str]:
        if not self._shop.has_store:
            return set()
        return self._shop.store.answered(keys, since=self._since, asks_failed_again=self._asks_failed_again)


def scan(shop: Workshop, numbers: Sequence[int], *, since: datetime | None, asks_failed_again: bool) -> Scan:
    """Look up every cell of the tools under some numbers of the store."""
    scanner = Scanner(shop, since=since, asks_failed_again=asks_failed_again)
    for tools in stored_tools(shop, numbers):
        scanner.look(tools)
    return scanner.found


def stored_tools(shop: Workshop, numbers: Sequence[int]) -> Iterable[Sequence[Tool]]:
    """The tools under some numbers of the store, some at a time."""
    return (shop.store.tools_in(part) for part in parts(numbers, _TOOLS))


def require_leave(found: Scan, *, reask: bool) -> None:
    """Raise Mistake where many stored takes are void for the panel's own reasons, unless that is allowed."""
    ours = {why: count for why, count in found.void.items() if why in OURS}
    if not reask and sum(ours.values()) > LEAST_VOID:
        raise Mistake(
            f"{sum(ours.values()):,} stored takes would be asked for again, since the panel itself has changed "
            f"({reasons(ours.items())}); allow that with --reask, or go on with the version that asked for them"
        )


def reasons(counts: Iterable[tuple[Why, int]]) -> str:
    """How many takes are void for what, in words."""
    return ", ".join(f"{count:,} {why.value}" for why, count in counts)


def _void(shop: Workshop, cells: Sequence[Cell], runs: dict[str, Run]) -> list[Why]:
    """Why the stored takes of seats that are to be asked do not stand, for each that has one of another key."""
    takes = shop.store.takes_by_tool([*dict.fromkeys(cell.tool.slug for cell in cells)])
    newest: dict[tuple[object, ...], Take] = {}
    for own in takes.values():
        for take in own:
            if not take.is_imported and not take.is_passing_failure:
                newest[take.tool, take.persona, take.endpoint, take.model, take.sample] = take
    pairs = [(cell, newest.get(_seat(cell))) for cell in cells]
    old = [(cell, take) for cell, take in pairs if take is not None and take.key != cell.key]
    changed = [cell.tool.slug for cell, take in old if take.dossier_hash != cell.tool.dossier.fingerprint]
    versions = shop.store.versions_of([*dict.fromkeys(changed)]) if changed else {}
    return [_why(shop.is_bundled, cell, take, versions, runs) for cell, take in old]


def _seat(cell: Cell) -> tuple[object, ...]:
    return cell.tool.slug, cell.persona.id, cell.model.endpoint, cell.model.id, cell.sample


def _why(
    is_bundled: Callable[[Cell], bool],
    cell: Cell,
    take: Take,
    versions: dict[str, list[Tool]],
    runs: dict[str, Run],
) -> Why:
    """The first thing that has changed."""
    if take.dossier_hash != cell.tool.dossier.fingerprint:
        earlier = [one for one in versions[cell.tool.slug] if one.dossier.fingerprint == take.dossier_hash]
        return Why.CLEANING if earlier and earlier[-1].cleaning != CLEANING else Why.DOSSIER
    if take.persona_hash != cell.persona.fingerprint:
        return Why.BUNDLED_PERSONA if is_bundled(cell) else Why.PERSONA
    if take.prompt_hash != cell.prompt_hash:
        run = runs.get(take.run or "")
        if run is None or run.templates is None or run.contract is None:
            return Why.TEMPLATE_OR_CONTRACT
        return Why.TEMPLATE if run.templates != cell.templates else Why.CONTRACT
    return Why.MODEL
