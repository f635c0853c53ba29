"""Model and Sampling: who is asked, and how; a seat is a persona put to a model."""

from __future__ import annotations

from panel.domain.frozen import Frozen


class Model(Frozen):
    """A model id on an endpoint. ``is_deterministic`` models are sampled once."""

    endpoint: str
    id: str
    is_deterministic: bool = False

    def __str__(self) -> str:
        return f"{self.endpoint}:{self.id}"


class Sampling(Frozen):
    """How a model is asked to answer; ``max_tokens`` bounds the completion."""

    temperature: float = 0.7
    max_tokens: int = 1_200
