"""Local servers: what one tells of a model that it serves, beyond what the OpenAI-compatible pages have room for."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from panel.domain.frozen import Frozen

Count = Annotated[int, Field(ge=1)]


class ServerKind(StrEnum):
    """The servers that tell more of themselves, by the names they go by."""

    LLAMA_SERVER = "llama-server"
    LM_STUDIO = "LM Studio"
    OLLAMA = "Ollama"


class LocalModel(Frozen):
    """A model on a server of one's own; None is what the server does not tell.

    ``context`` is the tokens that one request has room for as it is loaded, or would be; ``most_context`` those that
    the model was made for. ``slots`` is the requests that are answered side by side.
    """

    server: ServerKind
    is_loaded: bool | None = None
    context: Count | None = None
    most_context: Count | None = None
    slots: Count | None = None
