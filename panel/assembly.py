"""The composition root: settings in, the objects that jobs work with out."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from panel.domain.answer import CONTRACT
from panel.domain.cell import Cell
from panel.domain.origin import Origin
from panel.domain.persona import Persona
from panel.domain.seat import Model, Sampling
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.domain.verdict import Verdict
from panel.errors import Mistake
from panel.library.personas import load_personas
from panel.library.shelves import shelf
from panel.settings import FILE_NAME, Loaded, Settings, load, project_root, user_file
from panel.settings import settings_text as settings_text

if TYPE_CHECKING:
    from panel.engine.asking import Asker
    from panel.prompting.prompter import Prompter
    from panel.store.store import Store
    from panel.wire.client import Client
    from panel.wire.endpoints import Endpoint

OPENROUTER = "openrouter"
OPENROUTER_KEY = "OPENROUTER_API_KEY"
OFFLINE_MODEL = "offline/rubric"
CUSTOM = "custom"
"""Name of the default endpoint when its address is given and there is no OpenRouter key."""


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass
class Workshop:
    """What a job works with; each part is made when it is first used. Close it to release the store."""

    loaded: Loaded
    environment: Mapping[str, str]
    root: Path
    announce: Callable[[str], None]
    clock: Callable[[], datetime] = utc_now
    has_own_content: bool = True

    def __enter__(self) -> Workshop:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "store" in self.__dict__:
            self.store.close()

    @property
    def _settings(self) -> Settings:
        return self.loaded.settings

    @property
    def ship_at(self) -> int:
        """The score from which a take is expected to say ship."""
        return self._settings.ship_at

    @property
    def samples(self) -> int:
        """Takes to ask of each seat."""
        return self._settings.samples

    @property
    def concurrency(self) -> int:
        """Requests in flight at most."""
        return self._settings.concurrency

    def output(self, run: str) -> Path:
        """Where the reports of a run go."""
        return Path(self._settings.out) if self._settings.out else self.root / "runs" / run

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
        return load_personas(shelf("personas"), self.root / "personas" if self.has_own_content else None)

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
    def endpoints(self) -> dict[str, Endpoint]:
        """Every endpoint that a model may be named on, none with its key yet; raises Mistake for a bad address."""
        from panel.wire.endpoints import BUILT_IN, Dialect, make_endpoint

        endpoints = dict(BUILT_IN)
        for name, own in self._settings.endpoints.items():
            endpoints[name] = make_endpoint(
                name,
                base_url=own.base_url,
                dialect=Dialect(own.dialect),
                origin=self.loaded.endpoint_origins[name],
                key=None,
            )
        if self._settings.base_url is not None:
            is_openrouter = self._key(OPENROUTER_KEY) is not None
            name = OPENROUTER if is_openrouter else CUSTOM
            try:
                endpoints[name] = make_endpoint(
                    name,
                    base_url=self._settings.base_url,
                    dialect=Dialect.OPENROUTER if is_openrouter else Dialect.OPENAI,
                    origin=self.loaded.origin("base_url"),
                    key=None,
                )
            except Mistake as mistake:
                raise Mistake(f"{self.loaded.name_of('base_url')}: {mistake}") from None
        return endpoints

    @cached_property
    def asked_endpoints(self) -> dict[str, Endpoint]:
        """The endpoints of the models to ask, with their keys; raises Mistake where a key may not go."""
        from panel.wire.endpoints import make_endpoint

        asked = {}
        for name in dict.fromkeys(model.endpoint for model in self.named_models):
            endpoint, key = self.endpoints[name], self._key(self._key_variable(name))
            asked[name] = endpoint if key is None else make_endpoint(**{**dict(endpoint), "key": key})
        return asked

    @cached_property
    def models(self) -> tuple[Model, ...]:
        """The models to ask; the offline one with neither key nor model named. Raises Mistake with an example."""
        from panel.wire.endpoints import Dialect

        for model in self.named_models:
            endpoint = self.asked_endpoints[model.endpoint]
            if endpoint.dialect is Dialect.OPENROUTER and endpoint.key is None:
                raise Mistake(
                    f"{model.id} is asked on OpenRouter, and {self._key_variable(model.endpoint)} is not set; set it, "
                    "or name a model on another endpoint, such as --model ollama:llama3.2 or --model offline/rubric"
                )
        return self.named_models

    @property
    def people(self) -> tuple[str, ...]:
        """The people among the named models, whose takes are stored and never asked for."""
        return tuple(name for name in self._settings.model if name == "human" or name.startswith("human/"))

    @property
    def names_models(self) -> bool:
        """Whether anything but people is named."""
        return len(self._settings.model) > len(self.people)

    @cached_property
    def named_models(self) -> tuple[Model, ...]:
        """The models that are named, or the one that stands in, whether or not there is a key for them."""
        from panel.wire.endpoints import parse_model

        default = CUSTOM if CUSTOM in self.endpoints else OPENROUTER
        if not self._settings.model:
            return self._unnamed_model(default)
        names = [name for name in self._settings.model if name not in self.people]
        return tuple(dict.fromkeys(parse_model(name, self.endpoints, default) for name in names))

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

    def client(self) -> Client:
        """The client for every endpoint."""
        from panel.wire.client import Client

        return Client(
            self.asked_endpoints,
            attempt_timeout=self._settings.attempt_timeout,
            connections=self._settings.concurrency,
            clock=self.clock,
        )

    def asker(self, client: Client) -> Asker:
        """The engine's part that asks one cell."""
        from panel.engine.asking import Asker
        from panel.parsing.answer import read_answer

        return Asker(
            completer=client,
            prompts=self.prompter(),
            read=read_answer,
            clock=self.clock,
            ship_at=self._settings.ship_at,
            seat_timeout=self._settings.seat_timeout,
        )

    def cells(self, tools: tuple[Tool, ...]) -> list[Cell]:
        """Every cell of these tools, a whole tool at a time; a deterministic model is sampled once."""
        from panel.wire.endpoints import address

        sampling = Sampling(temperature=self._settings.temperature, max_tokens=self._settings.max_tokens)
        return [
            Cell(
                tool=tool,
                persona=persona,
                model=model,
                sample=sample,
                sampling=sampling,
                templates=self.templates,
                contract=CONTRACT,
                address=address(self.endpoints[model.endpoint]),
            )
            for tool in tools
            for persona in self.seated
            for model in self.models
            for sample in range(1, (1 if model.is_deterministic else self._settings.samples) + 1)
        ]

    def new_run_id(self) -> str:
        """An id that sorts by time and is not met twice."""
        now = self.clock()
        return f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}Z-{secrets.token_hex(2)}"

    def _unnamed_model(self, default: str) -> tuple[Model, ...]:
        from panel.wire.endpoints import parse_model

        if self._key(OPENROUTER_KEY) is not None or default == CUSTOM:
            where = "OpenRouter" if default != CUSTOM else self.endpoints[default].base_url
            raise Mistake(
                f"no model is named for {where}; name one or more, such as --model anthropic/claude-sonnet-4.5 "
                "(PANEL_MODEL or model in panel.toml do the same), or --model offline/rubric for the rules"
            )
        self.announce(
            "No key and no model: asking offline/rubric, which is rules rather than a language model. "
            f"Set {OPENROUTER_KEY} and --model to ask real ones."
        )
        return (parse_model(OFFLINE_MODEL, self.endpoints, default),)

    def _key_variable(self, name: str) -> str | None:
        own = self._settings.endpoints.get(name)
        if own is not None and own.key_env is not None:
            return own.key_env
        return OPENROUTER_KEY if name == OPENROUTER else None

    def _key(self, variable: str | None) -> str | None:
        return (self.environment.get(variable) or "").strip() or None if variable else None


def lone_workshop(*, flags: Mapping[str, Any], folder: Path, announce: Callable[[str], None]) -> Workshop:
    """A workshop that nothing set around it can change: flags and bundled content alone, in a store of its own."""
    root = project_root(folder)
    apart = {**flags, "store": flags.get("store") or str(root / "runs" / "demo.db")}
    loaded = load(flags=apart, environment={}, project=None, user=None)
    return Workshop(loaded=loaded, environment={}, root=root, announce=announce, has_own_content=False)


def open_workshop(
    *, flags: Mapping[str, Any], environment: Mapping[str, str], folder: Path, announce: Callable[[str], None]
) -> Workshop:
    """Settle the settings and return the workshop for a working folder. Raises Mistake, naming the source."""
    root = project_root(folder)
    project, user = root / FILE_NAME, user_file()
    loaded = load(
        flags=flags,
        environment=environment,
        project=project if project.is_file() else None,
        user=user if user.is_file() else None,
    )
    return Workshop(loaded=loaded, environment=environment, root=root, announce=announce)
