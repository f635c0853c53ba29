"""Endpoints: an address, how it is spoken to, who named it, and whether a key may go there."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from panel.domain.frozen import Frozen
from panel.domain.origin import Origin
from panel.domain.seat import Model
from panel.errors import Mistake

OFFLINE: Final = "offline"
OFFLINE_MODELS: Final = ("offline/rubric",)
MODEL_LENGTH: Final = 200


class Dialect(StrEnum):
    """How requests to an endpoint are shaped."""

    OPENROUTER = "openrouter"
    OPENAI = "openai"
    OLLAMA = "ollama"
    LMSTUDIO = "lmstudio"
    OFFLINE = "offline"


class Endpoint(Frozen):
    """An OpenAI-compatible base URL with its dialect, and its key where it has one; showing it shows no key."""

    name: str
    base_url: str
    dialect: Dialect
    origin: Origin = Origin.BUILT_IN
    key: SecretStr | None = None


BUILT_IN: Final[Mapping[str, Endpoint]] = {
    name: Endpoint(name=name, base_url=base_url, dialect=dialect)
    for name, base_url, dialect in (
        ("openrouter", "https://openrouter.ai/api/v1", Dialect.OPENROUTER),
        ("ollama", "http://localhost:11434/v1", Dialect.OLLAMA),
        ("lmstudio", "http://localhost:1234/v1", Dialect.LMSTUDIO),
        (OFFLINE, "http://offline.invalid/v1", Dialect.OFFLINE),
    )
}


def make_endpoint(name: str, *, base_url: str, dialect: Dialect, origin: Origin, key: str | None) -> Endpoint:
    """An endpoint whose address is sound and whose key may go there. Raises Mistake with the fix, never the key.

    A key goes to its endpoint's built-in host, to loopback, or to an address that a flag, the environment or the
    user's own configuration names; never to one that a project's file names, and never in the clear off loopback.
    """
    if name == OFFLINE or ":" in name or "/" in name or not name.strip():
        raise Mistake(f"endpoints.{name}: this name cannot be used; give the endpoint another one")
    address = _sound(name, base_url)
    if key is not None:
        _require_trust(name, address, origin)
        if not key.isascii() or not key.isprintable() or " " in key:
            raise Mistake(f"the key for {name} has characters that no key has; set it again")
    return Endpoint(
        name=name,
        base_url=address,
        dialect=dialect,
        origin=origin,
        key=None if key is None else SecretStr(key),
    )


def address(endpoint: Endpoint) -> str:
    """What a cell's key knows the endpoint by."""
    return endpoint.base_url


def parse_model(spec: str, endpoints: Mapping[str, Endpoint], default: str) -> Model:
    """A model from ``[ENDPOINT:]ID``; the prefix counts only when it names an endpoint. Raises Mistake with the fix."""
    spec = spec.strip()
    if not spec or len(spec) > MODEL_LENGTH or not spec.isprintable() or " " in spec:
        raise Mistake(f"--model: {spec[:40]!r} is no model; name one as [ENDPOINT:]ID, such as openai/gpt-5-mini")
    if spec.startswith("offline/"):
        return _offline(spec)
    prefix, colon, rest = spec.partition(":")
    if colon and prefix in endpoints:
        if prefix == OFFLINE:
            return _offline(rest)
        return _on(endpoints[prefix], rest, spec)
    if colon and "/" not in prefix and "/" in rest:
        raise Mistake(
            f"--model {spec}: no endpoint is named {prefix}; there are {', '.join(sorted(endpoints))}, "
            f"or add one as [endpoints.{prefix}] in panel.toml"
        )
    return _on(endpoints[default], spec, spec)


def is_loopback(base_url: str) -> bool:
    """Whether an address stays on this machine."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _on(endpoint: Endpoint, name: str, spec: str) -> Model:
    if not name:
        raise Mistake(f"--model {spec}: the model's id is missing after {endpoint.name}:")
    if endpoint.dialect is Dialect.OPENROUTER and "/" not in name:
        raise Mistake(
            f"--model {spec}: OpenRouter's ids are author/name, such as openai/gpt-5-mini; "
            f"for a local model name its endpoint, such as ollama:{name}"
        )
    return Model(endpoint=endpoint.name, id=name)


def _offline(name: str) -> Model:
    if name not in OFFLINE_MODELS:
        raise Mistake(f"--model {name}: there is no such offline model; use {', '.join(OFFLINE_MODELS)}")
    return Model(endpoint=OFFLINE, id=name, is_deterministic=True)


def _sound(name: str, base_url: str) -> str:
    try:
        parts = urlsplit(base_url.strip())
        is_sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_sound = False
    if not is_sound or any(mark.isspace() or not mark.isprintable() for mark in base_url.strip()):
        raise Mistake(f"the address of endpoint {name} is no web address; give one such as http://localhost:8080/v1")
    if parts.username is not None or parts.password is not None:
        raise Mistake(f"the address of endpoint {name} has a user name or password in it; take them out")
    if parts.query or parts.fragment:
        raise Mistake(f"the address of endpoint {name} has a ? or # in it; it ends with the path, such as /v1")
    return base_url.strip().rstrip("/")


def _require_trust(name: str, base_url: str, origin: Origin) -> None:
    built_in = BUILT_IN.get(name)
    if built_in is not None and urlsplit(base_url)[:2] == urlsplit(built_in.base_url)[:2]:
        return
    if origin is Origin.PROJECT:
        raise Mistake(
            f"the project's panel.toml sends endpoint {name} to {base_url}, and a project file is not trusted with a "
            "key; name the address by --base-url, PANEL_BASE_URL or your own configuration, or unset the key"
        )
    if not is_loopback(base_url) and urlsplit(base_url).scheme != "https":
        raise Mistake(f"{base_url} is plain http, and the key for {name} would go in the clear; use https")
