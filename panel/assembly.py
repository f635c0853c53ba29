"""The composition root: settings in, the objects that jobs work with out."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from panel.domain.answer import CONTRACT
from panel.domain.cell import Cell
from panel.domain.checkup import Setting, StoredModel, StoreState
from panel.domain.origin import Origin
from panel.domain.persona import Persona
from panel.domain.seat import Model, Sampling
from panel.domain.take import Take
from panel.domain.tool import Tool
from panel.domain.verdict import Verdict
from panel.errors import Mistake
from panel.library.personas import PersonaFiles, load_personas, read_personas
from panel.library.shelves import shelf
from panel.settings import FILE_NAME, Loaded, Settings, load, load_sound, project_root, user_file
from panel.settings import settings_text as settings_text

if TYPE_CHECKING:
    from panel.engine.asking import Asker
    from panel.prompting.prompter import Prompter
    from panel.report.view import House
    from panel.store.store import Store
    from panel.wire.catalogue import Catalogue
    from panel.wire.client import Client
    from panel.wire.endpoints import Endpoint
    from panel.wire.redact import Redactor

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
    def told(self) -> tuple[Setting, ...]:
        """Every setting and where it came from."""
        return self.loaded.told()

    @property
    def sampling(self) -> Sampling:
        """How every model is asked."""
        return Sampling(temperature=self._settings.temperature, max_tokens=self._settings.max_tokens)

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
        return {name: self.keyed(name) for name in dict.fromkeys(model.endpoint for model in self.named_models)}

    def keyed(self, name: str) -> Endpoint:
        """An endpoint with its key, where it has one; raises Mistake where the key may not go."""
        from panel.wire.endpoints import make_endpoint

        endpoint, key = self.endpoints[name], self._key(self.key_variable(name))
        return endpoint if key is None else make_endpoint(**{**dict(endpoint), "key": key})

    def key_variable(self, name: str) -> str | None:
        """The name of the variable that an endpoint's key is in, if it has one."""
        own = self._settings.endpoints.get(name)
        if own is not None and own.key_env is not None:
            return own.key_env
        return OPENROUTER_KEY if name == OPENROUTER else None

    @property
    def redactor(self) -> Redactor:
        """Takes every key that is set out of a text."""
        from panel.wire.redact import Redactor

        variables = (OPENROUTER_KEY, *(own.key_env for own in self._settings.endpoints.values()))
        return Redactor.of(key for key in map(self._key, variables) if key is not None)

    def is_key_set(self, name: str) -> bool:
        """Whether an endpoint's key is in the environment."""
        return self._key(self.key_variable(name)) is not None

    def catalogue(self, patience: float | None = None) -> Catalogue:
        """What asks endpoints for their models and the standing of a key, each within so many seconds at most."""
        from panel.wire.catalogue import DEADLINE, Catalogue

        return Catalogue(clock=self.clock, deadline=min(patience or DEADLINE, self._settings.attempt_timeout))

    @cached_property
    def models(self) -> tuple[Model, ...]:
        """The models to ask; the offline one with neither key nor model named. Raises Mistake with an example."""
        from panel.wire.endpoints import Dialect

        for model in self.named_models:
            endpoint = self.asked_endpoints[model.endpoint]
            if endpoint.dialect is Dialect.OPENROUTER and endpoint.key is None:
                raise Mistake(
                    f"{model.id} is asked on OpenRouter, and {self.key_variable(model.endpoint)} is not set; set it, "
                    "or name a model on another endpoint, such as --model ollama:llama3.2 or --model offline/rubric"
                )
        return self.named_models

    @property
    def people(self) -> tuple[str, ...]:
        """The people among the named models, whose takes are stored and never asked for."""
        return tuple(name for name in self._settings.model if name == "human" or name.startswith("human/"))

    @property
    def model_names(self) -> tuple[str, ...]:
        """The models and people that are named, as they were written."""
        return self._settings.model

    def naming(self, *models: str) -> Workshop:
        """The same workshop with these models named and no others."""
        settings = self._settings.model_copy(update={"model": models})
        return replace(self, loaded=self.loaded.model_copy(update={"settings": settings}))

    @property
    def names_models(self) -> bool:
        """Whether anything but people is named."""
        return len(self._settings.model) > len(self.people)

    @cached_property
    def named_models(self) -> tuple[Model, ...]:
        """The models that are named, or the one that stands in, whether or not there is a key for them."""
        from panel.wire.endpoints import parse_model

        if not self._settings.model:
            return self._unnamed_model(self.default_endpoint)
        names = [name for name in self._settings.model if name not in self.people]
        return tuple(dict.fromkeys(parse_model(name, self.endpoints, self.default_endpoint) for name in names))

    @property
    def default_endpoint(self) -> str:
        """Where a model is asked that names no endpoint."""
        return CUSTOM if CUSTOM in self.endpoints else OPENROUTER

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
        from panel.checks.take import findings_on
        from panel.engine.asking import Asker
        from panel.parsing.answer import read_answer

        return Asker(
            completer=client,
            prompts=self.prompter(),
            read=read_answer,
            check=findings_on,
            clock=self.clock,
            ship_at=self._settings.ship_at,
            seat_timeout=self._settings.seat_timeout,
        )

    def cells(self, tools: tuple[Tool, ...]) -> list[Cell]:
        """Every cell of these tools, a whole tool at a time; a deterministic model is sampled once."""
        from panel.wire.endpoints import address

        return [
            Cell(
                tool=tool,
                persona=persona,
                model=model,
                sample=sample,
                sampling=self.sampling,
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
    loaded = load(flags=flags, environment=environment, project=_if_file(root / FILE_NAME), user=_if_file(user_file()))
    return Workshop(loaded=loaded, environment=environment, root=root, announce=announce)


@dataclass(frozen=True)
class Opened:
    """A workshop of what can be used, what is wrong with the settings that were left out, and the files there are."""

    workshop: Workshop
    problems: tuple[str, ...]
    project_file: Path | None
    user_file: Path | None


def open_sound_workshop(
    *, flags: Mapping[str, Any], environment: Mapping[str, str], folder: Path, announce: Callable[[str], None]
) -> Opened:
    """The same with every setting left out that cannot be used, addresses among them; raises nothing for them."""
    root = project_root(folder)
    project, user = _if_file(root / FILE_NAME), _if_file(user_file())

    def workshop(loaded: Loaded) -> Workshop:
        return Workshop(loaded=loaded, environment=environment, root=root, announce=announce)

    def accept(loaded: Loaded) -> None:
        _ = workshop(loaded).endpoints

    sound = load_sound(flags=flags, environment=environment, project=project, user=user, accept=accept)
    return Opened(workshop(sound.loaded), sound.problems, project, user)


def _if_file(path: Path) -> Path | None:
    return path if os.path.isfile(path) else None  # noqa: PTH113 - never raises, whatever the path
