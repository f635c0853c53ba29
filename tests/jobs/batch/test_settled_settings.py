"""What of the settings a batch depends on: whom it asks and how, and not what its personas and templates say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from panel.errors import Mistake
from panel.jobs.batch.settled_settings import made_with, require_usable, settings_hash
from panel.jobs.options import workshop
from panel.library.shelves import shelf

ONE = "simulated/model"


def hash_of(folder: Path, toml: str = "", **options: Any) -> str:  # noqa: ANN401 - any option
    """The hash for some settings, with one model where none are named."""
    (folder / "panel.toml").write_text(toml, "utf-8")
    with workshop(**{"model": [ONE], "folder": folder, **options}) as shop:
        return settings_hash(shop)


@pytest.mark.parametrize(
    "changed",
    [
        {"model": ["simulated/small"]},
        {"model": [ONE, "simulated/small"]},
        {"persona": ["builder"]},
        {"samples": 2},
        {"base_url": "http://127.0.0.1:1/v1"},
        {"toml": f'[models."{ONE}"]\ntemperature = 0.3\n'},
    ],
)
def test_another_model_persona_sample_address_or_sampling_is_another_batch(
    bare_folder: Path, changed: dict[str, Any]
) -> None:
    assert hash_of(bare_folder) != hash_of(bare_folder, **changed)


@pytest.mark.parametrize(
    "changed",
    [{"concurrency": 3}, {"rate": 2}, {"budget": "5"}, {"max_wait": 9}, {"toml": "ship_at = 70\nmin_takes = 2\n"}],
)
def test_how_fast_and_how_dear_it_may_be_is_not(bare_folder: Path, changed: dict[str, Any]) -> None:
    assert hash_of(bare_folder) == hash_of(bare_folder, **changed)


def test_in_words_it_names_the_models_their_addresses_and_their_sampling(bare_folder: Path) -> None:
    with workshop(folder=bare_folder, model=[ONE], base_url="http://127.0.0.1:1/v1", samples=2) as shop:
        told = made_with(shop)
    assert told.models[0].endswith(f":{ONE}")
    assert told.addresses[0].endswith(" at http://127.0.0.1:1/v1")
    assert set(told.sampling[0].split()[1:]) == {"temperature=0.7", "max_tokens=1200"}
    assert (len(told.personas), told.samples) == (5, 2)


def test_a_persona_that_is_edited_is_still_the_one_who_sits(bare_folder: Path) -> None:
    before = hash_of(bare_folder)
    (bare_folder / "personas").mkdir()
    text = (shelf("personas") / "builder.yaml").read_text("utf-8")
    (bare_folder / "personas" / "builder.yaml").write_text(text.replace("motto:", "motto: Ship it. #", 1), "utf-8")
    assert hash_of(bare_folder) == before


def test_a_batch_needs_a_model_that_was_named_and_a_folder(bare_folder: Path) -> None:
    with workshop(folder=bare_folder, out="o") as shop, pytest.raises(Mistake, match="--model"):
        require_usable(shop, {})
    with workshop(folder=bare_folder, model=[ONE]) as shop:
        with pytest.raises(Mistake, match="needs a folder"):
            require_usable(shop, {})
        require_usable(shop, {}, is_dry_run=True)
    with workshop(folder=bare_folder, model=[ONE], out="o") as shop:
        require_usable(shop, {})


def test_a_dry_run_needs_no_key(bare_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    with workshop(folder=bare_folder, model=["a/b"], out="o") as shop:
        with pytest.raises(Mistake, match="OPENROUTER_API_KEY is not set"):
            require_usable(shop, {})
        require_usable(shop, {}, is_dry_run=True)
        assert settings_hash(shop)


def test_a_store_that_cannot_be_is_refused_before_a_folder_is_looked_at(bare_folder: Path) -> None:
    with (
        workshop(folder=bare_folder, model=[ONE], out="o", store="postgresql://h/d") as shop,
        pytest.raises(Mistake, match="--store: postgresql addresses are not supported"),
    ):
        require_usable(shop, {})


def test_people_and_personas_that_do_not_exist_are_refused_before_a_feed_is_read(bare_folder: Path) -> None:
    with workshop(folder=bare_folder, model=["human"], out="o") as shop, pytest.raises(Mistake):
        require_usable(shop, {})
    nobody = workshop(folder=bare_folder, model=[ONE], persona=["nobody"], out="o")
    with nobody as shop, pytest.raises(Mistake, match="no persona named 'nobody'"):
        require_usable(shop, {})
