"""The workshop: what a job works with, each part made from the settings when it is first used."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from panel.assembly.directory import Directory
from panel.domain.answer import CONTRACT
from panel.domain.cell import Cell
from panel.domain.origin import Origin
from panel.domain.persona import Persona
from panel.domain.seat import Model
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.domain.waiting import Waiting
from panel.errors import Mistake
from panel.library.personas import PersonaFiles, load_personas, read_personas
from panel.library.shelves import shelf

if TYPE_CHECKING:
    from panel.domain.checkup import Setting, StoredModel, StoreState
    from panel.domain.verdict import Verdict
    from panel.engine.asking import Asker
    from panel.engine.purse import Keep, Purse
    from panel.intake.fetch import Fetcher, Limits
    from panel.prompting.prompter import Prompter
    from panel.report.view import House
    from panel.store.store import Store
    from panel.wire.client import Client
    from panel.wire.terms import Terms
    from panel.wire.turnstile import Turnstile


@dataclass(kw_only=True)
class Workshop(Directory):
    """What a job works with; close it to release the store."""

    root: Path
    has_own_content: bool = True

    def __enter__(self) -> Workshop:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "store" in self.__dict__:
            self.store.close()

    @property
    def ship_at(self) -> int:
        """The score from which a take is expected to say ship."""
        return self._settings.ship_at

    @property
    def house(self) -> House:
        """What all pages of the project have in common."""
        from panel.report.view import House

        return House(personas=self.personas, ship_at=self.ship_at, site=self._settings.site)

    @property
    def samples(self) -> int:
        """Takes to ask of each seat."""
        return self._settings.samples

    @property
    def concurrency(self) -> int:
        """Requests in flight at most."""
        return self._settings.concurrency

    @property
    def rate(self) -> float | None:
        """Requests a second at most, where that is set."""
        return self._settings.rate

    @property
    def budget(self) -> Decimal | None:
        """What a run may spend, in USD, where that is set."""
        return self._settings.budget

    @property
    def told(self) -> tuple[Setting, ...]:
        """Every setting and where it came from."""
        return self.loaded.told()

    def output(self, run: str) -> Path:
        """Where the reports of a run go."""
        return Path(self._settings.out) if self._settings.out else self.root / "runs" / run

    @property
    def has_output_folder(self) -> bool:
        """Whether every run's reports go to one folder that was named."""
        return self._settings.out is not None

    def is_flag(self, field: str) -> bool:
        """Whether a setting was given for this command alone."""
        return self.loaded.origin(field) is Origin.FLAG

    def verdict(self, tool: Tool, takes: Sequence[Take]) -> Verdict:
        """What some takes on a tool come to, by the project's rules and personas."""
        from panel.verdict.tally import verdict

        return verdict(
            tool,
            takes,
            self.personas,
            min_takes=self._settings.min_takes,
            ship_at=self.ship_at,
            templates=self.templates,
        )

    @cached_property
    def personas(self) -> tuple[Persona, ...]:
        """Every persona there is: the bundled ones and the project's own."""
        return load_personas(shelf("personas"), self._own_personas)

    def is_bundled(self, cell: Cell) -> bool:
        """Whether a cell's persona is the panel's own, as it came with it, and not where the project could edit it."""
        own = self._own_personas
        if own is not None and own.resolve() == shelf("personas").resolve():
            return False
        return any(cell.persona == persona for persona in self._bundled_personas)

    @cached_property
    def _bundled_personas(self) -> tuple[Persona, ...]:
        return load_personas(shelf("personas"))

    @property
    def sound_personas(self) -> PersonaFiles:
        """Every persona that can be used, and what is wrong with the others."""
        return read_personas(shelf("personas"), self._own_personas)

    @property
    def _own_personas(self) -> Path | None:
        return self.root / "personas" if self.has_own_content else None

    @property
    def wanted_personas(self) -> tuple[str, ...]:
        """The ids of the personas to seat; none where all of them sit."""
        return self._settings.persona

    @cached_property
    def seated(self) -> tuple[Persona, ...]:
        """The personas that sit on the panel; raises Mistake for one that does not exist."""
        by_id = {persona.id: persona for persona in self.personas}
        for wanted in self._settings.persona:
            if wanted not in by_id:
                raise Mistake(f"no persona named {wanted!r}; there are {', '.join(by_id)}")
        wanted_ids = self._settings.persona or tuple(by_id)
        return tuple(persona for persona in self.personas if persona.id in wanted_ids)

    @cached_property
    def store(self) -> Store:
        """The store, made if there is none."""
        from panel.store.store import Store

        return Store.open(self.store_address, announce=self.announce, clock=self.clock)

    @property
    def store_address(self) -> str:
        """Where the store is or would be."""
        return self._settings.store or str(self.root / "runs" / "panel.db")

    @property
    def store_state(self) -> StoreState:
        """The store as it is, without making or changing it; raises StoreUnusable, Mistake for its address."""
        from panel.store.examining import examine

        return examine(self.store_address)

    @property
    def stored_models(self) -> tuple[StoredModel, ...]:
        """Every model with takes in the store, if there is one; raises as ``store_state``."""
        from panel.store.examining import stored_models

        return stored_models(self.store_address)

    @property
    def has_store(self) -> bool:
        """Whether there is a store already; a dry run makes none."""
        from panel.store.addresses import store_path

        return os.path.exists(store_path(self.store_address))  # noqa: PTH110 - never raises, whatever the name

    @cached_property
    def templates(self) -> str:
        """The hash of the prompt templates, as cells know them."""
        from panel.prompting.prompter import templates_hash

        return templates_hash(shelf("prompts"), self._settings.ship_at)

    def prompter(self, secret: bytes | None = None) -> Prompter:
        """The prompts, fenced with the installation's secret, or with the one given."""
        from panel.prompting.prompter import Prompter

        return Prompter(shelf("prompts"), secret=secret or self.store.secret(), ship_at=self._settings.ship_at)

    def turnstile(self, terms: Mapping[Model, Terms], tell: Callable[[Waiting], None]) -> Turnstile:
        """What lets requests leave, at the pace that models and endpoints take; says what it waits for."""
        from panel.assembly.pacing import turnstile

        # A seat that is refused does not wait for longer than it may; nor do those that stand behind it.
        patience = max(self._settings.seat_timeout, self._settings.max_wait)
        return turnstile(self, terms, places=self.concurrency, rate=self.rate, patience=patience, tell=tell)

    def asker(self, client: Client, prompter: Prompter) -> Asker:
        """The engine's part that asks one cell."""
        from panel.checks.take import findings_on
        from panel.engine.asking import Asker
        from panel.parsing.answer import read_answer

        return Asker(
            completer=client,
            prompts=prompter,
            read=read_answer,
            check=findings_on,
            clock=self.clock,
            ship_at=self._settings.ship_at,
            seat_timeout=self._settings.seat_timeout,
        )

    def purse(self, run: str, keep: Keep, *, job: str | None = None, earlier: Sequence[str] = ()) -> Purse:
        """What a run may spend; ``job`` names what the budget is for where that is more than the run.

        ``earlier`` are the job's runs before, some of which may have had no budget.
        """
        from panel.engine.purse import Purse

        job = job or run
        committed = self.store.committed(job, earlier) if self.budget is not None else Decimal(0)
        return Purse(self.budget, job=job, run=run, keep=keep, clock=self.clock, committed=committed)

    def cells(self, tools: tuple[Tool, ...]) -> list[Cell]:
        """Every cell of these tools, a whole tool at a time; a deterministic model is sampled once.

        Whether its models can be asked, for which most need a key, is another question: see ``models``.
        """
        from panel.wire.endpoints import address

        return [
            Cell(
                tool=tool,
                persona=persona,
                model=model,
                sample=sample,
                sampling=self.sampling_of(model),
                templates=self.templates,
                contract=CONTRACT,
                address=address(self.endpoints[model.endpoint]),
            )
            for tool in tools
            for persona in self.seated
            for model in self.named_models
            for sample in range(1, (1 if model.is_deterministic else self._settings.samples) + 1)
        ]

    @property
    def process(self) -> str | None:
        """The name of this process on its machine, where processes have names."""
        from panel.store.processes import this_process

        return this_process()

    @property
    def cell_hashes(self) -> dict[str, str]:
        """What all cells of today have in common, beside their settings: by the names that a run has for it."""
        return {"templates": self.templates, "contract": CONTRACT}

    def fetcher(
        self, named: Collection[str] = (), limits: Limits | None = None, pause: timedelta = timedelta()
    ) -> Fetcher:
        """What fetches from the web; ``named`` are the URLs that the user named, whose servers may be private."""
        from panel.intake.fetch import PAGES, Fetcher

        kept = self.cache_folder / "fetched" if self.cache_folder is not None else None
        return Fetcher(clock=self.clock, named=named, kept=kept, limits=limits or PAGES, pause=pause)

    def new_run_id(self) -> str:
        """An id that sorts by time and is not met twice."""
        now = self.clock()
        return f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}Z-{secrets.token_hex(2)}"

    def naming(self, *models: str) -> Workshop:
        """The same workshop with these models named and no others."""
        settings = self._settings.model_copy(update={"model": models})
        return replace(self, loaded=self.loaded.model_copy(update={"settings": settings}))
