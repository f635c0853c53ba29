"""The models commands: what is known, what an endpoint lists, what one costs, and whether it is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from panel.testing import replies
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import Reply, a_listed_model, knows_key, lists, status
from tests.cli.conftest import Panel, serving

KEY = "sk-or-v1-canary0123456789abcdef"
NOBODY_THERE = "http://127.0.0.1:9/v1"


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedEndpoint]:
    """OpenRouter with three models, in PANEL_BASE_URL and with a key in the environment."""
    models = lists(a_listed_model("a/sonnet"), a_listed_model("a/opus", pricing={"prompt": "-1"}), "c/d")
    with serving(SimulatedEndpoint(models=models)) as simulated:
        monkeypatch.setenv("PANEL_BASE_URL", simulated.base_url)
        monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
        yield simulated


def plain(text: str) -> list[str]:
    """Lines with single spaces."""
    return [" ".join(line.split()) for line in text.splitlines()]


def test_alone_it_lists_what_is_named_stored_and_built_in_and_asks_nobody(
    panel: Panel, endpoint: SimulatedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert panel("review", "alpha.md", "--model", "c/d", "--persona", "builder").code == 0
    asked = len(endpoint.inquiries)
    monkeypatch.setenv("PANEL_MODEL", "a/sonnet,ollama:llama3.2")
    said = panel("models")
    assert said.code == 0
    assert plain(said.out) == [
        "MODEL WHY IT IS HERE",
        "openrouter:a/sonnet named by environment variable PANEL_MODEL",
        "ollama:llama3.2 named by environment variable PANEL_MODEL",
        "openrouter:c/d 1 stored take",
        "offline/rubric built in: rules, not a language model",
    ]
    assert len(endpoint.inquiries) == asked
    assert panel("models", "list").out == said.out


def test_without_a_store_none_is_made(panel: Panel, project: Path) -> None:
    assert plain(panel("models", "-q").out)[1:] == ["offline/rubric built in: rules, not a language model"]
    assert not (project / "runs").exists()


def test_flags_of_the_list_go_with_the_group_too(panel: Panel) -> None:
    said = panel("models", "--json", "-q")
    assert [model["named"] for model in json.loads(said.out)["models"]] == ["offline/rubric"]
    assert said.err == ""


def test_a_misspelt_subcommand_is_refused(panel: Panel) -> None:
    assert panel("models", "chek").code == 2


def test_help_is_help(panel: Panel) -> None:
    said = panel("models", "--help")
    assert all(name in said.out for name in ("list", "show", "check"))


def test_an_endpoints_list_has_context_and_prices_for_a_million(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    said = panel("models", "list", "openrouter")
    assert plain(said.out) == [
        "ID CONTEXT IN, A MILLION OUT, A MILLION",
        "a/sonnet 200,000 $3 $15",
        "a/opus 200,000 unknown unknown",
        "c/d unknown unknown unknown",
    ]
    assert [request.headers.get("authorization") for request in endpoint.inquiries] == [None]


def test_a_list_may_be_searched(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    del endpoint
    facts = json.loads(panel("models", "list", "openrouter", "--search", "OPUS", "--json").out)
    assert [model["id"] for model in facts["models"]] == ["a/opus"]
    assert "offline/rubric" not in panel("models", "--search", "opus").out


def test_the_rules_are_listed_without_a_network(panel: Panel) -> None:
    assert "offline/rubric unknown $0 $0" in plain(panel("models", "list", "offline").out)


def test_an_unknown_endpoint_is_told_with_what_may_have_been_meant(panel: Panel) -> None:
    said = panel("models", "list", "olama")
    assert (said.code, "did you mean ollama?" in said.err) == (2, True)


def test_one_model_is_shown_with_what_it_costs(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    said = panel("models", "show", "a/sonnet")
    assert said.code == 0
    lines = plain(said.out)
    assert lines[:2] == ["a/sonnet", f"endpoint openrouter, {endpoint.base_url}"]
    assert "price $3 in and $15 out, for a million tokens" in lines
    assert "structured output a JSON schema" in lines
    assert lines[-2].startswith("a review one tool, 5 seats: about $0.")
    assert "four characters a token" in lines[-1]
    assert endpoint.requests == []


def test_a_price_that_is_unknown_is_said_to_be(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    del endpoint
    lines = plain(panel("models", "show", "a/opus").out)
    assert "price unknown" in lines
    assert "a review one tool, 5 seats: price unknown" in lines


def test_what_a_seat_costs_is_worked_out_from_the_prompt_itself(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    del endpoint
    panel_dry = json.loads(panel("review", "alpha.md", "--model", "a/sonnet", "--dry-run", "--json").out)
    letters = sum(len(message["content"]) for message in panel_dry["cells"][0]["messages"])
    shown = json.loads(panel("models", "show", "a/sonnet", "--json").out)["model"]
    # A prompt on another dossier of much the same length; 3 and 15 dollars a million, 1,200 tokens of answer.
    about = letters / 4 * 0.000003 + 1_200 * 0.000015
    assert float(shown["seat_usd"]) == pytest.approx(about, rel=0.15)
    assert float(shown["review_usd"]) == pytest.approx(5 * float(shown["seat_usd"]), rel=0.05)


def test_an_unknown_model_is_told_with_what_may_have_been_meant(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    del endpoint
    said = panel("models", "show", "a/sonet")
    assert (said.code, "did you mean a/sonnet" in said.err) == (2, True)


def test_a_tag_that_ollama_adds_by_itself_is_found(panel: Panel, project: Path) -> None:
    with serving(SimulatedEndpoint(models=lists("llama3.2:latest"))) as simulated:
        (project / "panel.toml").write_text(f'[endpoints.ollama]\nbase_url = "{simulated.base_url}"\n')
        assert panel("models", "check", "ollama:llama3.2").code == 0


def test_a_model_that_is_there_passes_and_nothing_is_billed(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    said = panel("models", "check", "a/sonnet", "offline/rubric")
    assert said.code == 0
    assert [line.split()[0] for line in said.out.splitlines()] == ["ok"] * 5
    assert endpoint.requests == []


def test_the_models_that_are_set_are_checked_when_none_is_named(
    panel: Panel, endpoint: SimulatedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    del endpoint
    monkeypatch.setenv("PANEL_MODEL", "a/sonnet,a/gone,human/ann")
    facts = json.loads(panel("models", "check", "--json").out)
    assert facts["exit_code"] == 2
    assert [(model["model"], model["is_listed"]) for model in facts["models"]] == [
        ("a/sonnet", True),
        ("a/gone", False),
    ]
    assert facts["remarks"][-1]["subject"] == "human/ann"


def test_with_a_key_and_no_model_there_is_nothing_to_check(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    del endpoint
    said = panel("models", "check")
    assert (said.code, "no model is named" in said.err) == (2, True)


def test_one_unknown_model_hides_no_other(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    del endpoint
    said = panel("models", "check", "a/gone", "nope", "a/sonnet")
    assert said.code == 2
    assert [line.split()[0] for line in said.out.splitlines()] == ["ok", "ok", "broken", "broken", "ok"]


@pytest.mark.parametrize(
    ("models", "key", "code"),
    [
        (None, status(401, f"bad key {KEY}"), 2),
        (None, status(403, "not yours"), 2),
        (None, knows_key(limit_remaining=-1), 2),
        (None, status(500), 0),
        (status(500, f"broken {KEY}"), None, 3),
        (status(404), None, 3),
        (status(429), None, 3),
        (replies.raw(b"<html>", content_type="text/html"), None, 3),
        (replies.raw(b"x" * 8_000_001), None, 3),
        (lists("other/model"), None, 2),
        (lists("other/model"), status(500), 2),
        (status(500), status(401), 2),
    ],
)
def test_how_a_check_ends(
    panel: Panel, monkeypatch: pytest.MonkeyPatch, models: Reply | None, key: Reply | None, code: int
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    with serving(SimulatedEndpoint(models=models or lists("a/b"), key=key)) as simulated:
        said = panel("models", "check", "a/b", "--base-url", simulated.base_url)
    assert said.code == code
    assert KEY not in said.out + said.err


def test_nobody_there_ends_every_command_that_asks_with_3(panel: Panel) -> None:
    for command in (["check", "m"], ["show", "m"], ["list", "custom"]):
        said = panel("models", *command, "--base-url", NOBODY_THERE)
        assert (said.code, NOBODY_THERE in said.out + said.err) == (3, True), command


def test_a_key_that_a_plain_server_refuses_ends_every_command_with_2(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    user = project.parent / "config" / "panel-review"
    user.mkdir(parents=True)
    with serving(SimulatedEndpoint(models=status(401, f"no such key {KEY}"))) as simulated:
        text = f'[endpoints.mine]\nbase_url = "{simulated.base_url}"\nkey_env = "MY_KEY"\n'
        (user / "panel.toml").write_text(text)
        for command in (["check", "mine:m"], ["show", "mine:m"], ["list", "mine"]):
            said = panel("models", *command)
            assert said.code == 2, command
            assert KEY not in said.out + said.err
        assert {request.headers.get("authorization") for request in simulated.inquiries} == {f"Bearer {KEY}"}


def test_an_address_that_a_project_names_is_never_asked_with_a_key(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    with serving(SimulatedEndpoint(models=lists("m"))) as simulated:
        text = f'[endpoints.mine]\nbase_url = "{simulated.base_url}"\nkey_env = "MY_KEY"\n'
        (project / "panel.toml").write_text(text)
        for command in (["check", "mine:m"], ["show", "mine:m"], ["list", "mine"]):
            assert panel("models", *command).code == 2
        assert not [request for request in simulated.inquiries if "authorization" in request.headers]


@pytest.mark.parametrize("command", ["list", "show", "check"])
def test_a_name_that_holds_a_key_is_not_repeated(panel: Panel, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    odd = "canary+odd/0123456789"
    monkeypatch.setenv("OPENROUTER_API_KEY", odd)
    monkeypatch.setenv("PANEL_MODEL", f"custom2:{odd}" if command == "list" else odd)
    with serving(SimulatedEndpoint(models=lists("m"))) as simulated:
        for more in ((), ("--json",)):
            said = panel(
                "models", command, *((odd,) if command != "check" else ()), *more, "--base-url", simulated.base_url
            )
            assert said.code == 2
            assert "canary" not in said.out + said.err


def test_what_a_server_lists_cannot_steer_a_terminal(panel: Panel) -> None:
    hostile = [{"id": "ok", "name": "red\x1b[31m\u202e"}, {"id": "red\x1b[31m"}, {"id": "a\nb"}]
    with serving(SimulatedEndpoint(models=lists(*hostile))) as simulated:
        for command in (["list", "custom"], ["list", "custom", "--json"], ["show", "ok"], ["check", "ok"]):
            said = panel("models", *command, "--base-url", simulated.base_url)
            assert said.out.replace("\n", "").isprintable()
            assert said.code == 0


def test_each_ends_by_naming_the_next(panel: Panel, endpoint: SimulatedEndpoint) -> None:
    del endpoint
    for command in ([], ["list", "openrouter"], ["show", "a/sonnet"], ["check", "a/sonnet"]):
        assert panel("models", *command).err.rstrip().splitlines()[-1].startswith("Next: ")
    assert panel("doctor", "--offline").err.rstrip().splitlines()[-1].startswith("Next: ")


def test_a_plain_server_may_answer_to_a_name_that_it_does_not_list(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(SimulatedEndpoint(models=lists("a/b"))) as simulated:
        monkeypatch.setenv("PANEL_BASE_URL", simulated.base_url)
        said = panel("models", "check", "any")
        doctor = panel("doctor", "--model", "any")
        shown = panel("models", "show", "a/b", "--base-url", simulated.base_url)
    assert said.code == doctor.code == 0
    expected = "look custom:any custom does not list it; `panel models list custom` says what it lists; it may answer"
    assert any(line.startswith(expected) for line in plain(said.out))
    assert any(line.startswith("context unknown; the longest dossier needs about") for line in plain(shown.out))
    assert f"--base-url {simulated.base_url}" in shown.err


def test_doctor_names_what_is_missing_where_an_address_is_set_and_no_model(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(SimulatedEndpoint(models=lists("a/b"))) as simulated:
        monkeypatch.setenv("PANEL_BASE_URL", simulated.base_url)
        said = panel("doctor")
    assert f"stops: no model is named for {simulated.base_url}" in " ".join(said.out.split())
    assert "Next: panel review TOOL --model MODEL" in said.err


@pytest.fixture
def later(panel: Panel, monkeypatch: pytest.MonkeyPatch, project: Path) -> str:
    """Where OpenRouter was asked for its models three hours ago, and now nobody answers."""
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    with serving(SimulatedEndpoint(models=lists(a_listed_model("a/sonnet")))) as simulated:
        monkeypatch.setenv("PANEL_BASE_URL", simulated.base_url)
        assert panel("models", "list", "openrouter").code == 0
    (kept,) = (project.parent / "cache" / "panel-review" / "models").iterdir()
    fields = json.loads(kept.read_text("utf-8"))
    fields["fetched_at"] = (datetime.now(UTC) - timedelta(hours=3, minutes=1)).isoformat()
    kept.write_text(json.dumps(fields), "utf-8")
    return simulated.base_url


def test_an_endpoint_that_does_not_answer_is_listed_as_it_was_and_that_is_said(panel: Panel, later: str) -> None:
    said = panel("models", "list", "openrouter")
    assert said.code == 0
    assert plain(said.out)[1:] == ["a/sonnet 200,000 $3 $15", "As listed 3 hours ago."]
    assert f"nothing answers at {later}" in said.err
    assert "going by its list of 3 hours ago" in said.err
    assert json.loads(panel("models", "list", "openrouter", "--json").out)["age"] >= 3 * 3_600


def test_a_model_is_shown_with_the_age_of_what_is_said_of_it(panel: Panel, later: str) -> None:
    del later
    said = panel("models", "show", "a/sonnet")
    assert (said.code, "as listed 3 hours ago" in plain(said.out)) == (0, True)


def test_a_check_goes_by_the_kept_list_and_still_says_that_nobody_answers(panel: Panel, later: str) -> None:
    said = panel("models", "check", "a/sonnet", "a/sonet")
    assert said.code == 3
    lines = plain(said.out)
    assert lines[0].startswith(f"broken openrouter nothing answers at {later}")
    assert "ok openrouter models going by its list of 3 hours ago, 1 model" in lines
    assert any(line.startswith("ok openrouter:a/sonnet as listed 3 hours ago; context 200,000") for line in lines)
    # It may be new since then.
    assert any(line.startswith("look openrouter:a/sonet openrouter does not list it; did you mean") for line in lines)


def test_doctor_offline_knows_prices_from_the_kept_list(panel: Panel, later: str) -> None:
    del later
    said = panel("doctor", "--offline", "--model", "a/sonnet")
    assert said.code == 0
    words = " ".join(said.out.split())
    assert "openrouter models going by its list of 3 hours ago" in words
    assert "5 seats, about $0." in words


def test_a_dry_run_says_what_it_would_cost_by_the_kept_list(panel: Panel, later: str) -> None:
    del later
    said = panel("review", "alpha.md", "--model", "a/sonnet", "--persona", "builder", "--dry-run")
    last = said.out.splitlines()[-1]
    assert said.code == 0
    assert last.startswith("1 seats, 1 to ask, about $0.0")
    assert "at worst $0." in last
    assert last.endswith("with nothing asked again (prices: openrouter's as listed 3 hours ago); nothing was sent")
    price = json.loads(panel("review", "alpha.md", "--model", "a/sonnet", "--dry-run", "--json").out)["price"]
    assert 0 < float(price["expected"]) < float(price["worst"])


def test_a_dry_run_without_a_list_has_no_price_and_one_of_the_rules_costs_nothing(panel: Panel) -> None:
    unknown = panel("review", "alpha.md", "--model", "m", "--base-url", NOBODY_THERE, "--dry-run")
    rules = panel("review", "alpha.md", "--model", "offline/rubric", "--dry-run")
    assert unknown.out.splitlines()[-1] == (
        f"5 seats, 5 to ask, price unknown (`panel models list custom --base-url {NOBODY_THERE}` fetches prices); "
        "nothing was sent"
    )
    assert rules.out.splitlines()[-1] == "5 seats, 5 to ask, costs nothing; nothing was sent"


def test_what_is_set_for_a_model_is_told_when_it_is_not_asked_or_means_nothing(panel: Panel, project: Path) -> None:
    file = project / "panel.toml"
    file.write_text('model = "offline/rubric"\n[models."ollama:x"]\nseed = 1\n', "utf-8")
    assert f'{file}: models."ollama:x" sets what is used' in panel("review", "alpha.md").err
    assert "look model settings" in " ".join(panel("doctor").out.split())
    file.write_text('[models."nope"]\nseed = 1\n', "utf-8")
    said = panel("review", "alpha.md")
    assert (said.code, f"{file}: models.\"nope\": 'nope' is no OpenRouter model" in said.err) == (2, True)
    assert panel("doctor").code == 2


def test_what_is_set_for_a_model_is_what_its_endpoint_is_sent(
    panel: Panel, project: Path, endpoint: SimulatedEndpoint
) -> None:
    (project / "panel.toml").write_text(
        'model = ["a/sonnet", "c/d"]\n[models."c/d"]\nseed = 7\ntemperature = 0.1\nfallbacks = ["x/y"]\n'
        '[models."c/d".provider]\ndata_collection = "deny"\nmax_price = { prompt = 3.5 }\n',
        "utf-8",
    )
    assert panel("review", "alpha.md", "--persona", "builder").code == 0
    bodies = {body["model"]: body for body in (json.loads(request.content) for request in endpoint.requests)}
    own, other = bodies["c/d"], bodies["a/sonnet"]
    assert (own["seed"], own["temperature"], own["models"]) == (7, 0.1, ["x/y"])
    assert own["provider"] == {"require_parameters": True, "data_collection": "deny", "max_price": {"prompt": 3.5}}
    assert other["temperature"] == 0.7
    assert not {"seed", "models"} & set(other)


def test_what_a_model_is_listed_as_not_taking_is_not_sent_and_said_once(
    panel: Panel, project: Path, endpoint: SimulatedEndpoint
) -> None:
    (project / "panel.toml").write_text('model = ["a/sonnet"]\n[models."a/sonnet"]\nseed = 7\n', "utf-8")
    said = panel("review", "alpha.md", "--persona", "builder", "--persona", "skeptic")
    assert said.code == 0
    assert said.err.count("a/sonnet is asked without seed, which it is listed as not taking") == 1
    assert all("seed" not in json.loads(request.content) for request in endpoint.requests)
