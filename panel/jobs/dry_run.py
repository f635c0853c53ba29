"""Dry run: what a review or comparison would send, message by message, with nothing sent and nothing stored."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

from panel.assembly import Workshop
from panel.domain.cell import Cell
from panel.domain.estimate import Estimate
from panel.domain.prompt import Prompt
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.engine.plan import plan
from panel.jobs.compare import to_ask, two_tools
from panel.jobs.estimate import estimate
from panel.jobs.inputs import named_tools
from panel.jobs.options import Options, workshop
from panel.jobs.review import refuse_people
from panel.jobs.unpriced import why_unpriced


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class PlannedSeat:
    """One cell as it would be sent; ``is_stored`` when its take is there and nothing would be."""

    tool: str
    persona: str
    model: str
    sample: int
    key: str
    is_stored: bool
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class DryRun:
    """The plan of a run. ``price`` is for the cells to ask, None where no price is known: ``why_unpriced`` says why."""

    cells: tuple[PlannedSeat, ...]
    price: Estimate | None = None
    why_unpriced: str = ""

    @property
    def to_ask(self) -> int:
        """How many cells would be asked."""
        return sum(not cell.is_stored for cell in self.cells)


def dry_run(tools: Sequence[str | Path], **options: Unpack[Options]) -> DryRun:
    """Plan a review and render every message. Makes no store and sends nothing; raises Mistake as a review would."""
    with workshop(**options) as shop:
        refuse_people(shop)
        chosen = named_tools(shop, tools)
        retry_failed = options.get("retry_failed", False)
        return _planned(shop, chosen, fresh=options.get("fresh", False), retry_failed=retry_failed)


def dry_run_of_pair(a: str | Path, b: str | Path, **options: Unpack[Options]) -> DryRun:
    """The same for a comparison, which asks only about a tool without takes unless a flag says whom to ask."""
    fresh = options.get("fresh", False)
    with workshop(**options) as shop:
        retry_failed = options.get("retry_failed", False)
        chosen = to_ask(shop, two_tools(shop, a, b), fresh=fresh, retry_failed=retry_failed)
        return _planned(shop, chosen, fresh=fresh, retry_failed=retry_failed)


def _planned(shop: Workshop, tools: tuple[Tool, ...], *, fresh: bool, retry_failed: bool) -> DryRun:
    if not tools:
        return DryRun(())
    prompter = shop.prompter(shop.store.secret() if shop.has_store else secrets.token_bytes(32))
    cells = shop.cells(tools)
    is_known = shop.has_store and not fresh
    stored = plan(cells, shop.store, asks_failed_again=retry_failed).stored if is_known else {}
    calls = [(cell, prompter.prompt(cell.tool, cell.persona)) for cell in cells]
    missing = [(cell, prompt) for cell, prompt in calls if cell.key not in stored]
    price = estimate(shop, missing)
    why = why_unpriced(shop, [cell.model for cell, _ in missing]) if price is None else ""
    return DryRun(tuple(_shown(cell, prompt, stored) for cell, prompt in calls), price, why)


def _shown(cell: Cell, prompt: Prompt, stored: Mapping[str, Take]) -> PlannedSeat:
    return PlannedSeat(
        tool=cell.tool.slug,
        persona=cell.persona.id,
        model=str(cell.model),
        sample=cell.sample,
        key=cell.key,
        is_stored=cell.key in stored,
        messages=(Message("system", prompt.system), Message("user", prompt.user)),
    )
