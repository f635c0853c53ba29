"""A nightly batch: a folder with one feed, a server that counts what it is asked, and what is in the files after."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from panel.domain.batch_plan import BatchPlan
from panel.domain.money import Costs
from panel.jobs.batch.batch import batch
from panel.jobs.batch.outcome import BatchOutcome
from panel.jobs.batch.planning import batch_dry_run
from panel.jobs.options import workshop
from panel.jobs.prices import Prices, terms_of
from panel.store.store import Store
from panel.testing.openrouter.conditions import Conditions
from panel.testing.openrouter.server import SimulatedOpenRouter
from tests.fakes.engine import noon
from tests.jobs.money import MODEL

STORY = "keeps notes in plain Markdown files on your own disk, runs offline and needs no account"


def names(count: int, *, first: int = 0) -> list[str]:
    """The slugs of so many tools, all equally long and none like another's."""
    return [f"tool-{chr(ord('a') + number // 10)}{number % 10}" for number in range(first, first + count)]


@dataclass(frozen=True)
class Night:
    """Batches of one feed in a folder, against one server."""

    folder: Path
    server: SimulatedOpenRouter

    def put_feed(self, slugs: Sequence[str], *, name: str = "feed.jsonl", **stories: str) -> None:
        """Write a feed of tools with these slugs; ``stories`` are descriptions by slug, with ``_`` for ``-``."""
        rows = [
            {"slug": slug, "name": slug.title(), "description": stories.get(slug.replace("-", "_"), f"{slug} {STORY}.")}
            for slug in slugs
        ]
        (self.folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")

    def options(self, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - any option
        """The options of every call, and some more."""
        plain = {"model": [MODEL], "base_url": self.server.base_url, "folder": self.folder, "out": str(self.out)}
        return {**plain, "concurrency": 8, **options}

    @property
    def out(self) -> Path:
        """Where the outputs are."""
        return self.folder / "nightly"

    async def run(self, *feeds: str, **options: Any) -> BatchOutcome:  # noqa: ANN401 - any option
        """Run the batch."""
        return await batch([str(self.folder / feed) for feed in feeds or ("feed.jsonl",)], **self.options(**options))

    async def sent_by(self, *feeds: str, **options: Any) -> int:  # noqa: ANN401 - any option
        """How many requests running the batch sends."""
        before = self.server.bill.requests
        await self.run(*feeds, **options)
        return self.server.bill.requests - before

    async def plan(self, **options: Any) -> BatchPlan:  # noqa: ANN401 - any option
        """What the batch would do."""
        return await batch_dry_run([str(self.folder / "feed.jsonl")], **self.options(**options))

    async def hold(self, slug: str, *, persona: Sequence[str] = ()) -> Decimal:
        """What is held for one tool that is stored: two requests at the worst for each seat."""
        given = self.options()
        with workshop(model=given["model"], base_url=given["base_url"], folder=self.folder, persona=persona) as shop:
            tool = shop.store.tool(slug)
            assert tool is not None
            prices = Prices(await terms_of(shop, shop.models), shop.prompter())
            return 2 * sum((prices.worst(cell) or Decimal(0) for cell in shop.cells((tool,))), Decimal(0))

    def store(self) -> Store:
        """The store of the batches."""
        return Store.open(str(self.folder / "runs" / "panel.db"), announce=lambda _: None, clock=noon)

    def costs(self, *runs: str) -> Costs:
        """What some runs cost together, by the store."""
        with self.store() as store:
            found = [store.costs(run) for run in runs]
        fields = ("billed_usd", "priced_usd", "held_usd")
        return Costs(**{name: sum((getattr(one, name) for one in found), Decimal(0)) for name in fields})

    def lines(self, name: str) -> list[dict[str, Any]]:
        """The lines of a file of the set."""
        return [json.loads(line) for line in (self.out / name).read_text("utf-8").splitlines()]

    @property
    def summary(self) -> dict[str, Any]:
        """What the summary says."""
        found: dict[str, Any] = json.loads((self.out / "summary.json").read_text("utf-8"))
        return found


@asynccontextmanager
async def a_night(folder: Path, tools: int = 4, **conditions: Any) -> AsyncIterator[Night]:  # noqa: ANN401 - any condition
    """A feed of so many tools, and a simulated OpenRouter of these conditions."""
    async with SimulatedOpenRouter(Conditions(**conditions)) as server:
        night = Night(folder, server)
        night.put_feed(names(tools))
        yield night
