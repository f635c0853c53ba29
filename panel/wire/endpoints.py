"""Endpoints: the built-in ones, how others are made, where a key may go, and how a model is named on one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Self

from pydantic import Field, SecretStr, model_validator

from panel.domain.frozen import Frozen
from panel.domain.origin import Origin
from panel.domain.seat import Model
from panel.errors import Mistake
from panel.wire.addresses import base_url as normal_url
from panel.wire.addresses import is_encrypted, is_loopback
from panel.wire.redact import redact

OFFLINE = "offline"
OFFLINE_MODELS = ("offline/rubric",)
LONGEST_MODEL = 200

LOCAL_IN_FLIGHT = 4
"""What LM Studio and llama-server serve side by side by themselves; Ollama takes one at a time and queues the rest."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_KEY = re.compile(r"[!-~]{1,1000}")
_OWN_FILE = "--base-url, PANEL_BASE_URL or your own panel.toml"


class Dialect(StrEnum):
    """How an endpoint wants its requests."""

    OPENROUTER = "openrouter"
    OPENAI = "openai"
    OLLAMA = "ollama"
    LMSTUDIO = "lmstudio"
    OFFLINE = "offline"


class Endpoint(Frozen):
    """An OpenAI-compatible base URL with its key and its dialect. One that would lead its key astray cannot be made."""

    name: str
    base_url: str
    dialect: Dialect
    origin: Origin
    key: SecretStr | None = Field(None, repr=False)

    @property
    def is_local(self) -> bool:
        """Whether its address is this machine."""
        return is_loopback(self.base_url)

    @property
    def default_in_flight(self) -> int | None:
        """Requests at once where nobody said how many: few for a server on somebody's own machine, None elsewhere.

        More would only queue there, at the expense of every call's deadline.
        """
        is_own = self.dialect in (Dialect.OLLAMA, Dialect.LMSTUDIO) or (
            self.dialect is Dialect.OPENAI and self.is_local
        )
        return LOCAL_IN_FLIGHT if is_own else None

    @model_validator(mode="after")
    def _key_stays_where_it_may_go(self) -> Self:
        if self.key is not None:
            _require_sound(self.name, self.key.get_secret_value())
            _require_trusted(self.name, self.base_url, self.origin)
        return self


def _require_sound(name: str, key: str) -> None:
    if not _KEY.fullmatch(key):
        raise Mistake(f"the key of endpoint {name!r} holds spaces or characters that no key has; copy it again")


def _require_trusted(name: str, url: str, origin: Origin) -> None:
    if origin is Origin.PROJECT:
        raise Mistake(
            f"endpoint {name!r} has its address from a project's panel.toml, and a key never goes to such an "
            f"address; give the address with {_OWN_FILE}, or leave the key unset"
        )
    if origin is Origin.BUILT_IN and _BUILT_IN_ADDRESSES.get(name) != url:
        raise Mistake(
            f"endpoint {name!r} is not at its built-in address, so its key is not sent; give it with {_OWN_FILE}"
        )
    if not is_encrypted(url) and not is_loopback(url):
        raise Mistake(
            f"endpoint {name!r} would get its key over plain http; use an https address, or leave the key unset"
        )


_BUILT_IN_ADDRESSES = {
    "openrouter": "https://openrouter.ai/api/v1",
    "ollama": "http://localhost:11434/v1",
    "lmstudio": "http://localhost:1234/v1",
    OFFLINE: "http://offline.invalid/v1",
}

BUILT_IN: Mapping[str, Endpoint] = {
    name: Endpoint(name=name, base_url=url, dialect=Dialect(name), origin=Origin.BUILT_IN, key=None)
    for name, url in _BUILT_IN_ADDRESSES.items()
}
"""The endpoints that need no configuration, without keys. The offline one is answered inside the process; its address
is of a kind that no network resolves."""


