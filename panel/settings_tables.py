"""The tables of a panel.toml: what can be set for one endpoint, and for one model, and how a table is written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from panel.domain.seat import Id, Preferences, Reasoning

BUILT_IN_ADDRESSES = ("openrouter", "ollama", "lmstudio")
"""The endpoints that need no address, so that a table may set no more than their pace."""

PACE = frozenset({"concurrency", "rate"})
"""What may be set of an endpoint without touching where it is."""

AMillion = Annotated[Decimal, Field(ge=0, le=10**6, max_digits=24, decimal_places=12)]
"""A price in USD for a million tokens."""

Rate = Annotated[float, Field(ge=0.01, le=10_000, allow_inf_nan=False)]
"""Requests a second; one that is asked for more seldom than every hundred seconds would seem to hang."""

Concurrency = Annotated[int, Field(ge=1, le=2_000)]


class EndpointSetting(BaseModel):
    """An endpoint of your own, or the pace of a built-in one: ``[endpoints.NAME]`` in a panel.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str | None = Field(
        None,
        description="Its OpenAI-compatible base URL, up to and including /v1; built-in endpoints have theirs.",
        examples=["http://localhost:8080/v1"],
    )
    dialect: Literal["openrouter", "openai", "ollama", "lmstudio"] = Field(
        "openai", description="How its requests are shaped."
    )
    key_env: str | None = Field(
        None, description="Name of the environment variable that holds its key.", examples=["MINE_API_KEY"]
    )
    concurrency: Concurrency | None = Field(
        None, description="Requests in flight there at most, of all its models together.", examples=[4]
    )
    rate: Rate | None = Field(
        None, description="Requests a second there at most, of all its models together.", examples=[10]
    )

    @model_validator(mode="after")
    def _an_address_comes_first(self) -> EndpointSetting:
        if self.base_url is None and {"dialect", "key_env"} & self.model_fields_set:
            raise ValueError("dialect and key_env belong to an address; give its base_url beside them")
        return self


class ModelSetting(BaseModel):
    """How one model is asked: ``[models."[ENDPOINT:]ID"]`` in a panel.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperature: float | None = Field(
        None, ge=0, le=2, description="Its sampling temperature, instead of everyone's.", examples=[0.3]
    )
    max_tokens: int | None = Field(
        None, ge=200, le=32_000, description="Tokens that its answer may have, instead of everyone's.", examples=[2400]
    )
    seed: int | None = Field(
        None,
        ge=-(2**53),
        le=2**53,
        description="A seed, which some providers keep to as well as they can; all samples share it.",
        examples=[7],
    )
    structured_output: Literal["json_schema", "json_object_schema", "json_object", "plain"] | None = Field(
        None,
        description="The form in which JSON is asked of it, instead of the strictest that it is known to take.",
        examples=["json_object"],
    )
    fallbacks: tuple[Id, ...] = Field(
        (),
        max_length=10,
        description="Ids that OpenRouter asks when it cannot be had.",
        examples=[["openai/gpt-5-mini"]],
    )
    concurrency: Concurrency | None = Field(None, description="Requests to it in flight at most.", examples=[4])
    rate: Rate | None = Field(None, description="Requests to it a second at most.", examples=[2])
    prompt_price: AMillion | None = Field(
        None,
        description="USD for a million tokens of the prompt, where its endpoint lists no price or a wrong one.",
        examples=[0.5],
    )
    completion_price: AMillion | None = Field(
        None, description="USD for a million tokens of the answer, in the same way.", examples=[1.5]
    )
    reasoning: Reasoning = Field(Reasoning(), description="How much it may think before it answers.")
    provider: Preferences = Field(Preferences(), description="Which of OpenRouter's providers may serve it.")


TABLES: Mapping[str, type[BaseModel]] = {"endpoints": EndpointSetting, "models": ModelSetting}
"""The settings that are a table for each name, and what such a table holds; only files have them."""

_NAMES = {"endpoints": "NAME", "models": '"[ENDPOINT:]ID"'}
_BARE = re.compile(r"[A-Za-z0-9_-]{1,60}")
_A_TABLE = ("dict_type", "model_type", "model_attributes_type")


def fields_at(path: Sequence[str], top: type[BaseModel]) -> Mapping[str, object]:
    """The settings that the table at a path may have; ``top`` has those outside any table."""
    table = TABLES.get(path[0], top) if path else top
    for name in path[2:]:
        inner = table.model_fields[name].annotation if name in table.model_fields else None
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            table = inner
    return table.model_fields


def shape_at(path: Sequence[str], problem: str) -> str:
    """What belongs at a path where something of another shape stands; empty for a problem of another kind.

    ``problem`` is what pydantic calls it.
    """
    if problem == "tuple_type":
        return 'a list belongs here, such as ["one", "another"]'
    if problem not in _A_TABLE:
        return ""
    parts = [bare(part) for part in path] + ([_NAMES[path[0]]] if len(path) == 1 and path[0] in _NAMES else [])
    return f"a table belongs here; write [{'.'.join(parts)}], and what is set on lines below it"


def bare(name: str) -> str:
    """A name as a part of a table's header, in quotation marks where TOML wants them."""
    return name if _BARE.fullmatch(name) else quoted(name[:60])


def quoted(name: str) -> str:
    """A model's name as the key of a table."""
    return json.dumps(name, ensure_ascii=False)


def set_fields(table: BaseModel) -> str:
    """What a table sets, on one line."""
    return json.dumps(table.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)
