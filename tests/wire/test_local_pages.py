"""What local servers tell of a model, read permissively."""

from __future__ import annotations

import pytest

from panel.domain.local_server import LocalModel, ServerKind
from panel.wire.local_pages import read_lm_studio, read_older_lm_studio, read_ollama, read_props

NONSENSE: list[object] = [
    None,
    7,
    "x",
    [],
    {},
    {"data": 7},
    {"models": [7, None, "m"]},
    {"data": [{"id": "m"}]},
    {"error": "no page"},
]


def test_llama_server_tells_the_context_of_a_slot_and_its_slots() -> None:
    props = {"default_generation_settings": {"n_ctx": 8_192, "params": {"n_predict": -1}}, "total_slots": 4}
    assert read_props(props) == LocalModel(server=ServerKind.LLAMA_SERVER, is_loaded=True, context=8_192, slots=4)


@pytest.mark.parametrize(
    ("props", "context", "slots"),
    [
        ({"total_slots": 2}, None, 2),
        ({"default_generation_settings": {"n_ctx": 4_096}, "total_slots": "two"}, 4_096, None),
        ({"default_generation_settings": {"n_ctx": 0}, "total_slots": True, "n_ctx": 9}, None, None),
        ({"default_generation_settings": {"n_ctx": 10**12}, "total_slots": 1}, None, 1),
    ],
)
def test_what_llama_server_says_in_no_usable_way_is_not_said(
    props: dict[str, object], context: int | None, slots: int | None
) -> None:
    told = read_props(props)
    assert ((told.context, told.slots) if told else (None, None)) == (context, slots)


def test_lm_studio_tells_the_context_of_the_loaded_instance_and_how_many_it_serves() -> None:
    config = {"context_length": 4_096, "parallel": 4}
    model = {"key": "m", "max_context_length": 32_768, "loaded_instances": [{"id": "m:2", "config": config}]}
    expected = LocalModel(server=ServerKind.LM_STUDIO, is_loaded=True, context=4_096, most_context=32_768, slots=4)
    assert read_lm_studio({"models": [{"key": "other"}, model]}, "m") == expected
    assert read_lm_studio({"models": [model]}, "m:2") == expected
    assert read_lm_studio({"models": [model]}, "n") is None


def test_the_smallest_of_several_loaded_instances_is_the_one_to_count_on() -> None:
    instances = [{"config": {"context_length": 8_192}}, {"config": {"context_length": 4_096}}, {"config": 7}]
    told = read_lm_studio({"models": [{"key": "m", "loaded_instances": instances}]}, "m")
    assert told is not None
    assert told.context == 4_096


def test_an_older_lm_studio_tells_the_context_and_whether_it_is_loaded() -> None:
    loaded = {"id": "m", "state": "loaded", "loaded_context_length": 4_096, "max_context_length": 32_768}
    expected = LocalModel(server=ServerKind.LM_STUDIO, is_loaded=True, context=4_096, most_context=32_768)
    assert read_older_lm_studio({"data": [loaded]}, "m") == expected
    waiting = {"id": "m", "state": "not-loaded", "max_context_length": 32_768}
    told = read_older_lm_studio({"data": [waiting]}, "m")
    assert told is not None
    assert (told.is_loaded, told.context) == (False, None)


RUNNING = {"models": [{"name": "m:latest", "model": "m:latest", "context_length": 4_096}]}
SHOWN = {"parameters": 'stop  "<|x|>"\nnum_ctx                 8192\n', "model_info": {"qwen2.context_length": 32_768}}


@pytest.mark.parametrize("model", ["m", "m:latest"])
def test_ollama_tells_the_context_of_a_running_model(model: str) -> None:
    told = read_ollama(RUNNING, SHOWN, model)
    assert told == LocalModel(server=ServerKind.OLLAMA, is_loaded=True, context=4_096, most_context=32_768)


def test_a_model_that_does_not_run_has_the_context_of_its_modelfile() -> None:
    told = read_ollama({"models": []}, SHOWN, "m")
    assert told == LocalModel(server=ServerKind.OLLAMA, is_loaded=False, context=8_192, most_context=32_768)


def test_a_model_without_either_has_no_known_context() -> None:
    told = read_ollama({"models": []}, {"model_info": {}}, "m")
    assert told == LocalModel(server=ServerKind.OLLAMA, is_loaded=False)


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_tells_nothing(nonsense: object) -> None:
    assert read_props(nonsense) is None
    assert read_lm_studio(nonsense, "m") is None
    assert read_older_lm_studio(nonsense, "m") is None
    told = read_ollama(nonsense, nonsense, "m")
    assert told is None or told.context is None