def make_endpoint(name: str, *, base_url: str, dialect: Dialect, origin: Origin, key: str | None) -> Endpoint:
    """Return a checked endpoint; raises Mistake for an address that cannot be used or may not have the key."""
    if not _NAME.fullmatch(name):
        raise Mistake(f"{name[:60]!r} cannot name an endpoint; use lower-case letters, digits, - and _, up to 40")
    if name == OFFLINE or dialect is Dialect.OFFLINE:
        raise Mistake("the offline endpoint is built in and has no address; give yours another name and dialect")
    return Endpoint(
        name=name,
        base_url=normal_url(name, base_url),
        dialect=dialect,
        origin=origin,
        key=SecretStr(key) if key else None,
    )


def address(endpoint: Endpoint) -> str:
    """The endpoint's base URL as cell keys hash it."""
    return endpoint.base_url


def parse_model(spec: str, endpoints: Mapping[str, Endpoint], default: str) -> Model:
    """Return the model that ``[ENDPOINT:]ID`` names; raises Mistake with an example.

    The part before the first colon counts as an endpoint only when it is a known one, so ``x/y:free`` is an id.
    """
    spec = spec.strip()
    _require_a_name(spec)
    prefix, colon, rest = spec.partition(":")
    if colon and prefix in endpoints:
        endpoint, identifier = endpoints[prefix], rest
    elif colon and "/" not in prefix and "/" in rest and not spec.startswith("offline/"):
        raise Mistake(
            f"no endpoint named {redact(prefix)!r}; there are {_listed(endpoints)}. Add one as [endpoints.NAME] "
            "with a base_url in panel.toml, or give its address with --base-url"
        )
    else:
        endpoint, identifier = _known(default, endpoints), spec
    if identifier.startswith("offline/") or endpoint.dialect is Dialect.OFFLINE:
        return _offline(identifier)
    _require_an_id(identifier, endpoint, endpoints)
    return Model(endpoint=endpoint.name, id=identifier)


def _require_a_name(spec: str) -> None:
    if not spec:
        raise Mistake("a model name is blank; name one, such as anthropic/claude-sonnet-4.5 or offline/rubric")
    if len(spec) > LONGEST_MODEL:
        raise Mistake(f"a model name has {len(spec)} characters; {LONGEST_MODEL} is the most")
    if not spec.isprintable() or any(character.isspace() for character in spec):
        raise Mistake(
            f"the model name {redact(spec)!r} holds spaces or control characters; name one model, "
            "such as anthropic/claude-sonnet-4.5"
        )


def _require_an_id(identifier: str, endpoint: Endpoint, endpoints: Mapping[str, Endpoint]) -> None:
    shown = redact(identifier)
    if not identifier:
        raise Mistake(f"{endpoint.name}: names an endpoint and no model; write {endpoint.name}:MODEL")
    if endpoint.dialect is not Dialect.OPENROUTER:
        return
    maker, slash, rest = identifier.partition("/")
    if maker and slash and rest:
        return
    prefix, colon, _ = identifier.partition(":")
    unknown = f", and {redact(prefix)!r} is no endpoint" if colon and not slash else ""
    raise Mistake(
        f"{shown!r} is no OpenRouter model: its ids are MAKER/MODEL, such as anthropic/claude-sonnet-4.5{unknown}. For "
        f"a model elsewhere write ENDPOINT:ID, with one of {_listed(endpoints)}"
    )


def _offline(identifier: str) -> Model:
    if identifier not in OFFLINE_MODELS:
        raise Mistake(f"no offline model {redact(identifier)!r}; there is {', '.join(OFFLINE_MODELS)}")
    return Model(endpoint=OFFLINE, id=identifier, is_deterministic=True)


def _known(name: str, endpoints: Mapping[str, Endpoint]) -> Endpoint:
    if name not in endpoints:
        raise Mistake(f"no endpoint named {name!r}; there are {_listed(endpoints)}")
    return endpoints[name]


def _listed(endpoints: Iterable[str]) -> str:
    return ", ".join(endpoints)
