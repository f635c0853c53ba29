"""Doctor: everything is told, one broken thing hides no other, and no key is ever shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from panel.testing import replies
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, a_listed_model, knows_key, lists, redirect, status
from tests.cli.conftest import Panel, Said, serving
from tests.cli.test_review import AUDITOR, everything_in
from tests.store.test_opening import run_sql

KEY = "sk-or-v1-canary0123456789abcdef"
NOBODY_THERE = "http://127.0.0.1:9/v1"
A_MODEL = ("--model", "a/b")


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedEndpoint]:
    """OpenRouter as it should be, with a/b and c/d, in PANEL_BASE_URL and with a key in the environment."""
    models = lists(a_listed_model("a/b"), a_listed_model("c/d"))
    with serving(SimulatedEndpoint(models=models, key=knows_key(limit=10, limit_remaining=2.5))) as simulated:
        monkeypatch.setenv("PANEL_BASE_URL", simulated.base_url)
        monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
        yield simulated


def lines_of(said: Said, group: str) -> list[str]:
    """The lines under a heading, without their indentation and with single spaces."""
    lines = said.out.splitlines()
    at = lines.index(group) + 1
    end = lines.index("", at) if "" in lines[at:] else len(lines)
    return [" ".join(line.split()) for line in lines[at:end]]


def facts_of(said: Said) -> dict[str, Any]:
    """The JSON that was printed."""
    facts: dict[str, Any] = json.loads(said.out)
    return facts


def examined_with(panel: Panel, *, models: Reply | None = None, key: Reply | None = None) -> Said:
    """What doctor says of a/b on an endpoint that sends these replies."""
    with serving(SimulatedEndpoint(models=models or lists("a/b"), key=key)) as simulated:
        return panel("doctor", *A_MODEL, "--base-url", simulated.base_url)


def test_without_anything_set_up_the_rules_answer_and_all_is_well(panel: Panel, project: Path) -> None:
    said = panel("doctor")
    assert said.code == 0
    assert {line.split()[0] for line in said.out.splitlines() if line.startswith(" ")} == {"ok"}
    (plan,) = lines_of(said, "What a run would do now")
    assert plan.startswith("ok panel review TOOL has offline/rubric, which is rules rather than a language model")
    assert plan.endswith("answer for 5 personas: nothing is sent and nothing costs")
    assert sorted(path.name for path in project.iterdir()) == ["alpha.md", "beta.md"]


def test_a_sound_set_up_is_told_with_its_price_and_no_completion_is_asked_for(
    panel: Panel, endpoint: SimulatedEndpoint
) -> None:
    said = panel("doctor", *A_MODEL, "--model", "c/d", "--samples", "2", "--persona", "builder")
    assert said.code == 0
    assert endpoint.requests == []
    found, key = lines_of(said, "Endpoints")[:2]
    assert found.startswith(f"ok openrouter {endpoint.base_url} answers in ")
    assert found.endswith(" ms and lists 2 models")
    assert key == "ok openrouter key OPENROUTER_API_KEY is set and accepted; $2.50 of $10.00 left"
    assert "listed; context 200,000 tokens; a review of one tool (2 seats) costs about $0." in said.out
    (plan,) = lines_of(said, "What a run would do now")
    assert plan.startswith("ok panel review TOOL asks 2 models × 1 persona × 2 samples, 4 seats, about $0.")


def test_the_key_is_sent_for_its_own_standing_alone(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    panel("doctor", *A_MODEL)
    sent = {request.path: request.headers.get("authorization") for request in endpoint.inquiries}
    assert sent == {"/v1/models": None, "/v1/key": f"Bearer {KEY}"}


def test_a_wait_is_announced_on_stderr(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    del endpoint
    assert "Asking openrouter" in panel("doctor", *A_MODEL).err
    assert panel("doctor", *A_MODEL, "-q").err == ""


def test_what_is_said_to_cost_something_says_how_that_was_worked_out(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    del endpoint
    assert "estimated: four characters a token" in panel("doctor", *A_MODEL).out


def test_where_each_setting_came_from_is_told(panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user = project.parent / "config" / "panel-review"
    user.mkdir(parents=True)
    (user / "panel.toml").write_text("ship_at = 61\n")
    (project / "panel.toml").write_text("min_takes = 2\n")
    monkeypatch.setenv("PANEL_SAMPLES", "3")
    lines = lines_of(panel("doctor", "--persona", "builder"), "Settings")
    assert "ok persona builder (flag --persona)" in lines
    assert "ok samples 3 (environment variable PANEL_SAMPLES)" in lines
    assert f"ok min_takes 2 (project file {project / 'panel.toml'}: min_takes)" in lines
    assert f"ok ship_at 61 (your own file {user / 'panel.toml'}: ship_at)" in lines
    assert "ok temperature 0.7 (default)" in lines


def test_a_variable_that_nothing_reads_is_worth_a_look(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANEL_MODLE", "a/b")
    said = panel("doctor")
    assert said.code == 0
    assert "look PANEL_MODLE is set, but there is no such setting; nothing reads it" in lines_of(said, "Settings")


def test_one_broken_thing_hides_no_other(panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "panel.toml").write_text('samples = 0\nmin_takes = 2\n[endpoints.bad]\nbase_url = "ftp://x"\n')
    (project / "personas").mkdir()
    (project / "personas" / "auditor.yaml").write_text(AUDITOR.replace("Show the ledger", "Scores it 80 points"))
    (project / "personas" / "broken.yaml").write_text("id: [")
    (project / "runs").mkdir()
    (project / "runs" / "panel.db").write_bytes(b"not a database, whatever it is called")
    monkeypatch.setenv("OPENROUTER_API_KEY", "two words")
    said = panel("doctor", "--base-url", NOBODY_THERE, *A_MODEL, "--model", "nope")
    assert said.code == 5
    broken = [line for line in said.out.splitlines() if line.startswith("  broken")]
    for words in (
        "samples",
        "endpoint 'bad'",
        "auditor.yaml",
        "broken.yaml",
        "this file is not a store",
        "holds spaces",
        "nothing answers at",
        "'nope' is no OpenRouter model",
    ):
        assert sum(words in line for line in broken) == 1, words
    assert "ok min_takes 2" in " ".join(said.out.split())
    assert "5 bundled" in said.out


def test_a_broken_settings_file_leaves_the_rest(panel: Panel, project: Path) -> None:
    (project / "panel.toml").write_text("samples = ")
    said = panel("doctor", "--model", "offline/rubric")
    assert said.code == 2
    assert "not valid TOML" in said.out
    assert "ok offline answers" in " ".join(said.out.split())


def test_a_store_that_is_there_is_described(panel: Panel, project: Path) -> None:
    assert panel("review", "alpha.md").code == 0
    (line,) = (one for one in lines_of(panel("doctor"), "Store and output") if " store " in one)
    assert line.startswith(f"ok store {project / 'runs' / 'panel.db'}, ")
    assert line.endswith(", sound: 1 tool, 5 takes, 1 run")


def test_a_store_of_a_newer_panel_ends_it_with_5(panel: Panel, project: Path) -> None:
    assert panel("review", "alpha.md").code == 0
    run_sql(project / "runs" / "panel.db", "update alembic_version set version_num = '9999'")
    said = panel("doctor")
    assert said.code == 5
    assert "broken store" in " ".join(said.out.split())


def test_a_folder_for_pages_that_cannot_be_written_ends_it_with_5(panel: Panel, project: Path) -> None:
    said = panel("doctor", "--out", str(project / "alpha.md" / "pages"))
    assert said.code == 5
    assert "broken output" in " ".join(said.out.split())


def test_a_store_elsewhere_is_refused_without_its_password(panel: Panel) -> None:
    said = panel("doctor", "--store", "postgresql://editor:hunter2@db.example/panel")
    assert said.code == 2
    assert "hunter2" not in said.out + said.err
    assert "come" in said.out


def test_an_unknown_persona_is_told_with_those_there_are(panel: Panel) -> None:
    said = panel("doctor", "--persona", "critic", "--persona", "builder")
    assert said.code == 2
    assert "no persona named 'critic'; there are builder, skeptic" in said.out
    assert "seated: builder" in said.out


def test_an_endpoint_that_nobody_answers_at_ends_it_with_3(panel: Panel) -> None:
    said = panel("doctor", "--base-url", NOBODY_THERE, "--model", "m")
    assert said.code == 3
    assert f"broken custom nothing answers at {NOBODY_THERE}; is the server running?" in lines_of(said, "Endpoints")
    assert lines_of(said, "Models to ask") == ["look custom:m not looked up: its endpoint listed no models"]


@pytest.mark.parametrize(
    "reply",
    [
        status(402, "no credit"),
        status(429, "slow down"),
        status(500, "broken"),
        replies.raw(b"<html><title>Sign in</title>", content_type="text/html"),
        replies.raw(b"[" * 100_000),
        replies.raw(b"x" * 8_000_001),
        replies.error_inside(502),
        replies.dropped(),
    ],
)
def test_an_endpoint_that_lists_nothing_usable_ends_it_with_3(panel: Panel, reply: Reply) -> None:
    assert examined_with(panel, models=reply).code == 3


@pytest.mark.parametrize("code", [404, 405, 501])
def test_a_plain_server_without_a_list_of_models_is_worth_a_look(panel: Panel, code: int) -> None:
    said = examined_with(panel, models=status(code))
    assert said.code == 0
    found = lines_of(said, "Endpoints")[0]
    assert found.startswith("look custom http://127.0.0.1:")
    assert "answers, and has no list of models; completions are not tried here" in found
    assert "would get no take" not in said.out


def test_openrouter_without_a_list_of_models_ends_it_with_3(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    assert examined_with(panel, models=status(404)).code == 3


def test_an_endpoint_that_dribbles_is_given_up(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANEL_ATTEMPT_TIMEOUT", "0.3")
    said = examined_with(panel, models=replies.padded(lists("a/b"), beats=2_000, pause=0.05))
    assert said.code == 3
    assert "no complete answer in 0.3 s" in said.out


def test_a_server_that_wants_a_key_is_told_how_to_get_one(panel: Panel) -> None:
    for code in (401, 403):
        said = examined_with(panel, models=status(code, "who are you?"))
        assert said.code == 2
        assert "broken custom key it wants a key; name the variable that holds one as key_env" in " ".join(
            said.out.split()
        )


@pytest.mark.parametrize("code", [401, 402, 403])
def test_a_key_that_openrouter_refuses_ends_it_with_2(panel: Panel, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    echo = status(code, {"message": f"No: {KEY} in Authorization: Bearer {KEY}", "code": code})
    said = examined_with(panel, key=echo)
    assert said.code == 2
    assert "broken openrouter key OPENROUTER_API_KEY" in " ".join(said.out.split())
    assert KEY not in said.out + said.err


@pytest.mark.parametrize("code", [404, 429, 500])
def test_a_key_that_nobody_judges_is_worth_a_look(panel: Panel, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    said = examined_with(panel, key=status(code, "not now"))
    assert said.code == 0
    assert "look openrouter key OPENROUTER_API_KEY is set; whether it is accepted is not known" in " ".join(
        said.out.split()
    )


def test_a_key_with_nothing_left_ends_it_with_2(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    said = examined_with(panel, key=knows_key(limit=5, limit_remaining=0))
    assert said.code == 2
    assert "nothing is left of its limit" in said.out


def test_openrouter_without_its_key_ends_it_with_2(panel: Panel) -> None:
    said = panel("doctor", "--offline", *A_MODEL)
    assert said.code == 2
    assert "OPENROUTER_API_KEY is not set" in said.out


def test_a_key_without_a_model_is_worth_a_look(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    said = panel("doctor")
    assert said.code == 0
    assert len(endpoint.inquiries) == 2
    assert "look panel review TOOL stops: no model is named for OpenRouter" in " ".join(said.out.split())


def test_an_unknown_model_is_told_with_what_may_have_been_meant(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    del endpoint
    said = panel("doctor", "--model", "a/bb", *A_MODEL)
    assert said.code == 2
    assert "broken openrouter:a/bb openrouter does not list it; did you mean a/b" in " ".join(said.out.split())
    assert "ok openrouter:a/b listed" in " ".join(said.out.split())


def test_a_short_context_and_a_missing_schema_are_worth_a_look(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    small = a_listed_model("a/b", context_length=4_096, supported_parameters=["max_tokens"], pricing={"prompt": "-1"})
    said = examined_with(panel, models=lists(small))
    assert said.code == 0
    lines = lines_of(said, "Models to ask")
    assert lines[0] == "ok openrouter:a/b listed; context 4,096 tokens; price unknown"
    assert "its context of 4,096 tokens is too short for the longest dossier" in lines[1]
    assert "promising no JSON at all, and is asked for it in words alone" in lines[2]
    assert "is not asked with temperature, which it is listed as not taking" in lines[3]


def test_the_context_that_ollama_keeps_to_itself_is_worth_a_look(panel: Panel, project: Path) -> None:
    with serving(SimulatedEndpoint(models=lists("llama3.2:latest"))) as simulated:
        (project / "panel.toml").write_text(
            f'[endpoints.ollama]\nbase_url = "{simulated.base_url}"\ndialect = "ollama"\n'
        )
        said = panel("doctor", "--model", "ollama:llama3.2")
    assert said.code == 0
    assert "set OLLAMA_CONTEXT_LENGTH where Ollama runs" in lines_of(said, "Models to ask")[1]


def test_offline_asks_nobody_and_says_so(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    said = panel("doctor", "--offline", *A_MODEL)
    assert said.code == 0
    assert endpoint.inquiries == []
    assert f"look openrouter {endpoint.base_url} was not asked, as wanted" in lines_of(said, "Endpoints")
    assert "price unknown for each tool" in said.out
    assert "Asking" not in said.err


def test_a_server_nearby_is_found_although_nobody_named_it(panel: Panel, project: Path) -> None:
    user = project.parent / "config" / "panel-review"
    user.mkdir(parents=True)
    with serving(SimulatedEndpoint(models=lists("llama3.2:latest"))) as simulated:
        (user / "panel.toml").write_text(f'[endpoints.ollama]\nbase_url = "{simulated.base_url}"\n')
        said = panel("doctor")
    assert said.code == 0
    assert f"ok ollama not in use; {simulated.base_url} answers in" in " ".join(said.out.split())


def test_an_address_that_a_project_names_is_asked_only_when_used_and_never_with_a_key(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    with serving(SimulatedEndpoint(models=lists("m"))) as simulated:
        (project / "panel.toml").write_text(
            f'[endpoints.mine]\nbase_url = "{simulated.base_url}"\nkey_env = "MY_KEY"\n'
        )
        assert panel("doctor").code == 0
        assert simulated.inquiries == []
        said = panel("doctor", "--model", "mine:m")
        assert said.code == 2
        assert "a key never goes to such an address" in said.out
        assert "ok mine:m listed" in " ".join(said.out.split())
        assert [request.headers.get("authorization") for request in simulated.inquiries] == [None]
    assert KEY not in said.out + said.err


def test_a_redirect_takes_no_key_along(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    with serving(SimulatedEndpoint()) as elsewhere:
        away = redirect(f"{elsewhere.base_url}/key")
        said = examined_with(panel, models=away, key=away)
        assert (elsewhere.inquiries, elsewhere.requests) == ([], [])
    assert said.code == 3
    assert "redirects are not followed" in said.out


@pytest.mark.parametrize("loudness", [(), ("-q",), ("--json",), ("--offline",)])
def test_a_key_is_never_shown_wherever_it_was_put_by_mistake(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch, loudness: tuple[str, ...]
) -> None:
    odd = "canary+odd/0123456789"
    for name in ("OPENROUTER_API_KEY", "MY_KEY", "PANEL_OUT", "PANEL_MODLE"):
        monkeypatch.setenv(name, odd)
    (project / "panel.toml").write_text(
        f'[endpoints.mine]\nbase_url = "http://127.0.0.1:9/v1"\nkey_env = "{odd}"\n'
        '[endpoints.other]\nbase_url = "https://user:canary@h.example/v1"\n'
        '[endpoints.third]\nbase_url = "http://127.0.0.1:9/v1"\nkey_env = "MY_KEY"\n'
    )
    echo = replies.raw(f'{{"data":[{{"id":"{odd}"}}],"error":{{"message":"{odd}"}}}}'.encode())
    with serving(SimulatedEndpoint(models=echo, key=echo)) as simulated:
        flags = ("--base-url", simulated.base_url, "--model", f"ollama:{odd}", "--model", odd, "--model", "mine:m")
        said = panel("doctor", *flags, *loudness)
    assert said.code in (2, 3, 5)
    assert "canary" not in said.out + said.err
    assert b"canary+odd" not in everything_in(project).replace((project / "panel.toml").read_bytes(), b"")


def test_the_json_holds_the_facts_under_stable_names(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    facts = facts_of(panel("doctor", *A_MODEL, "--json"))
    assert list(facts) == ["exit_code", "plan", "groups", "versions", "settings", "store", "endpoints", "models"]
    assert facts["exit_code"] == 0
    first = facts["endpoints"][0]
    assert (first["name"], first["is_reachable"], first["models"]) == ("openrouter", True, 2)
    assert (first["key_variable"], first["is_key_set"], first["is_key_accepted"]) == ("OPENROUTER_API_KEY", True, True)
    assert first["key"] == {"limit": "10", "limit_remaining": "2.5", "usage": "0", "is_free_tier": False}
    (model,) = facts["models"]
    assert (model["model"], model["endpoint"], model["is_listed"]) == ("a/b", "openrouter", True)
    assert (model["prompt_price"], model["context_length"], model["seats"]) == ("0.000003", 200_000, 5)
    assert float(model["seat_usd"]) < float(model["review_usd"]) < float(model["full_review_usd"])
    assert {"name": "samples", "value": "1", "origin": "built_in", "source": "default"} in facts["settings"]
    assert facts["store"]["is_made"] is False
    del endpoint


def test_people_are_no_models_to_ask(panel: Panel) -> None:
    said = panel("doctor", "--model", "human/ann", "--model", "offline/rubric")
    assert said.code == 0
    assert "1 model" not in lines_of(said, "Models to ask")
    assert "human" not in " ".join(lines_of(said, "Models to ask"))


def test_a_key_that_may_spend_less_than_a_review_costs_is_worth_a_look(panel: Panel) -> None:
    # Five answers of 1,200 tokens at 15 dollars a million come to 0.09, and five prompts of some 1,900 at 3 to 0.03.
    key = knows_key(limit=10, limit_remaining=0.1)
    models = lists(a_listed_model("a/b"))
    with serving(SimulatedEndpoint(models=models, key=key)) as simulated, pytest.MonkeyPatch.context() as patched:
        patched.setenv("OPENROUTER_API_KEY", KEY)
        said = panel("doctor", *A_MODEL, "--base-url", simulated.base_url)
    (line,) = [line for line in lines_of(said, "Endpoints") if line.startswith("look openrouter key")]
    assert "$0.10 is left of the key's limit, less than the $0." in line
    assert "that a review of one tool is estimated at; raise the limit where the key was made" in line
    assert said.code == 0
