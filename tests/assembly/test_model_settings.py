"""Settings of single models: which model a table means, and what it comes to."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from panel.assembly import Workshop
from panel.domain.seat import Model, Sampling
from panel.errors import Mistake
from panel.settings import load
from panel.wire.form import Form

AB = Model(endpoint="openrouter", id="a/b")


def a_workshop(folder: Path, text: str, *, is_own: bool = False, **flags: object) -> Workshop:
    """A workshop with a panel.toml, the project's or the user's own."""
    path = folder / "panel.toml"
    path.write_text(text, "utf-8")
    project, user = (None, path) if is_own else (path, None)
    loaded = load(flags=flags, environment={}, project=project, user=user)
    return Workshop(loaded=loaded, environment={}, root=folder, announce=TOLD.append)


TOLD: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_told() -> None:
    TOLD.clear()


def test_a_model_is_asked_by_its_own_settings_and_others_by_everyones(tmp_path: Path) -> None:
    shop = a_workshop(
        tmp_path,
        'temperature = 0.2\n[models."openrouter:a/b"]\nmax_tokens = 2400\nseed = 7\nfallbacks = ["c/d"]\n'
        'structured_output = "plain"\nrate = 2.5\n[models."openrouter:a/b".reasoning]\neffort = "low"\n',
    )
    asked = shop.sampling_of(AB)
    assert (asked.temperature, asked.max_tokens, asked.seed, asked.fallbacks) == (0.2, 2400, 7, ("c/d",))
    assert asked.reasoning.effort == "low"
    assert shop.sampling_of(AB) is asked
    assert shop.sampling_of(Model(endpoint="ollama", id="x")) == Sampling(temperature=0.2)
    terms = shop.terms(AB, None)
    assert (terms.form, terms.rate) == (Form.PLAIN, 2.5)


def test_prices_are_set_for_a_million_tokens(tmp_path: Path) -> None:
    text = '[models."a/b"]\nprompt_price = 3\ncompletion_price = 15\n'
    tariff = a_workshop(tmp_path, text, is_own=True).terms(AB, None).tariff
    assert tariff is not None
    assert (tariff.prompt, tariff.completion) == (Decimal("0.000003"), Decimal("0.000015"))


@pytest.mark.parametrize(("is_own", "may_lower"), [(True, True), (False, False)])
def test_only_a_persons_own_file_is_trusted_to_lower_a_price(tmp_path: Path, is_own: bool, may_lower: bool) -> None:  # noqa: FBT001 - the expectation
    own = a_workshop(tmp_path, '[models."a/b"]\nprompt_price = 0\n', is_own=is_own).own_settings[AB]
    assert own.terms.prices.may_lower is may_lower


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[models."nope"]\nseed = 1\n', "models.\"nope\": 'nope' is no OpenRouter model"),
        ('[models."offline/x"]\nseed = 1\n', "models.\"offline/x\": no offline model 'offline/x'"),
        ('[models."a/b"]\nseed = 1\n[models."openrouter:a/b"]\n', "names the same model as"),
        ('[models."a/b"]\nfallbacks = ["ollama:x"]\n', "fallbacks: 'ollama:x' is on another endpoint"),
        ('[models."a/b"]\nfallbacks = ["x"]\n', "models.\"a/b\": 'x' is no OpenRouter model"),
    ],
)
def test_a_table_that_means_no_model_is_told_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Mistake) as refused:
        _ = a_workshop(tmp_path, text).own_settings
    assert says in str(refused.value)
    assert str(tmp_path / "panel.toml") in str(refused.value)


def test_a_table_of_a_model_that_is_not_asked_is_told_with_what_to_do(tmp_path: Path) -> None:
    text = 'model = "a/b"\n[models."a/b"]\nseed = 1\n[models."a/bb"]\nseed = 1\n'
    a_workshop(tmp_path, text).announce_unasked()
    (told,) = TOLD
    assert told.startswith(
        f'{tmp_path / "panel.toml"}: models."a/bb" sets what is used when a/bb is asked, and it is not'
    )
    assert '--model "openrouter:a/bb"' in told


def test_a_flag_that_names_models_for_once_makes_nothing_of_the_others(tmp_path: Path) -> None:
    a_workshop(tmp_path, '[models."a/bb"]\nseed = 1\n', model=("a/b",)).announce_unasked()
    assert TOLD == []


def test_a_built_in_endpoint_stays_where_it_is_when_it_is_given_a_pace(tmp_path: Path) -> None:
    shop = a_workshop(tmp_path, "[endpoints.ollama]\nconcurrency = 1\nrate = 0.5\n")
    assert shop.endpoints["ollama"].base_url == "http://localhost:11434/v1"
    pace = shop.pace_of("ollama")
    assert pace is not None
    assert (pace.concurrency, pace.rate) == (1, 0.5)
    assert shop.pace_of("openrouter") is None
