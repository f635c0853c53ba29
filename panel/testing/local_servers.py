"""Local servers: LM Studio, Ollama, llama-server and others as they answer, with what each says of a form it lacks.

Each is a SimulatedEndpoint that answers every prompt of the panel, or with the ``replies`` given. The shapes are those
of the servers' documentation and sources; that of llama-cpp-python is as version 0.3.36 sends it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from panel.testing.answers import answer_to
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, lists, raw, says

MODEL = "local-model"
MODEL_FILE = "/home/somebody/models/local-model.Q4_K_M.gguf"

_LM_STUDIO_REFUSES = "'response_format.type' must be 'json_schema' or 'text'"
_PYDANTIC_REFUSES = (
    "1 validation error:\n  {'type': 'literal_error', 'loc': ('body', 'response_format', 'type'), "
    "'msg': \"Input should be 'text' or 'json_object'\", 'input': 'json_schema'}"
)


Form = Mapping[str, Any]
"""A request's ``response_format``; empty where there is none."""

Refuse = Callable[[Form], Reply | None]

_PATHS = ("/props", "/api/v1/models", "/api/v0/models", "/api/ps", "/api/show")


def lm_studio(*replies: Reply, context: int | None = 4_096, parallel: int | None = None) -> SimulatedEndpoint:
    """LM Studio: 400 with a bare string for what is neither a schema nor text.

    ``context`` None is not loaded; ``parallel`` None is a version before 0.4, which does not tell it.
    """
    model: dict[str, Any] = {"id": MODEL, "type": "llm", "state": "not-loaded", "max_context_length": 131_072}
    loaded = [] if context is None else [{"id": MODEL, "config": {"context_length": context, "parallel": parallel}}]
    if context is not None:
        model |= {"state": "loaded", "loaded_context_length": context}
    pages = {"/api/v0/models": _page(200, {"object": "list", "data": [model]})}
    if parallel is not None:
        newer = {"type": "llm", "key": MODEL, "loaded_instances": loaded, "max_context_length": 131_072}
        pages["/api/v1/models"] = _page(200, {"models": [newer]})
    return _server(_all_but("json_schema", _page(400, {"error": _LM_STUDIO_REFUSES})), replies, pages)


def ollama(*replies: Reply, context: int | None = 4_096, num_ctx: int | None = None) -> SimulatedEndpoint:
    """Ollama: takes any form. ``context`` None is not loaded; ``num_ctx`` is what its Modelfile sets."""
    name = f"{MODEL}:latest"
    running = [] if context is None else [{"name": name, "model": name, "context_length": context}]
    parameters = "" if num_ctx is None else f'stop    "<|end|>"\nnum_ctx    {num_ctx}'
    pages = {
        "/api/ps": _page(200, {"models": running}),
        "/api/show": _page(200, {"parameters": parameters, "model_info": {"llama.context_length": 131_072}}),
    }
    return _server(lambda _: None, replies, pages, listed=name)


def llama_server(*replies: Reply, context: int = 4_096, slots: int = 4) -> SimulatedEndpoint:
    """llama-server: takes every form there is."""
    settings = {"n_ctx": context, "params": {}}
    props = {"default_generation_settings": settings, "total_slots": slots, "model_path": MODEL_FILE}
    return _server(lambda _: None, replies, {"/props": _page(200, props)})


def llama_cpp_python(*replies: Reply) -> SimulatedEndpoint:
    """llama-cpp-python: 500 for a schema; it takes ``json_object``, with a schema beside it or without."""
    error = {"message": _PYDANTIC_REFUSES, "type": "internal_server_error", "param": None, "code": None}
    return _server(_all_but("json_object", _page(500, {"error": error})), replies, {})


def json_object_server(*replies: Reply) -> SimulatedEndpoint:
    """A strict server that knows ``json_object`` alone: 422 for another type, and for what stands beside it."""
    refused = _page(422, {"detail": [{"loc": ["body", "response_format"], "msg": "Input should be 'json_object'"}]})
    return _server(lambda form: refused if form not in ({}, {"type": "json_object"}) else None, replies, {})


def formless_server(*replies: Reply) -> SimulatedEndpoint:
    """A server that refuses any ``response_format``."""
    refused = _page(400, {"error": {"message": "response_format is not supported", "code": None}})
    return _server(lambda form: refused if form else None, replies, {})


def local_says(content: object, *, finish_reason: str = "stop", **message: object) -> Reply:
    """A completion as local servers send it: three counts of tokens, no cost and no provider, a file as the model."""
    usage = {"prompt_tokens": 194, "completion_tokens": 60, "total_tokens": 254}
    return says(
        content, model=MODEL_FILE, provider=None, finish_reason=finish_reason, usage=usage, message=dict(message)
    )


def _all_but(kind: str, refused: Reply) -> Refuse:
    """Take this kind of form, text and none at all."""
    return lambda form: None if form.get("type") in (None, "text", kind) else refused


def _server(
    refuse: Refuse, replies: tuple[Reply, ...], pages: Mapping[str, Reply], listed: str = MODEL
) -> SimulatedEndpoint:
    """A server that answers what it does not refuse; such pages as it does not have are 404."""
    left = list(replies)

    def reply(body: dict[str, Any]) -> Reply:
        form = body.get("response_format")
        if (refused := refuse(form if isinstance(form, dict) else {})) is not None:
            return refused
        if not left:
            return local_says(answer_to(body))
        return left.pop(0) if len(left) > 1 else left[0]

    absent = {path: _page(404, {"detail": "Not Found"}) for path in _PATHS}
    return SimulatedEndpoint(reply, models=lists(listed), pages={**absent, **pages})


def _page(code: int, value: Mapping[str, Any]) -> Reply:
    return raw(json.dumps(value).encode(), code=code)
