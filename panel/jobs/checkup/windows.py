"""Windows: whether a model as it is loaded has room for the longest dossier, and what to do about it where it runs."""

from __future__ import annotations

from panel.domain.local_server import LocalModel, ServerKind

_STEP = 1_024


def window_words(told: LocalModel) -> str:
    """The context of a model, as its server tells it."""
    if told.context is None:
        return "context not known until it is loaded" if told.is_loaded is False else "context not stated"
    return f"context {told.context:,} tokens {'as set' if told.is_loaded is False else 'as loaded'}"


def window_doubt(told: LocalModel, model: str, needed: int) -> str | None:
    """What is wrong with its room, and the fix; None where there is enough of it, or nothing to be said."""
    wanted = f"the longest dossier needs about {needed:,}"
    if told.most_context is not None and told.most_context < needed:
        return f"it was made for {told.most_context:,} tokens, and {wanted}: ask another model, or keep dossiers short"
    mend = f"{wanted}: {_fix(told, model, needed)}"
    if told.context is not None:
        is_enough = told.context >= needed
        return None if is_enough else f"its context of {told.context:,} tokens is too small{_silence(told)}; {mend}"
    return None if told.is_loaded else f"it is not loaded now, and may be with too little room{_silence(told)}; {mend}"


def _silence(told: LocalModel) -> str:
    return ", and Ollama drops what exceeds it without a word" if told.server is ServerKind.OLLAMA else ""


def _fix(told: LocalModel, model: str, needed: int) -> str:
    room = -(-needed // _STEP) * _STEP
    if told.server is ServerKind.OLLAMA:
        return f"set OLLAMA_CONTEXT_LENGTH={room} where Ollama runs, or num_ctx {room} in its Modelfile"
    if told.server is ServerKind.LM_STUDIO:
        return f"load it anew with `lms load {model} --context-length {room}`, or in LM Studio's settings"
    slots = told.slots or 1
    shared = f", or with -c {room * slots} where its {slots} slots share it" if slots > 1 else ""
    return f"start llama-server with -c {room}{shared}"
