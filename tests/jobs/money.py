"""Reviews under a budget: made-up tools put to a simulated OpenRouter, and what the store and its bill say after."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import panel  # noqa: ICN001 - this panel is ours
from panel.engine.progress import Progress, unwatched
from panel.engine.stop import Stop
from panel.jobs.asking import ask, begin_run
from panel.jobs.inputs import named_tools
from panel.jobs.options import workshop
from panel.jobs.outcome import Asked, Outcome
from panel.jobs.prices import Prices, terms_of
from panel.store.store import Store
from panel.testing.openrouter.server import SimulatedOpenRouter
from tests.fakes.engine import noon

MODEL = "simulated/model"
SEATS = 5
STORY = "It keeps notes in plain Markdown files on your own disk, runs offline and needs no account."


def write_tools(folder: Path, count: int) -> list[str]:
    """So many tool files, each of the same length."""
    names = [f"tool-{chr(ord('a') + number)}.md" for number in range(count)]
    for name in names:
        title = name.removesuffix(".md").title()
        (folder / name).write_text(f"---\nname: {title}\n---\n{title} is a program. {STORY}\n", encoding="utf-8")
    return names


@dataclass(frozen=True)
class Job:
    """Reviews of tools in a folder, against one server."""

    folder: Path
    server: SimulatedOpenRouter

    async def review(self, *tools: str, model: str | list[str] = MODEL, **options: Any) -> Outcome:  # noqa: ANN401 - any option
        """Review some tools."""
        given = {"base_url": self.server.base_url, "folder": self.folder, "concurrency": 64, **options}
        return await panel.review([self.folder / tool for tool in tools], model=model, **given)

    async def go_on(
        self, *tools: str, budget: Decimal | None, progress: Progress = unwatched, stop: Stop | None = None
    ) -> Asked:
        """One more run of job ``j``, all of whose runs have one budget."""
        with workshop(model=[MODEL], base_url=self.server.base_url, folder=self.folder, budget=budget) as shop:
            named = shop.store.put_tools(named_tools(shop, [self.folder / tool for tool in tools]))
            run = begin_run(shop, "review", named, is_asking=True)
            return await ask(shop, run, named, progress, job="j", stop=stop)

    async def hold(self, *tools: str, model: str | list[str] = MODEL, persona: str | None = None) -> Decimal:
        """What is held for these tools before they are asked about: two requests at the worst for each seat."""
        models = [model] if isinstance(model, str) else model
        with workshop(
            model=models,
            persona=[persona] if persona else [],
            base_url=self.server.base_url,
            folder=self.folder,
            store=str(self.folder / "other.db"),
        ) as shop:
            prices = Prices(await terms_of(shop, shop.models), shop.prompter())
            cells = shop.cells(named_tools(shop, [self.folder / tool for tool in tools]))
            return 2 * sum((prices.worst(cell) or Decimal(0) for cell in cells), Decimal(0))

    def store(self) -> Store:
        """The store of the reviews."""
        return Store.open(str(self.folder / "runs" / "panel.db"), announce=lambda _: None, clock=noon)
