"""Windows: what is said of a model's room."""

from __future__ import annotations

import pytest

from panel.domain.local_server import LocalModel, ServerKind
from panel.jobs.checkup.windows import window_doubt, window_words


def told(server: ServerKind = ServerKind.OLLAMA, *, is_loaded: bool = True, **counts: int) -> LocalModel:
    return LocalModel.model_validate({"server": server, "is_loaded": is_loaded, **counts})


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (told(context=4_096), "context 4,096 tokens as loaded"),
        (told(is_loaded=False, context=8_192), "context 8,192 tokens as set"),
        (told(is_loaded=False), "context not known until it is loaded"),
        (told(), "context not stated"),
    ],
)
def test_the_context_is_told_with_what_it_is_the_context_of(model: LocalModel, words: str) -> None:
    assert window_words(model) == words


@pytest.mark.parametrize("model", [told(context=8_000), told(), told(context=9_000, most_context=8_000)])
def test_enough_room_and_nothing_known_are_no_doubt(model: LocalModel) -> None:
    assert window_doubt(model, "m", 8_000) is None


def test_a_model_that_was_made_for_less_is_mended_by_another_model_alone() -> None:
    assert window_doubt(told(context=2_048, most_context=2_048), "m", 8_000) == (
        "it was made for 2,048 tokens, and the longest dossier needs about 8,000: ask another model, or keep dossiers "
        "short"
    )


def test_a_model_that_is_not_loaded_may_be_with_too_little() -> None:
    # 8,000 in steps of 1,024 is 8,192.
    assert window_doubt(told(ServerKind.LM_STUDIO, is_loaded=False), "m", 8_000) == (
        "it is not loaded now, and may be with too little room; the longest dossier needs about 8,000: load it anew "
        "with `lms load m --context-length 8192`, or in LM Studio's settings"
    )


def test_one_slot_shares_with_nobody() -> None:
    assert window_doubt(told(ServerKind.LLAMA_SERVER, context=1, slots=1), "m", 8_000) == (
        "its context of 1 tokens is too small; the longest dossier needs about 8,000: start llama-server with -c 8192"
    )


def test_ollama_is_known_to_drop_what_exceeds_the_room() -> None:
    assert window_doubt(told(context=4_096), "m", 8_000) == (
        "its context of 4,096 tokens is too small, and Ollama drops what exceeds it without a word; the longest "
        "dossier needs about 8,000: set OLLAMA_CONTEXT_LENGTH=8192 where Ollama runs, or num_ctx 8192 in its Modelfile"
    )
