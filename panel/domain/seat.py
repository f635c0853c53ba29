"""Model and Sampling: who is asked, and how; a seat is a persona put to a model."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer

from panel.domain.frozen import Frozen

_Dear = Annotated[
    Decimal,
    Field(ge=0, le=10**6, max_digits=24, decimal_places=12),
    PlainSerializer(lambda price: f"{price.normalize():f}", return_type=str, when_used="json"),
]
Id = Annotated[str, Field(min_length=1, max_length=200)]

_ALWAYS_HASHED = {"temperature", "max_tokens"}


class Model(Frozen):
    """A model id on an endpoint. ``is_deterministic`` models are sampled once."""

    endpoint: str
    id: str
    is_deterministic: bool = False

    def __str__(self) -> str:
        return f"{self.endpoint}:{self.id}"


class Reasoning(Frozen):
    """How much a model may think before it answers; nothing set leaves that to the model."""

    effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None = Field(
        None, description="How hard it thinks; none turns thinking off where that can be done.", examples=["low"]
    )
    max_tokens: int | None = Field(
        None,
        ge=1,
        le=200_000,
        description="Tokens it may think for; beats effort, since OpenRouter takes one of them.",
        examples=[1024],
    )
    enabled: bool | None = Field(None, description="Whether it thinks at all.", examples=[False])
    exclude: bool | None = Field(
        None, description="Whether its thoughts are left out of the response.", examples=[True]
    )

    @property
    def is_off(self) -> bool:
        """Whether thinking is to be turned off."""
        return self.effort == "none" or self.enabled is False


class MaxPrice(Frozen):
    """The dearest provider that may serve, in USD for a million tokens."""

    prompt: _Dear | None = Field(None, description="USD for a million tokens of the prompt.", examples=[3])
    completion: _Dear | None = Field(None, description="USD for a million tokens of the answer.", examples=[15])


class Preferences(Frozen):
    """Which of OpenRouter's providers may serve a model, and in what order they are tried."""

    order: tuple[Id, ...] = Field((), description="Providers to try first, in this order.", examples=[["anthropic"]])
    only: tuple[Id, ...] = Field((), description="The only providers that may serve it.", examples=[["anthropic"]])
    ignore: tuple[Id, ...] = Field((), description="Providers that may not serve it.", examples=[["azure"]])
    allow_fallbacks: bool | None = Field(
        None, description="Whether other providers serve it when the first cannot.", examples=[False]
    )
    sort: Literal["price", "throughput", "latency"] | None = Field(
        None, description="What providers are ordered by; this ends load balancing.", examples=["price"]
    )
    data_collection: Literal["deny", "allow"] | None = Field(
        None, description="Whether providers that keep or train on what they are sent may serve it.", examples=["deny"]
    )
    zdr: bool | None = Field(
        None, description="Whether only providers that retain nothing may serve it.", examples=[True]
    )
    max_price: MaxPrice = Field(MaxPrice(), description="The dearest provider that may serve it.")


class Sampling(Frozen):
    """How a model is asked to answer; ``max_tokens`` bounds the completion.

    ``fallbacks`` are ids that OpenRouter asks, in this order, when the model itself cannot be had.
    """

    temperature: float = 0.7
    max_tokens: int = 1_200
    seed: int | None = None
    reasoning: Reasoning = Reasoning()
    provider: Preferences = Preferences()
    fallbacks: tuple[str, ...] = ()

    @cached_property
    def identity(self) -> dict[str, Any]:
        """What cell keys hash: beyond the first two fields only what is set, so that new ones void no stored take."""
        always = self.model_dump(mode="json", include=_ALWAYS_HASHED)
        return always | self.model_dump(mode="json", exclude=_ALWAYS_HASHED, exclude_defaults=True)
