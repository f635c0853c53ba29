"""Settings: what can be set, from where, and which source wins.

Flags beat the environment (``PANEL_<NAME>``), which beats the project's ``panel.toml``, which beats the user's own
``panel.toml``, which beats the default. Each value remembers its origin, since an address that a project file names
is not trusted with a key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from panel.domain.duration import read_seconds
from panel.domain.money import read_dollars
from panel.domain.origin import Origin
from panel.errors import Mistake
from panel.settings_tables import (
    BUILT_IN_ADDRESSES,
    PACE,
    TABLES,
    EndpointSetting,
    ModelSetting,
    Rate,
    bare,
    fields_at,
    quoted,
    set_fields,
    shape_at,
)

if TYPE_CHECKING:
    from panel.domain.checkup import Setting

_SIZE_CAP = 256 * 1024
PREFIX = "PANEL_"
"""What the names of settings in the environment begin with."""


class Settings(BaseModel):
    """Everything that can be set; each field documents itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: tuple[str, ...] = Field(
        (),
        description="Models to ask, as [ENDPOINT:]ID; each is put to every persona.",
        examples=[["anthropic/claude-sonnet-4.5", "ollama:llama3.2"]],
    )
    persona: tuple[str, ...] = Field(
        (), description="Personas to seat; all of them when none is named.", examples=[["builder", "skeptic"]]
    )
    samples: int = Field(1, ge=1, le=100, description="Takes to ask of each seat.")
    base_url: str | None = Field(
        None,
        description="Address of the default endpoint, instead of OpenRouter's.",
        examples=["http://localhost:8080/v1"],
    )
    concurrency: int = Field(32, ge=1, le=2000, description="Requests in flight at most.")
    rate: Rate | None = Field(None, description="Requests a second at most.", examples=[20.0])
    budget: Annotated[Decimal, BeforeValidator(read_dollars)] | None = Field(
        None,
        description=(
            "US dollars that one run may spend, or with `batch` all runs of the unfinished job in `--out`; "
            "no more is ever sent."
        ),
        examples=[5.0],
    )
    store: str | None = Field(
        None, description="The store; runs/panel.db beside panel.toml when not set.", examples=["runs/panel.db"]
    )
    out: str | None = Field(None, description="Folder for the reports; runs/<run id> when not set.", examples=["pages"])
    site: str | None = Field(
        None, max_length=100, description="Name of the site that publishes the pages.", examples=["Field Notes"]
    )
    ship_at: int = Field(60, ge=41, le=79, description="Score from which a take is expected to say ship.")
    min_takes: int = Field(3, ge=1, le=50, description="Personas with a decision that a verdict needs.")
    temperature: float = Field(0.7, ge=0, le=2, description="Sampling temperature.")
    max_tokens: int = Field(1_200, ge=200, le=32_000, description="Tokens that an answer may have.")
    attempt_timeout: float = Field(120, gt=0, le=3_600, description="Seconds for one request.")
    seat_timeout: float = Field(600, gt=0, le=86_400, description="Seconds for one seat, retries and re-asks included.")
    max_wait: Annotated[float, BeforeValidator(read_seconds)] = Field(
        900,
        description="Seconds that a seat waits, beside its own time, where an endpoint asks for a pause; or 15m, 1h.",
    )
    endpoints: dict[str, EndpointSetting] = Field(default_factory=dict, description="Endpoints of your own, by name.")
    models: dict[str, ModelSetting] = Field(
        default_factory=dict, description="How single models are asked, by [ENDPOINT:]ID."
    )


class Layer(BaseModel):
    """The values of one source, and how to name one of them to a person."""

    model_config = ConfigDict(frozen=True)

    origin: Origin
    values: dict[str, Any]
    place: str = ""

    def name_of(self, field: str) -> str:
        """The setting's name as the person who set it wrote it."""
        if self.origin is Origin.FLAG:
            return "--" + field.replace("_", "-")
        if self.origin is Origin.ENVIRONMENT:
            return PREFIX + field.upper()
        return f"{self.place}: {field}"


class Loaded(BaseModel):
    """Settings with the origin of every value that is not a default."""

    model_config = ConfigDict(frozen=True)

    settings: Settings
    origins: dict[str, Origin]
    endpoint_origins: dict[str, Origin]
    names: dict[str, str] = Field(default_factory=dict)
    endpoint_names: dict[str, str] = Field(default_factory=dict)
    model_origins: dict[str, Origin] = Field(default_factory=dict)
    model_names: dict[str, str] = Field(default_factory=dict)

    def name_of(self, field: str) -> str:
        """A field as whoever set it wrote it."""
        return self.names.get(field, field)

    def origin(self, field: str) -> Origin:
        """Where a field's value came from."""
        return self.origins.get(field, Origin.BUILT_IN)

    def told(self) -> tuple[Setting, ...]:
        """Every setting with where it came from, as a person reads it; endpoints and models at the end."""
        from panel.domain.checkup import Setting

        plain = [
            Setting.of(field, getattr(self.settings, field), self.origin(field), self.name_of(field))
            for field in Settings.model_fields
            if field not in TABLES
        ]
        own = [
            Setting.of(
                f"endpoints.{name}",
                f"{endpoint.base_url} ({endpoint.dialect})" if endpoint.base_url else set_fields(endpoint),
                self.endpoint_origins[name],
                f"{self.endpoint_names[name]}.{name}",
            )
            for name, endpoint in self.settings.endpoints.items()
        ]
        of_models = [
            Setting.of(f"models.{quoted(name)}", set_fields(model), self.model_origins[name], self.model_names[name])
            for name, model in self.settings.models.items()
        ]
        return (*plain, *own, *of_models)


