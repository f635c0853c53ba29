"""Lists of models on disk: kept whole, for their owner alone, and read as if anybody had written them."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from panel.domain.catalogue import Dated, ListedModel, Listing
from panel.errors import WireFault
from panel.testing.endpoint import SimulatedEndpoint
from panel.testing.replies import a_listed_model, lists, status
from panel.wire.catalogue import Catalogue
from panel.wire.endpoints import BUILT_IN
from panel.wire.kept_listings import SIZE_CAP, KeptListings
from panel.wire.listing import Page, read_models
from tests.builders import NOON
from tests.fakes.clock import FakeClock
from tests.wire.calls import CANARY, an_endpoint

AN_ENTRY = a_listed_model("a/b", reasoning={"supported_efforts": ["low"]}, expiration_date="2027-01-31")
LISTING = read_models(Page({"data": [AN_ENTRY, {"id": "c"}]}, ""))
DATED = Dated(LISTING, NOON)


def the_file(folder: Path) -> Path:
    """The one file there is."""
    (path,) = (folder / "models").iterdir()
    return path


def kept_with(folder: Path, **fields: object) -> Dated[Listing] | None:
    """What is read after these fields of the file were written over."""
    KeptListings(folder).keep(an_endpoint(), DATED)
    path = the_file(folder)
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **fields}), "utf-8")
    return KeptListings(folder).find(an_endpoint())


def test_a_list_is_found_as_it_was_kept(tmp_path: Path) -> None:
    KeptListings(tmp_path / "new" / "folder").keep(an_endpoint(), DATED)
    assert KeptListings(tmp_path / "new" / "folder").find(an_endpoint()) == DATED
    assert kept_with(tmp_path) == DATED


def test_each_address_has_a_list_of_its_own_whatever_it_is_called(tmp_path: Path) -> None:
    kept = KeptListings(tmp_path)
    kept.keep(an_endpoint("http://127.0.0.1:1/v1"), DATED)
    assert kept.find(an_endpoint("http://127.0.0.1:2/v1")) is None
    assert kept.find(an_endpoint("http://127.0.0.1:1/v1").model_copy(update={"name": "other"})) == DATED


def test_the_later_list_takes_the_place_of_the_earlier_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    kept = KeptListings(tmp_path)
    kept.keep(an_endpoint(), DATED)
    kept.keep(an_endpoint(), Dated(Listing(models=()), NOON))
    assert kept.find(an_endpoint()) == Dated(Listing(models=()), NOON)
    assert the_file(tmp_path).suffix == ".json"


def test_only_its_owner_may_read_it_and_no_key_is_in_it(tmp_path: Path) -> None:
    KeptListings(tmp_path / "cache").keep(an_endpoint(key=CANARY), DATED)
    path = the_file(tmp_path / "cache")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "canary" not in path.read_text("utf-8")


@pytest.mark.parametrize(
    "fields",
    [
        {"format": "panel-models/2"},
        {"address": "http://elsewhere/v1"},
        {"fetched_at": "yesterday"},
        {"fetched_at": "2026-01-02T12:00:00"},
        {"models": "none"},
        {"models": [{"id": "a/b", "new_field": 1}]},
        {"models": [{"id": "a\x1b[31m"}]},
        {"models": [{"id": "a b"}]},
        {"models": [{"id": "a"}, {"id": "a"}]},
        {"models": [{"id": "a", "name": "red\x1b[31m"}]},
        {"models": [{"id": "a", "canonical_slug": "\u202e"}]},
        {"models": [{"id": "a", "supported_parameters": ["a\nb"]}]},
        {"models": [{"id": "a", "prompt_price": "-1"}]},
        {"models": [{"id": "a", "prompt_price": "NaN"}]},
        {"more": 1},
    ],
)
def test_a_file_that_cannot_have_been_kept_here_counts_as_none(tmp_path: Path, fields: dict[str, object]) -> None:
    assert kept_with(tmp_path, **fields) is None


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null", b" " * (SIZE_CAP + 1)])
def test_a_damaged_file_counts_as_none_and_is_replaced(tmp_path: Path, content: bytes) -> None:
    kept = KeptListings(tmp_path)
    kept.keep(an_endpoint(), DATED)
    the_file(tmp_path).write_bytes(content)
    assert kept.find(an_endpoint()) is None
    kept.keep(an_endpoint(), DATED)
    assert kept.find(an_endpoint()) == DATED


def test_a_folder_that_cannot_be_written_keeps_nothing_and_stops_nobody(ordinary: Path) -> None:
    ordinary.chmod(0o500)
    KeptListings(ordinary).keep(an_endpoint(), DATED)
    assert KeptListings(ordinary).find(an_endpoint()) is None
    ordinary.chmod(0o700)


def test_a_file_in_the_folders_place_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("")
    KeptListings(tmp_path).keep(an_endpoint(), DATED)
    assert KeptListings(tmp_path).find(an_endpoint()) is None


def test_a_list_too_long_to_be_read_again_is_not_kept(tmp_path: Path) -> None:
    long = Listing(models=tuple(ListedModel(id=f"{number}" + "é" * 190, name="é" * 200) for number in range(20_001)))
    KeptListings(tmp_path).keep(an_endpoint(), Dated(long, NOON))
    assert KeptListings(tmp_path).find(an_endpoint()) is None


def test_the_rules_in_this_process_are_not_kept_and_without_a_folder_nothing_is(tmp_path: Path) -> None:
    KeptListings(tmp_path).keep(BUILT_IN["offline"], DATED)
    assert list(tmp_path.iterdir()) == []
    KeptListings(None).keep(an_endpoint(), DATED)
    assert KeptListings(None).find(an_endpoint()) is None


async def test_what_an_endpoint_lists_is_kept_with_its_time(tmp_path: Path) -> None:
    clock, kept = FakeClock(), KeptListings(tmp_path)
    async with SimulatedEndpoint(models=lists(a_listed_model("a/b"))) as server:
        answered = await Catalogue(clock=clock, kept=kept).models(an_endpoint(server.base_url))
        assert kept.find(an_endpoint(server.base_url)) == Dated(answered.value, clock())


async def test_what_fails_leaves_what_was_kept(tmp_path: Path) -> None:
    kept = KeptListings(tmp_path)
    async with SimulatedEndpoint(models=status(500)) as server:
        kept.keep(an_endpoint(server.base_url), DATED)
        with pytest.raises(WireFault):
            await Catalogue(clock=FakeClock(), kept=kept).models(an_endpoint(server.base_url))
        assert kept.find(an_endpoint(server.base_url)) == DATED
