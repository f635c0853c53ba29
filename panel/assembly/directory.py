"""The directory: who can be asked. Endpoints with their keys, the models named on them, and the people."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from panel.assembly.model_settings import OwnSetting, own_settings, unasked
from panel.domain.catalogue import Listing
from panel.domain.origin import Origin
from panel.domain.seat import Model, Sampling
from panel.errors import Mistake
from panel.settings import Loaded, Settings
from panel.settings_tables import EndpointSetting, bare

if TYPE_CHECKING:
    from panel.wire.catalogue import Catalogue
    from panel.wire.client import Client
    from panel.wire.endpoints import Endpoint
    from panel.wire.forms import Forms
    from panel.wire.kept_listings import KeptListings
    from panel.wire.local_server import LocalServers
    from panel.wire.redact import Redactor
    from panel.wire.terms import Terms

OPENROUTER = "openrouter"
OPENROUTER_KEY = "OPENROUTER_API_KEY"
OFFLINE_MODEL = "offline/rubric"
CUSTOM = "custom"
"""Name of the default endpoint when its address is given and there is no OpenRouter key."""


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Directory:
    """Who can be asked by these settings and this environment; each part is made when it is first used.

    ``cache_folder`` is where what endpoints say of themselves is kept; None keeps none of it.
    """

    loaded: Loaded
    environment: Mapping[str, str]
    announce: Callable[[str], None]
    clock: Callable[[], datetime] = utc_now
    cache_folder: Path | None = None

    @property
    def _settings(self) -> Settings:
        return self.loaded.settings

    @cached_property
    def endpoints(self) -> dict[str, Endpoint]:
        """Every endpoint that a model may be named on, none with its key yet; raises Mistake for a bad address."""
        from panel.wire.endpoints import BUILT_IN, Dialect, make_endpoint

        endpoints = dict(BUILT_IN)
        for name, own in self._settings.endpoints.items():
            if own.base_url is None:
                continue  # a built-in one, which is given a pace and stays where it is
            try:
                endpoints[name] = make_endpoint(
                    name,
                    base_url=own.base_url,
                    dialect=Dialect(own.dialect),
                    origin=self.loaded.endpoint_origins[name],
                    key=None,
                )
            except Mistake as mistake:
                raise Mistake(f"{self.loaded.endpoint_names[name]}.{bare(name)}: {mistake}") from None
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

    def is_key_set(self, name: str) -> bool:
        """Whether an endpoint's key is in the environment."""
        return self._key(self.key_variable(name)) is not None

    @property
    def redactor(self) -> Redactor:
        """Takes every key that is set out of a text."""
        from panel.wire.redact import Redactor

        variables = (OPENROUTER_KEY, *(own.key_env for own in self._settings.endpoints.values()))
        return Redactor.of(key for key in map(self._key, variables) if key is not None)

    def catalogue(self, patience: float | None = None) -> Catalogue:
        """What asks endpoints for their models and the standing of a key, each within so many seconds at most."""
        from panel.wire.catalogue import DEADLINE, Catalogue

        deadline = min(patience or DEADLINE, self._settings.attempt_timeout)
        return Catalogue(clock=self.clock, deadline=deadline, kept=self.kept_listings)

    @cached_property
    def kept_listings(self) -> KeptListings:
        """The last list of models of every endpoint that was asked."""
        from panel.wire.kept_listings import KeptListings

        return KeptListings(self.cache_folder)

    @cached_property
    def forms(self) -> Forms:
        """What models on servers without a catalogue took of structured output, in earlier runs too."""
        from panel.wire.forms import Forms
        from panel.wire.forms_file import FormsFile

        file = FormsFile(self.cache_folder / "forms.json") if self.cache_folder is not None else None
        return Forms(file, clock=self.clock)

    def local_servers(self) -> LocalServers:
        """What asks servers of one's own about themselves."""
        from panel.wire.local_server import LocalServers

        return LocalServers(timer=time.perf_counter)

    def client(self, terms: Mapping[Model, Terms]) -> Client:
        """The client for every endpoint, which asks models on these terms."""
        from panel.wire.client import Client
        from panel.wire.retry import RetryPolicy

        return Client(
            self.asked_endpoints,
            attempt_timeout=self._settings.attempt_timeout,
            connections=self._settings.concurrency,
            clock=self.clock,
            terms=terms,
            forms=self.forms,
            retry=RetryPolicy(longest_park=self._settings.max_wait),
        )

    @cached_property
    def named_models(self) -> tuple[Model, ...]:
        """The models that are named, or the one that stands in, whether or not there is a key for them."""
        from panel.wire.endpoints import parse_model

        if not self._settings.model:
            return self._unnamed_model(self.default_endpoint)
        names = [name for name in self._settings.model if name not in self.people]
        return tuple(dict.fromkeys(parse_model(name, self.endpoints, self.default_endpoint) for name in names))

    @property
    def are_models_named(self) -> bool:
        """Whether somebody said whom to ask."""
        return bool(self._settings.model)

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
    def sampling(self) -> Sampling:
        """How every model is asked that has no settings of its own."""
        return Sampling(temperature=self._settings.temperature, max_tokens=self._settings.max_tokens)

    @cached_property
    def own_settings(self) -> dict[Model, OwnSetting]:
        """What is set for single models; raises Mistake, naming the place, for a table that means none."""
        return own_settings(self.loaded, self.endpoints, self.default_endpoint)

    def sampling_of(self, model: Model) -> Sampling:
        """How this model is asked."""
        if model not in self._samplings:
            own = self.own_settings.get(model)
            self._samplings[model] = own.over(self.sampling) if own else self.sampling
        return self._samplings[model]

    @cached_property
    def _samplings(self) -> dict[Model, Sampling]:
        """One value for each model, so that requests find what they share by identity."""
        return {}

    def terms(self, model: Model, listing: Listing | None) -> Terms:
        """How this model is asked and charged, where its endpoint lists these models.

        Under a budget nobody may serve it who charges more than that.
        """
        from panel.wire.terms import Terms

        own = self.own_settings.get(model)
        dialect = self.endpoints[model.endpoint].dialect
        own_terms = own.terms if own else None
        is_bound = self._settings.budget is not None
        return Terms.of(model, self.sampling_of(model), dialect, listing, own_terms, is_bound=is_bound)

    def pace_of(self, endpoint: str) -> EndpointSetting | None:
        """What is set of an endpoint, ``rate`` and ``concurrency`` among it; None where nothing is."""
        return self._settings.endpoints.get(endpoint)

    def announce_unasked(self) -> None:
        """Say which models have settings and are not asked, unless a flag named those to ask for this once."""
        if self.loaded.origin("model") is not Origin.FLAG:
            for sentence in unasked(self.own_settings, self.named_models):
                self.announce(sentence)

    @property
    def people(self) -> tuple[str, ...]:
        """The people among the named models, whose takes are stored and never asked for."""
        return tuple(name for name in self._settings.model if name == "human" or name.startswith("human/"))

    @property
    def model_names(self) -> tuple[str, ...]:
        """The models and people that are named, as they were written."""
        return self._settings.model

    @property
    def names_models(self) -> bool:
        """Whether anything but people is named."""
        return len(self._settings.model) > len(self.people)

    @property
    def default_endpoint(self) -> str:
        """Where a model is asked that names no endpoint."""
        return CUSTOM if CUSTOM in self.endpoints else OPENROUTER

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