def load(
    *,
    flags: Mapping[str, Any],
    environment: Mapping[str, str],
    project: Path | None,
    user: Path | None,
) -> Loaded:
    """Settle every field by precedence; flags that are None or empty are not set. Raises Mistake, naming the source."""
    layers = [
        Layer(
            origin=Origin.FLAG,
            values={name: value for name, value in flags.items() if value not in (None, (), [])},
        ),
        Layer(origin=Origin.ENVIRONMENT, values=from_environment(environment)),
        *(from_file(path, origin) for path, origin in ((project, Origin.PROJECT), (user, Origin.USER)) if path),
    ]
    return settle(layers)


def settle(layers: Iterable[Layer]) -> Loaded:
    """Settle every field from layers, the first that has it wins. Raises Mistake, naming the source."""
    merged: dict[str, Any] = {}
    owners: dict[tuple[str, ...], Layer] = {}
    for layer in layers:
        for field, value in layer.values.items():
            if field in TABLES and isinstance(value, dict):
                table = merged.setdefault(field, {})
                for name, one in value.items() if isinstance(table, dict) else ():
                    if name not in table:
                        table[name], owners[field, name] = one, layer
                    elif field == "endpoints" and _is_pace(table[name]) and isinstance(one, dict):
                        # Whoever sets the pace alone leaves the endpoint where a lower source has put it.
                        table[name], owners[field, name] = {**one, **table[name]}, layer
            elif field not in merged:
                merged[field], owners[field,] = value, layer
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        raise Mistake(_explain(error, owners)) from None
    _require_addresses(settings, owners)
    tables = {
        field: {key[1]: owner for key, owner in owners.items() if key[0] == field and key[1:]} for field in TABLES
    }
    return Loaded(
        settings=settings,
        origins={key[0]: layer.origin for key, layer in owners.items() if len(key) == 1},
        endpoint_origins={name: layer.origin for name, layer in tables["endpoints"].items()},
        names={key[0]: layer.name_of(key[0]) for key, layer in owners.items() if len(key) == 1},
        endpoint_names={name: layer.name_of("endpoints") for name, layer in tables["endpoints"].items()},
        model_origins={name: layer.origin for name, layer in tables["models"].items()},
        model_names={name: f"{layer.name_of('models')}.{quoted(name)}" for name, layer in tables["models"].items()},
    )


def _is_pace(table: object) -> bool:
    """Whether a table of an endpoint says nothing of where it is, how it is spoken to or whose key it gets."""
    return isinstance(table, dict) and set(table) <= PACE


def _require_addresses(settings: Settings, owners: Mapping[tuple[str, ...], Layer]) -> None:
    for name, endpoint in settings.endpoints.items():
        if endpoint.base_url is None and name not in BUILT_IN_ADDRESSES:
            raise Mistake(
                f"{owners['endpoints', name].name_of('endpoints')}.{bare(name)}.base_url: field required; only "
                f"{', '.join(BUILT_IN_ADDRESSES)} have an address without it"
            )


def _explain(error: ValidationError, owners: Mapping[tuple[str, ...], Layer]) -> str:
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        path = tuple(str(part) for part in problem["loc"])
        owner = owners.get(path[:2]) if path[0] in TABLES and len(path) > 1 else owners.get(path[:1])
        named = [quoted(part) if at == 0 and path[0] == "models" else bare(part) for at, part in enumerate(path[1:])]
        name = ".".join([owner.name_of(path[0]) if owner else path[0], *named])
        what = shape_at(path, problem["type"]) or problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            what = (
                f"there is no such setting; known: {', '.join(sorted(fields_at(path[:-1], Settings)))}{_key_hint(path)}"
            )
        lines.append(f"{name}: {what[:1].lower()}{what[1:]}")
    return "\n".join(lines)


def _key_hint(path: tuple[str, ...]) -> str:
    if "key" not in path[-1].lower():
        return ""
    hint = "; keys are read from the environment alone"
    return f"{hint}, from the variable that key_env names" if path[0] == "endpoints" and len(path) > 1 else hint


def from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """The values of the variables that name settings. Raises Mistake for a list of nothing."""
    values: dict[str, Any] = {}
    for field in Settings.model_fields:
        text = environment.get(PREFIX + field.upper(), "").strip()
        if text and field not in TABLES:
            is_list = field in ("model", "persona")
            values[field] = tuple(part.strip() for part in text.split(",") if part.strip()) if is_list else text
            if not values[field]:
                raise Mistake(f"{PREFIX}{field.upper()}: {text!r} names nothing; name one, or unset it")
    return values


def from_file(path: Path, origin: Origin) -> Layer:
    """The values of a panel.toml. Raises Mistake, naming the file."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); mend it or take it away") from None
    if len(raw) > _SIZE_CAP:
        raise Mistake(f"{path}: over {_SIZE_CAP // 1024} KB; a panel.toml holds a few settings")
    try:
        values = tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise Mistake(f"{path}: not UTF-8 text; save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Mistake(f"{path}: not valid TOML: {error}") from None
    for field in ("model", "persona"):
        if isinstance(values.get(field), str):
            values[field] = (values[field],)
    for field in ("store", "out"):
        given = values.get(field)
        if isinstance(given, str) and given.strip() and "://" not in given and not given.startswith("~"):
            # A file means a place beside itself, wherever the command is run from.
            values[field] = str(path.parent / given)
    return Layer(origin=origin, values=values, place=str(path))
