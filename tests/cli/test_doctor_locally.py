"""Doctor on servers of one's own: the room that a model has, how many calls it answers at a time, and what it takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.local_servers import MODEL, llama_cpp_python, llama_server, lm_studio, ollama
from panel.testing.replies import a_listed_model, lists, status
from panel.wire.form import Form
from panel.wire.forms_file import FormsFile, Remembered, Served
from tests.cli.conftest import Panel, Said, serving
from tests.cli.test_doctor import facts_of, lines_of

Server = Callable[[], SimulatedEndpoint]


def examined(panel: Panel, server: Server, *flags: str) -> tuple[Said, SimulatedEndpoint]:
    """What doctor says of a server's model, and the server."""
    with serving(server()) as simulated:
        return panel("doctor", "--model", MODEL, "--base-url", simulated.base_url, *flags), simulated


def lines(said: Said) -> list[str]:
    """The lines on the one model, without its name."""
    return [line.replace(f" custom:{MODEL} ", " ") for line in lines_of(said, "Models to ask")]


@pytest.mark.parametrize(
    ("server", "fix"),
    [
        (llama_server, "start llama-server with -c {room}, or with -c {four} where its 4 slots share it"),
        (lambda: lm_studio(parallel=4), "load it anew with `lms load {model} --context-length {room}`"),
        (ollama, "set OLLAMA_CONTEXT_LENGTH={room} where Ollama runs, or num_ctx {room} in its Modelfile"),
    ],
)
def test_too_small_a_window_is_told_with_the_fix_for_that_server(panel: Panel, server: Server, fix: str) -> None:
    said, _ = examined(panel, server)
    assert said.code == 0
    needed = facts_of(examined(panel, server, "--json")[0])["models"][0]["context_needed"]
    assert needed > 4_096
    room = -(-needed // 1_024) * 1_024
    first, second = lines(said)[:2]
    assert first == "ok listed; context 4,096 tokens as loaded; price unknown"
    assert second.startswith("look its context of 4,096 tokens is too small")
    assert f"the longest dossier needs about {needed:,}: {fix.format(room=room, four=4 * room, model=MODEL)}" in second


def test_a_window_that_is_large_enough_needs_no_fix(panel: Panel) -> None:
    said, _ = examined(panel, lambda: llama_server(context=32_768))
    assert [line.split()[0] for line in lines(said)] == ["ok"] * 3


def test_slots_that_a_server_tells_are_not_measured(panel: Panel) -> None:
    said, server = examined(panel, lambda: llama_server(slots=2))
    assert server.requests == []
    assert "ok answers 2 at a time, as it says; use --concurrency 2" in lines(said)


def test_slots_that_it_does_not_tell_are_measured_aloud(panel: Panel) -> None:
    said, server = examined(panel, llama_cpp_python)
    assert f"Asking custom:{MODEL} for a few words, 8 times at once; nothing is billed" in said.err
    assert [request.body["max_tokens"] for request in server.requests] == [8] * 9
    assert any("at a time, as 8 tiny calls at once showed; use --concurrency" in line for line in lines(said))


def test_more_at_once_than_it_answers_is_worth_a_look(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANEL_CONCURRENCY", "9")
    said, _ = examined(panel, lambda: llama_server(slots=2))
    assert (
        "look answers 2 at a time, as it says; use --concurrency 2, not 9: the others only wait, and their time runs"
    ) in lines(said)


def test_a_server_that_fails_to_answer_is_no_end_to_the_checkup(panel: Panel) -> None:
    said, _ = examined(panel, lambda: llama_cpp_python(status(500, "out of memory")))
    assert said.code == 0
    (line,) = (one for one in lines(said) if "at a time" in one)
    assert line.startswith("look how many calls it answers at a time was not found: out of memory")


def test_what_a_model_takes_is_told_with_its_date(panel: Panel, project: Path) -> None:
    yesterday = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    cache = FormsFile(project.parent / "cache" / "panel-review" / "forms.json")
    with serving(llama_server()) as simulated:
        cache.write(Served(simulated.base_url, MODEL), Remembered(form=Form.JSON_OBJECT, since=yesterday))
        flags = ("doctor", "--model", MODEL, "--base-url", simulated.base_url)
        known, facts = panel(*flags), facts_of(panel(*flags, "--json"))
    assert f"ok takes JSON without a schema, as found on {yesterday:%Y-%m-%d}" in lines(known)
    (model,) = facts["models"]
    assert (model["form"], model["at_a_time"]) == ("json_object", 4)
    assert datetime.fromisoformat(model["form_since"]) == yesterday
    assert (model["context_length"], model["is_loaded"]) == (4_096, True)


def test_what_it_takes_is_not_known_before_the_first_call(panel: Panel) -> None:
    said, _ = examined(panel, llama_server)
    assert "ok which structured output it takes is not known yet; the first call of a run finds out" in lines(said)


def test_an_endpoint_that_bills_is_asked_nothing_of_this(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-canary0123456789abcdef")
    with serving(SimulatedEndpoint(models=lists(a_listed_model("a/b")))) as simulated:
        said = panel("doctor", "--model", "a/b", "--base-url", simulated.base_url)
    assert "at a time" not in said.out
    assert simulated.requests == []
    assert {request.path for request in simulated.inquiries} == {"/v1/models", "/v1/key"}


def test_an_address_that_a_projects_file_names_is_asked_nothing_of_this(panel: Panel, project: Path) -> None:
    with serving(llama_cpp_python()) as simulated:
        (project / "panel.toml").write_text(f'[endpoints.theirs]\nbase_url = "{simulated.base_url}"\n')
        said = panel("doctor", "--model", f"theirs:{MODEL}")
    assert "at a time" not in said.out
    assert simulated.requests == []
    assert {request.path for request in simulated.inquiries} == {"/v1/models"}


def test_without_a_network_nothing_is_asked(panel: Panel) -> None:
    said, server = examined(panel, llama_cpp_python, "--offline")
    assert "at a time" not in said.out
    assert (server.requests, server.inquiries) == ([], [])


def test_a_key_that_a_server_sends_back_is_nowhere(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = "local-canary-0123456789"
    monkeypatch.setenv("MY_KEY", canary)
    config = project.parent / "config" / "panel-review"
    config.mkdir(parents=True)
    with serving(llama_cpp_python(status(500, f"bad key {canary}"))) as simulated:
        (config / "panel.toml").write_text(f'[endpoints.mine]\nbase_url = "{simulated.base_url}"\nkey_env = "MY_KEY"\n')
        said = panel("doctor", "--model", f"mine:{MODEL}")
        told = panel("doctor", "--model", f"mine:{MODEL}", "--json")
    assert "bad key [redacted]" in said.out
    assert canary not in said.out + said.err + told.out + told.err
    json.loads(told.out)
