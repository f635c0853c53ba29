"""Local pages: what llama-server, LM Studio and Ollama tell of a loaded model, each at addresses of its own.

llama-server: ``GET /props``. LM Studio: ``GET /api/v1/models`` (from 0.4) and ``GET /api/v0/models``. Ollama:
``GET /api/ps`` and ``POST /api/show``. Read permissively: what is said in no usable way counts as not said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from panel.domain.local_server import LocalModel, ServerKind
from panel.wire.json_body import mapping

_MOST_CONTEXT = 10**9
_MOST_SLOTS = 10_000
_MOST_ENTRIES = 1_000
_NUM_CTX = re.compile(r"^\s*num_ctx\s+(\d{1,9})\s*$", re.MULTILINE | re.ASCII)
_LONGEST_PARAMETERS = 20_000


def read_props(value: object) -> LocalModel | None:
    """llama-server's properties; the context is that of one slot."""
    whole = mapping(value)
    context = _count(mapping(whole.get("default_generation_settings")).get("n_ctx"), _MOST_CONTEXT)
    slots = _count(whole.get("total_slots"), _MOST_SLOTS)
    if context is None and slots is None:
        return None
    return LocalModel(server=ServerKind.LLAMA_SERVER, is_loaded=True, context=context, slots=slots)


def read_lm_studio(value: object, model: str) -> LocalModel | None:
    """A model in LM Studio's list of version 1, which has its loaded instances with their settings."""
    for entry in _entries(value, "models"):
        instances = [mapping(one) for one in _list(entry.get("loaded_instances"))]
        if model not in (entry.get("key"), *(one.get("id") for one in instances)):
            continue
        settings = [mapping(one.get("config")) for one in instances]
        return LocalModel(
            server=ServerKind.LM_STUDIO,
            is_loaded=bool(instances),
            context=_least(_count(one.get("context_length"), _MOST_CONTEXT) for one in settings),
            most_context=_count(entry.get("max_context_length"), _MOST_CONTEXT),
            slots=_least(_count(one.get("parallel"), _MOST_SLOTS) for one in settings),
        )
    return None


def read_older_lm_studio(value: object, model: str) -> LocalModel | None:
    """A model in LM Studio's list of version 0."""
    for entry in _entries(value, "data"):
        state = entry.get("state")
        if entry.get("id") != model or not isinstance(state, str):
            continue
        return LocalModel(
            server=ServerKind.LM_STUDIO,
            is_loaded=state == "loaded",
            context=_count(entry.get("loaded_context_length"), _MOST_CONTEXT),
            most_context=_count(entry.get("max_context_length"), _MOST_CONTEXT),
        )
    return None


def read_ollama(running: object, shown: object, model: str) -> LocalModel | None:
    """A model on Ollama: as it runs, else as its Modelfile sets it; what neither says depends on the machine."""
    if not isinstance(mapping(running).get("models"), list) and not isinstance(mapping(shown).get("model_info"), dict):
        return None
    entry = next((one for one in _entries(running, "models") if _is_called(model, one)), None)
    context = _count(mapping(entry).get("context_length"), _MOST_CONTEXT)
    return LocalModel(
        server=ServerKind.OLLAMA,
        is_loaded=entry is not None,
        context=context if entry is not None else _num_ctx(mapping(shown).get("parameters")),
        most_context=_made_for(mapping(mapping(shown).get("model_info"))),
    )


def _is_called(model: str, entry: dict[str, Any]) -> bool:
    return bool(
        {model, f"{model}:latest"} & {name for name in (entry.get("name"), entry.get("model")) if _is_str(name)}
    )


def _is_str(value: object) -> bool:
    return isinstance(value, str)


def _num_ctx(parameters: object) -> int | None:
    """``num_ctx`` in parameters, which are listed as lines of text."""
    found = _NUM_CTX.search(parameters[:_LONGEST_PARAMETERS]) if isinstance(parameters, str) else None
    return _count(int(found[1]), _MOST_CONTEXT) if found else None


def _made_for(details: dict[str, Any]) -> int | None:
    """The context that the model was made for, under a name that begins with its architecture."""
    named = (value for name, value in details.items() if name.endswith(".context_length"))
    return _least(_count(value, _MOST_CONTEXT) for value in named)


def _entries(value: object, name: str) -> list[dict[str, Any]]:
    return [one for one in _list(mapping(value).get(name)) if isinstance(one, dict)]


def _list(value: object) -> list[object]:
    return value[:_MOST_ENTRIES] if isinstance(value, list) else []


def _count(value: object, most: int) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= most
    return value if is_count and isinstance(value, int) else None


def _least(counts: Iterator[int | None]) -> int | None:
    return min((one for one in counts if one is not None), default=None)
