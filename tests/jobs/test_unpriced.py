"""Where no price is known, it is said why, and what tells it: a command to copy, or the name that was meant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from panel.assembly import Workshop, open_workshop
from panel.domain.catalogue import Dated, ListedModel, Listing
from panel.jobs.unpriced import why_unpriced
from tests.wire.calls import CANARY

PRICES = {"prompt_price": "0.000001", "completion_price": "0.000002"}
WORST = {"worst_prompt_price": "0.000001", "worst_completion_price": "0.000002"}
SMALL = ListedModel.model_validate({"id": "simulated/small", **PRICES, **WORST})
BARE = ListedModel(id="simulated/bare")
ADDRESS = "http://localhost:4000/v1"


@contextmanager
def a_workshop(
    folder: Path, *models: str, base_url: str | None = ADDRESS, environment: dict[str, str] | None = None
) -> Iterator[Workshop]:
    """A workshop that would ask these models, and that keeps lists."""
    flags = {"model": models, **({"base_url": base_url} if base_url else {})}
    with open_workshop(flags=flags, environment=environment or {}, folder=folder, announce=lambda _: None) as shop:
        shop.cache_folder = folder / "cache"
        yield shop


def keep(shop: Workshop, *models: ListedModel, hours: int = 3) -> None:
    """Keep a list of the only endpoint that is asked, as of some hours ago."""
    endpoint = shop.endpoints[shop.named_models[0].endpoint]
    shop.kept_listings.keep(endpoint, Dated(Listing(models=models), shop.clock() - timedelta(hours=hours)))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without settings around it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def test_without_a_list_the_command_that_fetches_it_has_the_address_of_this_run(folder: Path) -> None:
    with a_workshop(folder, "m", "n") as shop:
        said = why_unpriced(shop, shop.named_models)
    assert said == f"`panel models list custom --base-url {ADDRESS}` fetches prices"


def test_an_address_that_holds_for_every_command_is_not_repeated(folder: Path) -> None:
    with a_workshop(folder, "m", base_url=None, environment={"PANEL_BASE_URL": ADDRESS}) as shop:
        assert why_unpriced(shop, shop.named_models) == "`panel models list custom` fetches prices"
    with a_workshop(folder, "openrouter:a/b", base_url=None) as shop:
        assert why_unpriced(shop, shop.named_models) == "`panel models list openrouter` fetches prices"


def test_a_secret_in_the_address_is_not_said(folder: Path) -> None:
    key = {"OPENROUTER_API_KEY": CANARY}
    with a_workshop(folder, "a/b", base_url=f"{ADDRESS}/{CANARY}", environment=key) as shop:
        said = why_unpriced(shop, shop.named_models)
    assert said == "`panel models list openrouter --base-url URL` fetches prices"


def test_a_model_that_is_not_in_the_list_is_told_with_the_nearest_that_is(folder: Path) -> None:
    with a_workshop(folder, "simulated/smal") as shop:
        keep(shop, SMALL)
        said = why_unpriced(shop, shop.named_models)
    assert said == "custom, as listed 3 hours ago, has no simulated/smal; did you mean simulated/small?"


def test_where_nothing_in_the_list_is_near_the_command_shows_it(folder: Path) -> None:
    with a_workshop(folder, "xyz") as shop:
        keep(shop, SMALL)
        said = why_unpriced(shop, shop.named_models)
    assert said == (
        f"custom, as listed 3 hours ago, has no xyz; `panel models list custom --base-url {ADDRESS}` says what it lists"
    )


def test_a_listed_model_without_a_price_is_told_and_one_with_a_price_is_not(folder: Path) -> None:
    with a_workshop(folder, "simulated/small", "simulated/bare") as shop:
        keep(shop, SMALL, BARE)
        small, bare = shop.named_models
        assert why_unpriced(shop, [small]) == ""
        assert why_unpriced(shop, [small, bare]) == (
            "custom, as listed 3 hours ago, does not state what simulated/bare costs"
        )


def test_of_a_model_with_a_fallback_the_one_without_a_price_is_named(folder: Path) -> None:
    (folder / "panel.toml").write_text('[models."simulated/small"]\nfallbacks = ["simulated/bare"]\n', "utf-8")
    with a_workshop(folder, "simulated/small", environment={"OPENROUTER_API_KEY": CANARY}) as shop:
        keep(shop, SMALL, BARE)
        said = why_unpriced(shop, shop.named_models)
    assert said == "openrouter, as listed 3 hours ago, does not state what simulated/bare costs"
