"""Which source of a setting wins, and what a wrong one is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from panel.domain.origin import Origin
from panel.domain.seat import MaxPrice, Preferences, Reasoning
from panel.errors import Mistake
from panel.settings import Loaded, Settings, load
from panel.settings_places import project_root
from panel.settings_tables import TABLES, EndpointSetting, ModelSetting

ASKED: dict[str, tuple[Any, str, Any, Any, Any]] = {
    # field: flag, environment, project file, user file, and what each of them comes to is the value itself
    "model": (("a/flag",), "a/env", ["a/project"], ["a/user"], ()),
    "persona": (("skeptic",), "founder", ["creator"], ["builder"], ()),
    "samples": (5, "4", 3, 2, 1),
    "base_url": ("http://flag", "http://env", "http://project", "http://user", None),
    "concurrency": (5, "4", 3, 2, 32),
    "rate": (5.0, "4", 3.0, 2.0, None),
    "budget": ("5", "4", 3.5, 2, None),
    "site": ("A", "B", "C", "D", None),
    "store": ("flag.db", "env.db", "project.db", "user.db", None),
    "out": ("flag", "env", "project", "user", None),
    "ship_at": (61, "62", 63, 64, 60),
    "min_takes": (5, "4", 2, 6, 3),
    "temperature": (0.1, "0.2", 0.3, 0.4, 0.7),
    "max_tokens": (901, "902", 903, 904, 1200),
    "attempt_timeout": (1.0, "2", 3.0, 4.0, 120),
    "seat_timeout": (1.0, "2", 3.0, 4.0, 600),
    "max_wait": (1.0, "2", 3.0, 4.0, 900),
}


def a_file(folder: Path, name: str, field: str, value: object) -> Path:
    """A panel.toml with one setting."""
    path = folder / name
    path.write_text(f"{field} = {value!r}\n" if isinstance(value, list) else f"{field} = {_toml(value)}\n")
    return path


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def loaded(folder: Path, field: str, *, sources: int) -> Loaded:
    """Load one field with the lowest so many of its four sources set."""
    flag, environment, project, user, _ = ASKED[field]
    return load(
        flags={field: flag} if sources == 4 else {},
        environment={f"PANEL_{field.upper()}": environment} if sources >= 3 else {},
        project=a_file(folder, "project.toml", field, project) if sources >= 2 else None,
        user=a_file(folder, "user.toml", field, user) if sources >= 1 else None,
    )


@pytest.mark.parametrize("field", sorted(ASKED))
@pytest.mark.parametrize("sources", range(5))
def test_each_source_beats_those_below_it(tmp_path: Path, field: str, sources: int) -> None:
    flag, environment, project, user, default = ASKED[field]
    expected = [default, user, project, environment, flag][sources]
    if field in ("model", "persona") and sources:
        expected = (expected,) if isinstance(expected, str) else tuple(expected)
    if field in ("store", "out") and sources in (1, 2):
        expected = str(tmp_path / expected)
    found = loaded(tmp_path, field, sources=sources)
    value = getattr(found.settings, field)
    assert value == type(value)(expected) if value is not None else expected is None
    assert (
        found.origin(field)
        is [
            Origin.BUILT_IN,
            Origin.USER,
            Origin.PROJECT,
            Origin.ENVIRONMENT,
            Origin.FLAG,
        ][sources]
    )


def test_every_field_but_the_tables_is_covered_above() -> None:
    assert set(ASKED) == set(Settings.model_fields) - set(TABLES)


@pytest.mark.parametrize("table", [Settings, EndpointSetting, ModelSetting, Reasoning, Preferences, MaxPrice])
def test_every_field_documents_itself(table: type[BaseModel]) -> None:
    assert all(field.description for field in table.model_fields.values())


def test_a_list_in_the_environment_is_parted_by_commas() -> None:
    found = load(flags={}, environment={"PANEL_MODEL": "a/b, c/d:free ,"}, project=None, user=None)
    assert found.settings.model == ("a/b", "c/d:free")


def test_a_list_of_nothing_in_the_environment_is_refused() -> None:
    with pytest.raises(Mistake, match="PANEL_MODEL: ',' names nothing"):
        load(flags={}, environment={"PANEL_MODEL": ","}, project=None, user=None)


def test_an_empty_environment_variable_is_not_set() -> None:
    found = load(flags={}, environment={"PANEL_SAMPLES": " "}, project=None, user=None)
    assert found.settings.samples == 1


def test_endpoints_of_both_files_are_known_and_the_project_wins(tmp_path: Path) -> None:
    project, user = tmp_path / "project.toml", tmp_path / "user.toml"
    project.write_text('[endpoints.mine]\nbase_url = "https://project.example/v1"\n')
    user.write_text(
        '[endpoints.mine]\nbase_url = "https://user.example/v1"\n'
        '[endpoints.other]\nbase_url = "https://other.example/v1"\nkey_env = "OTHER_KEY"\n'
    )
    found = load(flags={}, environment={}, project=project, user=user)
    assert found.settings.endpoints["mine"].base_url == "https://project.example/v1"
    assert found.endpoint_origins == {"mine": Origin.PROJECT, "other": Origin.USER}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("samples = 0\n", "project.toml: samples: input should be greater than or equal to 1"),
        ("smaples = 2\n", "project.toml: smaples: there is no such setting; known: attempt_timeout"),
        ("samples = \n", "project.toml: not valid TOML"),
        ("ship_at = 90\n", "project.toml: ship_at: input should be less than or equal to 79"),
        ('[endpoints.mine]\nurl = "x"\n', "endpoints.mine.url: there is no such setting; known: base_url"),
        ("[endpoints.mine]\nrate = 1\n", "endpoints.mine.base_url: field required; only openrouter, ollama"),
        ('[endpoints.ollama]\nkey_env = "X"\n', "endpoints.ollama: dialect and key_env belong to an address"),
        ("[endpoints.ollama]\nconcurrency = 0\n", "endpoints.ollama.concurrency: input should be greater"),
        ("models = 3\n", 'project.toml: models: a table belongs here; write [models."[ENDPOINT:]ID"], and'),
        ('[models]\n"a/b" = 3\n', 'project.toml: models."a/b": a table belongs here; write [models."a/b"], and what'),
        (
            '[models."a/b"]\nreasoning = "low"\n',
            'project.toml: models."a/b".reasoning: a table belongs here; write [models."a/b".reasoning], and',
        ),
        (
            '[models."a/b"]\ntemprature = 1\n',
            'models."a/b".temprature: there is no such setting; known: completion_pri',
        ),
        ('[models."a/b"]\nseed = "x"\n', 'project.toml: models."a/b".seed: input should be a valid integer'),
        (
            '[models."a/b"]\nfallbacks = "x"\n',
            'models."a/b".fallbacks: a list belongs here, such as ["one", "another"]',
        ),
        ("persona = 3\n", 'project.toml: persona: a list belongs here, such as ["one", "another"]'),
        ('[models."a/b".provider]\nonyl = []\n', 'models."a/b".provider.onyl: there is no such setting; known: allow_'),
        (
            '[models."a/b".provider.max_price]\nx = 1\n',
            '"a/b".provider.max_price.x: there is no such setting; known: co',
        ),
        ('[models."a/b".reasoning]\neffort = "some"\n', "models.\"a/b\".reasoning.effort: input should be 'none'"),
        ('[models."a/b"]\nprompt_price = -1\n', 'models."a/b".prompt_price: input should be greater than or equal'),
        ("endpoints = 3\n", "project.toml: endpoints: a table belongs here; write [endpoints.NAME], and what is set"),
        (
            '[endpoints]\n"a b" = 3\n',
            'endpoints."a b": a table belongs here; write [endpoints."a b"], and what is set on',
        ),
        ("rate = nan\n", "project.toml: rate: input should be a finite number"),
        ("[endpoints.ollama]\nrate = inf\n", "endpoints.ollama.rate: input should be a finite number"),
        ('[models."a/b"]\nrate = 0.001\n', 'models."a/b".rate: input should be greater than or equal to 0.01'),
    ],
)
def test_a_wrong_project_file_is_named_with_its_setting(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "project.toml"
    path.write_text(text)
    with pytest.raises(Mistake) as refused:
        load(flags={}, environment={}, project=path, user=None)
    assert says in str(refused.value)


def test_models_of_both_files_are_known_and_the_projects_table_wins(tmp_path: Path) -> None:
    project, user = tmp_path / "project.toml", tmp_path / "user.toml"
    project.write_text('[models."a/b"]\nseed = 1\n')
    user.write_text('[models."a/b"]\nseed = 2\ntemperature = 1\n[models."c/d".provider]\nonly = ["x"]\n')
    found = load(flags={}, environment={}, project=project, user=user)
    assert found.settings.models["a/b"] == ModelSetting(seed=1)
    assert found.settings.models["c/d"].provider.only == ("x",)
    assert found.model_origins == {"a/b": Origin.PROJECT, "c/d": Origin.USER}
    told = {one.name: (one.value, one.source) for one in found.told()}
    assert told['models."a/b"'] == ('{"seed": 1}', f'project file {project}: models."a/b"')


def test_a_built_in_endpoint_needs_no_address_to_be_given_a_pace(tmp_path: Path) -> None:
    project = tmp_path / "project.toml"
    project.write_text("[endpoints.ollama]\nconcurrency = 1\n")
    found = load(flags={}, environment={}, project=project, user=None)
    assert found.settings.endpoints["ollama"].concurrency == 1


def test_a_project_that_sets_a_pace_leaves_the_endpoint_where_its_user_put_it(tmp_path: Path) -> None:
    project, user = tmp_path / "project.toml", tmp_path / "user.toml"
    project.write_text("[endpoints.openrouter]\nconcurrency = 1\n")
    user.write_text(
        '[endpoints.openrouter]\nbase_url = "https://proxy.example/v1"\nkey_env = "K_ENV"\nconcurrency = 9\n'
    )
    found = load(flags={}, environment={}, project=project, user=user)
    endpoint = found.settings.endpoints["openrouter"]
    assert (endpoint.base_url, endpoint.key_env, endpoint.concurrency) == ("https://proxy.example/v1", "K_ENV", 1)
    assert found.endpoint_origins == {"openrouter": Origin.USER}


def test_a_project_cannot_choose_which_key_goes_to_a_users_address(tmp_path: Path) -> None:
    project, user = tmp_path / "project.toml", tmp_path / "user.toml"
    project.write_text('[endpoints.openrouter]\nkey_env = "OTHER_SECRET"\n')
    user.write_text('[endpoints.openrouter]\nbase_url = "https://proxy.example/v1"\n')
    with pytest.raises(Mistake, match="belong to an address"):
        load(flags={}, environment={}, project=project, user=user)


@pytest.mark.parametrize(
    "given",
    ["0", "-1", "NaN", "inf", "1e9999", "1e3", "", "five", "1,000", "5 $", "0.0", 0, -1, True, float("nan"), 1e300],
)
def test_a_budget_that_is_no_sum_is_told_what_one_looks_like(given: object) -> None:
    with pytest.raises(Mistake, match=r"--budget: '.*' is no sum of US dollars above 0; give one such as 5 or 0\.50"):
        load(flags={"budget": given}, environment={}, project=None, user=None)


@pytest.mark.parametrize(
    ("given", "sum_"), [("$5", "5"), ("$ 0.50", "0.50"), (".5", "0.5"), (5, "5"), (0.1, "0.1"), (1e-05, "0.00001")]
)
def test_a_budget_is_read_as_people_write_it(given: object, sum_: str) -> None:
    found = load(flags={"budget": given}, environment={}, project=None, user=None)
    assert found.settings.budget == Decimal(sum_)


@pytest.mark.parametrize("given", ["0", "-1", "0.009", "1e-9", "nan", "inf", "fast", "1e9999"])
def test_a_rate_that_cannot_be_kept_is_refused(given: str) -> None:
    with pytest.raises(Mistake, match="--rate: input should be"):
        load(flags={"rate": given}, environment={}, project=None, user=None)


def test_a_binary_project_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "project.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Mistake, match="not UTF-8"):
        load(flags={}, environment={}, project=path, user=None)


def test_a_wrong_variable_is_named_as_it_is_set() -> None:
    with pytest.raises(Mistake, match="PANEL_CONCURRENCY: input should be a valid integer"):
        load(flags={}, environment={"PANEL_CONCURRENCY": "many"}, project=None, user=None)


def test_a_wrong_flag_is_named_as_it_is_typed() -> None:
    with pytest.raises(Mistake, match="--max-tokens: "):
        load(flags={"max_tokens": 5}, environment={}, project=None, user=None)


def test_the_project_is_found_upward(tmp_path: Path) -> None:
    (tmp_path / "panel.toml").write_text("")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert project_root(below) == tmp_path
    assert project_root(Path("/")) == Path("/")


def test_a_store_marks_a_project_too(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "panel.db").write_bytes(b"")
    below = tmp_path / "a"
    below.mkdir()
    assert project_root(below) == tmp_path


def test_a_key_in_a_file_is_told_where_keys_come_from(tmp_path: Path) -> None:
    path = tmp_path / "panel.toml"
    path.write_text('api_key = "sk-canary"\n')
    with pytest.raises(Mistake, match="keys are read from the environment alone") as refused:
        load(flags={}, environment={}, project=path, user=None)
    assert "canary" not in str(refused.value)
